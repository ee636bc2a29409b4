using System.Buffers.Binary;

namespace I2M2.Tokens;

/// <summary>
/// Tokens of words met before. Its size is fixed and a word has one place in it, where a newer one replaces it: words made to collide cost time to merge, never
/// memory or a longer search. Not for two threads at once.
/// </summary>
internal sealed class WordCache
{
    private const int PlaceBits = 15;
    private const int LongestWord = 24;
    private const int MostTokens = 6;

    private readonly ulong[] hashes = new ulong[1 << PlaceBits];
    private readonly byte[] lengths = new byte[1 << PlaceBits];
    private readonly byte[] counts = new byte[1 << PlaceBits];
    private readonly byte[] words = new byte[LongestWord << PlaceBits];
    private readonly int[] tokens = new int[MostTokens << PlaceBits];

    /// <summary>The tokens of a word, if it is here; valid until the next <see cref="Add"/>.</summary>
    /// <param name="word">Not empty.</param>
    /// <param name="found">Its tokens.</param>
    internal bool TryGet(ReadOnlySpan<byte> word, out ReadOnlySpan<int> found)
    {
        found = default;
        if (word.Length > LongestWord)
            return false;
        var hash = Hash(word);
        var place = Place(hash);
        // A length of 0 marks a free place.
        if (hashes[place] != hash || lengths[place] != word.Length || !words.AsSpan(place * LongestWord, word.Length).SequenceEqual(word))
            return false;
        found = tokens.AsSpan(place * MostTokens, counts[place]);
        return true;
    }

    /// <summary>Keeps a word, if it is one of the usual length.</summary>
    internal void Add(ReadOnlySpan<byte> word, ReadOnlySpan<int> itsTokens)
    {
        if (word.Length > LongestWord || itsTokens.Length > MostTokens)
            return;
        var hash = Hash(word);
        var place = Place(hash);
        hashes[place] = hash;
        lengths[place] = (byte)word.Length;
        counts[place] = (byte)itsTokens.Length;
        word.CopyTo(words.AsSpan(place * LongestWord));
        itsTokens.CopyTo(tokens.AsSpan(place * MostTokens));
    }

    private static int Place(ulong hash) => (int)(hash >> (64 - PlaceBits));

    private static ulong Hash(ReadOnlySpan<byte> word)
    {
        // Odd multipliers that spread low bits upwards; where a word lands matters for speed alone.
        var hash = (ulong)word.Length * 0x9E3779B97F4A7C15;
        for (; word.Length >= sizeof(ulong); word = word[sizeof(ulong)..])
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(word));
        var tail = 0UL;
        foreach (var b in word)
            tail = (tail << 8) | b;
        return Mix(hash ^ tail);
    }

    private static ulong Mix(ulong x)
    {
        x *= 0xD6E8FEB86659FD93;
        return (x ^ (x >> 32)) * 0xD6E8FEB86659FD93;
    }
}
