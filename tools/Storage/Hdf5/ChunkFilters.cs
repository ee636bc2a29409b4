using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// Undoes the filters gzip and shuffle of a chunk. Source: HDF5 File Format Specification 3.0, section IV.A.2.l, and RFC 1950.
/// </summary>
internal static class ChunkFilters
{
    private const int Square = 8;

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
        var done = size == sizeof(ulong) && BitConverter.IsLittleEndian ? UnshuffleEights(shuffled, into, elements) : 0;
        for (var b = 0; b < size; b++)
        {
            var plane = shuffled.Slice(b * elements, elements);
            for (int i = done, to = (done * size) + b; i < plane.Length; i++, to += size)
                into[to] = plane[i];
        }

        shuffled[(size * elements)..].CopyTo(into[(size * elements)..]);
        return true;
    }

    // Of elements of 8 bytes, as complex numbers are, eight at a time: a square of 8 x 8 bytes, turned over by exchanging quarters, then quarters of these.
    private static int UnshuffleEights(ReadOnlySpan<byte> shuffled, Span<byte> into, int elements)
    {
        var whole = elements & -Square;
        var p0 = shuffled[..elements];
        var p1 = shuffled.Slice(elements, elements);
        var p2 = shuffled.Slice(2 * elements, elements);
        var p3 = shuffled.Slice(3 * elements, elements);
        var p4 = shuffled.Slice(4 * elements, elements);
        var p5 = shuffled.Slice(5 * elements, elements);
        var p6 = shuffled.Slice(6 * elements, elements);
        var p7 = shuffled.Slice(7 * elements, elements);
        var rows = MemoryMarshal.Cast<byte, ulong>(into[..(whole * Square)]);
        for (var i = 0; i < whole; i += Square)
        {
            var (a, b, c, d) = (Eight(p0, i), Eight(p1, i), Eight(p2, i), Eight(p3, i));
            var (e, f, g, h) = (Eight(p4, i), Eight(p5, i), Eight(p6, i), Eight(p7, i));
            Exchange(ref a, ref e, 32, 0x0000_0000_FFFF_FFFF);
            Exchange(ref b, ref f, 32, 0x0000_0000_FFFF_FFFF);
            Exchange(ref c, ref g, 32, 0x0000_0000_FFFF_FFFF);
            Exchange(ref d, ref h, 32, 0x0000_0000_FFFF_FFFF);
            Exchange(ref a, ref c, 16, 0x0000_FFFF_0000_FFFF);
            Exchange(ref b, ref d, 16, 0x0000_FFFF_0000_FFFF);
            Exchange(ref e, ref g, 16, 0x0000_FFFF_0000_FFFF);
            Exchange(ref f, ref h, 16, 0x0000_FFFF_0000_FFFF);
            Exchange(ref a, ref b, 8, 0x00FF_00FF_00FF_00FF);
            Exchange(ref c, ref d, 8, 0x00FF_00FF_00FF_00FF);
            Exchange(ref e, ref f, 8, 0x00FF_00FF_00FF_00FF);
            Exchange(ref g, ref h, 8, 0x00FF_00FF_00FF_00FF);
            var square = rows.Slice(i, Square);
            (square[0], square[1], square[2], square[3]) = (a, b, c, d);
            (square[4], square[5], square[6], square[7]) = (e, f, g, h);
        }

        return whole;
    }

    private static ulong Eight(ReadOnlySpan<byte> plane, int at) => BinaryPrimitives.ReadUInt64LittleEndian(plane[at..]);

    // The upper parts of the first for the lower parts of the second.
    private static void Exchange(ref ulong first, ref ulong second, int bits, ulong lower)
    {
        var other = ((first >> bits) ^ second) & lower;
        second ^= other;
        first ^= other << bits;
    }
}
