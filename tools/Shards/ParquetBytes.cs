using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace I2M2.Shards;

/// <summary>What can be said of a Parquet file by its bytes alone.</summary>
internal static class ParquetBytes
{
    private const int Magic = 4;
    private const int LongestFooter = 64 << 20;

    /// <summary>Blocks of a file that long.</summary>
    internal static long BlocksOf(long bytes) => (bytes + SafetensorsLayout.BlockBytes - 1) / SafetensorsLayout.BlockBytes;

    /// <summary>Whether a file's footer holds a text; false too for what is no Parquet. Text in footers stands as it is.</summary>
    internal static bool FooterHas(string path, string text)
    {
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        var tail = new byte[sizeof(int) + Magic];
        if (length < tail.Length + Magic || RandomAccess.Read(file, tail, length - tail.Length) < tail.Length || !tail.AsSpan(sizeof(int)).SequenceEqual("PAR1"u8))
            return false;
        var footer = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(tail), LongestFooter);
        if (footer > length - tail.Length)
            return false;
        var bytes = new byte[footer];
        return RandomAccess.Read(file, bytes, length - tail.Length - footer) == footer && bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }

    /// <summary>Whether the blocks that hold a file's footer are those of the manifest. False too for what is no Parquet, or of another length.</summary>
    internal static bool HasFooterOf(string path, ManifestParquet listed)
    {
        using var file = File.OpenHandle(path);
        var tail = new byte[sizeof(int) + Magic];
        if (RandomAccess.GetLength(file) != listed.Bytes || listed.Bytes < tail.Length || RandomAccess.Read(file, tail, listed.Bytes - tail.Length) < tail.Length)
            return false;
        var footer = BinaryPrimitives.ReadUInt32LittleEndian(tail);
        var written = BlockHash.Decode(listed.BlockXxh3, BlocksOf(listed.Bytes));
        if (written is null || footer > LongestFooter || footer > listed.Bytes - tail.Length)
            return false;
        var buffer = new byte[SafetensorsLayout.BlockBytes];
        for (var block = (listed.Bytes - tail.Length - footer) / buffer.Length; block < written.Length; block++)
        {
            var begin = block * buffer.Length;
            var bytes = buffer.AsSpan(0, (int)Math.Min(buffer.Length, listed.Bytes - begin));
            if (RandomAccess.Read(file, bytes, begin) < bytes.Length || BlockHash.Of(bytes) != written[block])
                return false;
        }

        return true;
    }

    /// <summary>Both kinds of hashes of a file's bytes up to a length, in one pass.</summary>
    internal static (string Sha256, ulong[] Blocks) Hash(string path, long bytes, Action<long>? progress = null, CancellationToken stop = default)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var hashes = new ulong[BlocksOf(bytes)];
        var buffer = new byte[SafetensorsLayout.BlockBytes];
        for (var block = 0; block < hashes.Length; block++)
        {
            stop.ThrowIfCancellationRequested();
            var length = (int)Math.Min(buffer.Length, bytes - ((long)block * buffer.Length));
            var read = file.ReadAtLeast(buffer.AsSpan(0, length), length, throwOnEndOfStream: false);
            hashes[block] = BlockHash.Of(buffer.AsSpan(0, read));
            sha256.AppendData(buffer, 0, read);
            progress?.Invoke(length);
        }

        return (Convert.ToHexStringLower(sha256.GetHashAndReset()), hashes);
    }
}
