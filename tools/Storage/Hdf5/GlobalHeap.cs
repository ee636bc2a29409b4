using System.Buffers.Binary;
using I2M2.Shards;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// A collection of texts of variable length, read without the library. Source: HDF5 File Format Specification 3.0, section III.E.
/// </summary>
internal static class GlobalHeap
{
    private const int Aligned = 8;
    // Of the collection and of each object: 8 bytes and a length, aligned.
    private const int Header = 16;

    /// <summary>Reads one of its objects.</summary>
    /// <param name="path">The file.</param>
    /// <param name="superblock">Its superblock.</param>
    /// <param name="address">Address of the collection.</param>
    /// <param name="index">Index of the object.</param>
    /// <param name="length">Bytes wanted from its start.</param>
    /// <returns>Null when there is no such object, or not of this length.</returns>
    internal static byte[]? Read(string path, Superblock superblock, ulong address, uint index, int length)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 4096);
        if (index == 0 || address > (ulong)stream.Length || superblock.Start + (long)address > stream.Length - Header)
            return null;
        Span<byte> bytes = stackalloc byte[Header];
        stream.Position = superblock.Start + (long)address;
        stream.ReadExactly(bytes);
        if (!bytes.StartsWith("GCOL\u0001"u8))
            return null;
        var size = Superblock.Number(bytes[8..], superblock.LengthBytes);
        var left = stream.Length - stream.Position + Header;
        if (size > (ulong)left)
            return null;
        left = (long)size - Header;
        while (left >= Header)
        {
            stream.ReadExactly(bytes);
            left -= Header;
            var found = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
            var objectSize = Superblock.Number(bytes[8..], superblock.LengthBytes);
            // Index 0 is the free space at the end.
            if (found == 0 || objectSize > (ulong)left)
                return null;
            if (found == index)
                return (ulong)length <= objectSize ? ReadBytes(stream, length) : null;
            var step = ((long)objectSize + Aligned - 1) / Aligned * Aligned;
            left -= step;
            stream.Seek(step, SeekOrigin.Current);
        }

        return null;
    }

    private static byte[] ReadBytes(FileStream stream, int length)
    {
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
