using System.Buffers;
using System.IO.Compression;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// Undoes the filters gzip and shuffle of a chunk. Source: HDF5 File Format Specification 3.0, section IV.A.2.l, and RFC 1950.
/// </summary>
internal static class ChunkFilters
{
    /// <summary>Unpacks a chunk.</summary>
    /// <param name="filters">Gzip and shuffle, each at most once, in the order of writing.</param>
    /// <param name="skipped">Bit i is set when filter i was left out for this chunk.</param>
    /// <param name="stored">The chunk as stored.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="into">All bytes of the chunk, unpacked.</param>
    /// <returns>False when the bytes are not what the filters made.</returns>
    internal static bool Unpack(IReadOnlyList<Hdf5Filter> filters, uint skipped, byte[] stored, int length, Span<byte> into)
    {
        var applied = filters.Where((_, i) => (skipped & (1u << i)) == 0).ToArray();
        // Packing a second time, or packing before shuffling, helps nothing and is not written by anyone.
        switch (applied)
        {
            case []:
                return Copy(stored.AsSpan(0, length), into);
            case [{ Code: H5.FilterDeflate }]:
                return Inflate(stored, length, into);
            case [{ Code: H5.FilterShuffle, Parameter: var size }]:
                return length == into.Length && Unshuffle(stored.AsSpan(0, length), into, size);
            case [{ Code: H5.FilterShuffle, Parameter: var size }, { Code: H5.FilterDeflate }]:
                var shuffled = ArrayPool<byte>.Shared.Rent(into.Length);
                try
                {
                    var bytes = shuffled.AsSpan(0, into.Length);
                    return Inflate(stored, length, bytes) && Unshuffle(bytes, into, size);
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(shuffled);
                }

            default:
                return false;
        }
    }

    private static bool Copy(ReadOnlySpan<byte> from, Span<byte> into) => from.Length == into.Length && from.TryCopyTo(into);

    private static bool Inflate(byte[] stored, int length, Span<byte> into)
    {
        try
        {
            using var stream = new ZLibStream(new MemoryStream(stored, 0, length), CompressionMode.Decompress);
            // The checksum is compared when the end is read.
            return stream.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length && stream.ReadByte() < 0;
        }
        // The second is for a stream that asks for a dictionary; memory gives no other.
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            return false;
        }
    }

    // All first bytes of the elements, then all second ones, and so on; a rest shorter than an element stays as it is.
    private static bool Unshuffle(ReadOnlySpan<byte> shuffled, Span<byte> into, uint elementBytes)
    {
        if (elementBytes == 0 || elementBytes > (uint)into.Length)
            return false;
        var size = (int)elementBytes;
        var elements = into.Length / size;
        for (var b = 0; b < size; b++)
        {
            var plane = shuffled.Slice(b * elements, elements);
            for (int i = 0, to = b; i < plane.Length; i++, to += size)
                into[to] = plane[i];
        }

        shuffled[(size * elements)..].CopyTo(into[(size * elements)..]);
        return true;
    }
}
