using System.Buffers;

namespace I2M2.Tokens;

/// <summary>Merges the tokens of one word: always the pair of the lowest rank, and of several such the leftmost. Not for two threads at once.</summary>
internal sealed class WordMerger(MergeList merges)
{
    // Words are short: looking at every pair again beats a queue. A "word" of a whole file must not take the square of its length.
    private const int ShortWord = 40;
    private readonly PriorityQueue<(int At, int Left, int Right), long> queue = new();

    /// <summary>Merges in place.</summary>
    /// <param name="tokens">Of the word's single bytes.</param>
    /// <returns>Tokens left, at the beginning of <paramref name="tokens"/>.</returns>
    internal int Merge(Span<int> tokens) => tokens.Length <= ShortWord ? MergeShort(tokens) : MergeLong(tokens);

    /// <summary>As <see cref="Merge"/>, in time proportional to the square of the length.</summary>
    private int MergeShort(Span<int> tokens)
    {
        // Of the pair (i, i+1).
        Span<int> ranks = stackalloc int[ShortWord];
        Span<int> made = stackalloc int[ShortWord];
        var count = tokens.Length;
        for (var i = 0; i < count - 1; i++)
            ranks[i] = merges.Rank(tokens[i], tokens[i + 1], out made[i]);

        while (true)
        {
            var (best, lowest) = (-1, MergeList.None);
            for (var i = 0; i < count - 1; i++)
            {
                if (ranks[i] < lowest)
                    (best, lowest) = (i, ranks[i]);
            }

            if (best < 0)
                return count;
            tokens[best] = made[best];
            tokens[(best + 2)..count].CopyTo(tokens[(best + 1)..]);
            ranks[(best + 1)..(count - 1)].CopyTo(ranks[best..]);
            made[(best + 1)..(count - 1)].CopyTo(made[best..]);
            count--;
            if (best > 0)
                ranks[best - 1] = merges.Rank(tokens[best - 1], tokens[best], out made[best - 1]);
            if (best < count - 1)
                ranks[best] = merges.Rank(tokens[best], tokens[best + 1], out made[best]);
        }
    }

    /// <summary>As <see cref="Merge"/>, in time proportional to the length and its logarithm.</summary>
    private int MergeLong(Span<int> tokens)
    {
        var (next, previous) = (ArrayPool<int>.Shared.Rent(tokens.Length), ArrayPool<int>.Shared.Rent(tokens.Length));
        try
        {
            queue.Clear();
            for (var i = 0; i < tokens.Length; i++)
            {
                (next[i], previous[i]) = (i + 1, i - 1);
                Offer(tokens, i, i + 1);
            }

            while (queue.TryDequeue(out var pair, out _))
            {
                var (at, left, right) = pair;
                var after = next[at];
                // One of the two has become part of another token since.
                if (tokens[at] != left || after == tokens.Length || tokens[after] != right)
                    continue;
                merges.Rank(left, right, out tokens[at]);
                tokens[after] = -1;
                next[at] = next[after];
                if (next[at] < tokens.Length)
                    previous[next[at]] = at;
                if (previous[at] >= 0)
                    Offer(tokens, previous[at], at);
                Offer(tokens, at, next[at]);
            }

            var count = 0;
            for (var i = 0; i < tokens.Length; i = next[i])
                tokens[count++] = tokens[i];
            return count;
        }
        finally
        {
            ArrayPool<int>.Shared.Return(next);
            ArrayPool<int>.Shared.Return(previous);
        }
    }

    private void Offer(Span<int> tokens, int at, int after)
    {
        if (after < tokens.Length && merges.Rank(tokens[at], tokens[after], out _) is < MergeList.None and var rank)
            queue.Enqueue((at, tokens[at], tokens[after]), ((long)rank << 32) | (uint)at);
    }
}
