using System.Text;
using System.Text.Unicode;

namespace I2M2.Tokens;

/// <summary>
/// Texts to token ids: `&lt;s&gt;`, the text's tokens, `&lt;/s&gt;`, cut so that all of it fits the space given: the two special tokens always stay. Text is text: what looks
/// like a special token in it is spelt out in ordinary tokens, as fairseq does. No lower-casing, no space before the first word. Keeps a cache of words;
/// one encoder for each thread.
/// </summary>
public sealed class TextEncoder(ByteLevelBpe bpe)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly WordCache cache = new();
    private readonly WordMerger merger = new(bpe.Merges);
    private int[] scratch = new int[256];

    /// <summary>Encodes a text; allocates nothing once its buffers have grown.</summary>
    /// <param name="utf8">The text in UTF-8.</param>
    /// <param name="ids">Takes the ids; its length, 2 at least, is the maximum length. A text of n bytes never has more than n + 2.</param>
    /// <returns>Ids written.</returns>
    /// <exception cref="ArgumentException">Not valid UTF-8, or no room for the special tokens.</exception>
    public int Encode(ReadOnlySpan<byte> utf8, Span<int> ids)
    {
        if (ids.Length < 2)
            throw new ArgumentException("room for 2 ids at least is needed", nameof(ids));
        if (!Utf8.IsValid(utf8))
            throw new ArgumentException("the text is not valid UTF-8", nameof(utf8));
        ids[0] = bpe.Vocabulary.Start;
        var (count, full) = (1, ids.Length - 1);
        foreach (var word in new Words(utf8))
        {
            if (count == full)
                break;
            count += Append(word, ids[count..full]);
        }

        ids[count] = bpe.Vocabulary.End;
        return count + 1;
    }

    /// <summary>Encodes a text to a row of a table: as <see cref="Encode(ReadOnlySpan{byte}, Span{int})"/>, then `&lt;pad&gt;` to the end.</summary>
    /// <param name="utf8">The text in UTF-8.</param>
    /// <param name="ids">The row.</param>
    /// <param name="mask">As long as the row: 1 for ids of the text, 0 for padding.</param>
    /// <returns>Ids before the padding.</returns>
    public int EncodePadded(ReadOnlySpan<byte> utf8, Span<int> ids, Span<byte> mask)
    {
        if (mask.Length != ids.Length)
            throw new ArgumentException($"{mask.Length} places for a row of {ids.Length}", nameof(mask));
        var count = Encode(utf8, ids);
        ids[count..].Fill(bpe.Vocabulary.Pad);
        mask[..count].Fill(1);
        mask[count..].Clear();
        return count;
    }

    /// <summary>Encodes one text.</summary>
    /// <param name="text">Without lone surrogates.</param>
    /// <param name="longest">Ids at most, special tokens included; 2 at least.</param>
    /// <exception cref="ArgumentException">A lone surrogate, or no room for the special tokens.</exception>
    public int[] Encode(string text, int longest = int.MaxValue)
    {
        var utf8 = Strict.GetBytes(text);
        var ids = new int[Math.Min(longest, utf8.Length + 2)];
        return ids[..Encode(utf8, ids)];
    }

    private int Append(ReadOnlySpan<byte> word, Span<int> room)
    {
        ReadOnlySpan<int> tokens;
        if (word.Length == 1)
        {
            room[0] = bpe.ByteTokens[word[0]];
            return 1;
        }

        if (!cache.TryGet(word, out tokens))
        {
            tokens = Merged(word);
            cache.Add(word, tokens);
        }

        var count = Math.Min(tokens.Length, room.Length);
        tokens[..count].CopyTo(room);
        return count;
    }

    private ReadOnlySpan<int> Merged(ReadOnlySpan<byte> word)
    {
        if (scratch.Length < word.Length)
            scratch = new int[Math.Max(word.Length, 2 * scratch.Length)];
        var tokens = scratch.AsSpan(0, word.Length);
        for (var i = 0; i < word.Length; i++)
            tokens[i] = bpe.ByteTokens[word[i]];
        return tokens[..merger.Merge(tokens)];
    }
}
