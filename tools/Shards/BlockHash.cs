using System.Buffers.Binary;
using System.IO.Hashing;

namespace I2M2.Shards;

/// <summary>
/// XXH3 (64 bits, seed 0) of each block of a file, in the file's order. It tells where a file is damaged, at memory speed; that a file is
/// the one that was written is for its SHA-256 to say, which no chosen bytes can imitate. By chance a damaged block keeps its hash
/// once in 2^64 times, and then the SHA-256 still differs.
/// </summary>
internal static class BlockHash
{
    private const int HashBytes = sizeof(ulong);

    internal static ulong Of(ReadOnlySpan<byte> block) => XxHash3.HashToUInt64(block);

    /// <summary>Base64 of all hashes, 8 bytes each, most significant first.</summary>
    internal static string Encode(ReadOnlySpan<ulong> hashes)
    {
        var bytes = new byte[hashes.Length * HashBytes];
        for (var i = 0; i < hashes.Length; i++)
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(i * HashBytes), hashes[i]);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Undoes <see cref="Encode"/>.</summary>
    /// <returns>Null when the text is not that of exactly <paramref name="count"/> hashes.</returns>
    internal static ulong[]? Decode(string text, long count)
    {
        // The text's length is checked first: a manifest cannot make us take memory for blocks that it does not list.
        if (count > text.Length)
            return null;
        var bytes = new byte[count * HashBytes];
        if (!Convert.TryFromBase64String(text, bytes, out var written) || written != bytes.Length)
            return null;
        var hashes = new ulong[count];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(i * HashBytes));
        return hashes;
    }
}
