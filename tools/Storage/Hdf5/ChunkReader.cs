using System.Buffers;
using System.Diagnostics;
using I2M2.Shards;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// Reads blocks of a chunked dataset. The library gives chunks as they are stored; they are unpacked here, outside its lock, and into as many
/// bytes as a chunk has, so that no packed chunk can grow further.
/// </summary>
internal sealed unsafe class ChunkReader(Hdf5File file, Hdf5Dataset dataset, long id, IReadOnlyList<long> shape, bool asInMemory)
{
    // A chunk that holds more than was asked for: most likely its next part is asked for next.
    private volatile Unpacked? last;

    /// <summary>Reads a block that lies inside the dataset.</summary>
    /// <param name="start">First position on each axis.</param>
    /// <param name="count">Positions on each axis, none 0.</param>
    /// <param name="wanted">Type to read as.</param>
    /// <param name="into">The block, row-major.</param>
    /// <exception cref="InputRefusedException">A chunk is damaged, missing, too large or filtered by what is not known.</exception>
    internal void Read(ReadOnlySpan<long> start, ReadOnlySpan<long> count, Hdf5Type wanted, Span<byte> into)
    {
        var elements = CheckChunk(wanted);
        Span<long> first = stackalloc long[shape.Count];
        Span<long> lastChunk = stackalloc long[shape.Count];
        for (var axis = 0; axis < shape.Count; axis++)
            (first[axis], lastChunk[axis]) = (start[axis] / shape[axis], (start[axis] + count[axis] - 1) / shape[axis]);
        Span<long> at = stackalloc long[shape.Count];
        first.CopyTo(at);
        do
        {
            var part = new ChunkPart([.. at], shape, start, count);
            ReadPart(part, elements, wanted, into);
        }
        while (ChunkPart.Next(at, first, lastChunk));
    }

    private void ReadPart(ChunkPart part, int elements, Hdf5Type wanted, Span<byte> into)
    {
        var size = ElementTypes.Bytes(wanted);
        if (last is { } kept && kept.Wanted == wanted && kept.Offset.AsSpan().SequenceEqual(part.Offset))
        {
            part.Copy(kept.Values, into, size);
            return;
        }

        if (asInMemory && wanted == dataset.Type && part.IsOneRun(elements))
        {
            Unpack(part.Offset, into.Slice(checked((int)part.RunStart * size), elements * size));
            return;
        }

        // Converted in place, from the stored size or to the wanted one.
        var length = elements * Math.Max(size, (int)dataset.StoredElementBytes);
        var values = part.IsWholeChunk(elements) ? ArrayPool<byte>.Shared.Rent(length) : new byte[length];
        try
        {
            Unpack(part.Offset, values.AsSpan(0, elements * (int)dataset.StoredElementBytes));
            if (!asInMemory || wanted != dataset.Type)
                Convert(values, elements, wanted);
            part.Copy(values, into, size);
        }
        finally
        {
            if (part.IsWholeChunk(elements))
                ArrayPool<byte>.Shared.Return(values);
        }

        if (!part.IsWholeChunk(elements))
            last = new Unpacked(part.Offset, wanted, values);
    }

    /// <summary>Whether chunks can be unpacked.</summary>
    /// <returns>Elements of a chunk.</returns>
    /// <exception cref="InputRefusedException">They are too large, or filtered by what is not known.</exception>
    internal int CheckChunk(Hdf5Type wanted)
    {
        var largest = Math.Max(dataset.StoredElementBytes, ElementTypes.Bytes(wanted));
        var limit = Math.Min(file.Limits.ChunkBytes, Array.MaxLength) / largest;
        long elements = 1;
        foreach (var n in shape)
        {
            // Each length is below 2^32 and the product so far below 2^31.
            elements *= n;
            if (elements > limit)
            {
                throw dataset.Refused(
                    $"chunks of {string.Join(" x ", shape)} elements; at most {limit} are read at once", "write it with smaller chunks, e.g. one slice each");
            }
        }

        foreach (var filter in dataset.Filters)
        {
            if (filter.Code is not (H5.FilterDeflate or H5.FilterShuffle))
            {
                throw dataset.Refused(
                    $"its values are packed by filter {filter.Code} ({filter.Name}); only gzip and shuffle are read",
                    "pack it anew: h5repack -f SHUF -f GZIP=4 OLD NEW, where that filter is installed");
            }
        }

        return (int)elements;
    }

    private void Unpack(long[] offset, Span<byte> into)
    {
        var stored = ReadStored(offset, out var length, out var skipped);
        try
        {
            var start = Stopwatch.GetTimestamp();
            var isWhole = ChunkFilters.Unpack(dataset.Filters, skipped, stored, length, into);
            file.CountUnpacking(Stopwatch.GetElapsedTime(start));
            if (!isWhole)
                throw dataset.Refused($"{Chunk(offset)} is damaged", "fetch or copy the file again");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private byte[] ReadStored(long[] offset, out int length, out uint skipped)
    {
        using var call = Hdf5Library.Enter();
        dataset.ThrowIfClosed();
        fixed (long* place = offset)
        {
            // It would come as zeros. The library gives size 0 or an error, by its version and whether there are other chunks.
            if (H5.H5Dget_chunk_storage_size(id, (ulong*)place, out var bytes) < 0)
                throw dataset.Refused($"{Chunk(offset)} was never stored or is not found ({Hdf5ErrorStack.Take()})", "fetch or write the file again");
            if (bytes == 0)
                throw dataset.Refused($"{Chunk(offset)} was never stored", "fetch or write the file again");

            if (bytes > (ulong)Math.Min(Math.Min(file.Limits.ChunkBytes, file.ByteLength), Array.MaxLength))
                throw dataset.Refused($"{Chunk(offset)} says it takes {bytes} bytes", "fetch or copy the file again");
            length = (int)bytes;
            var stored = ArrayPool<byte>.Shared.Rent(length);
            fixed (byte* into = stored)
            {
                if (H5.H5Dread_chunk(id, 0, (ulong*)place, out skipped, into) < 0)
                {
                    ArrayPool<byte>.Shared.Return(stored);
                    throw dataset.Damaged();
                }
            }

            file.Count(length);
            return stored;
        }
    }

    private static string Chunk(long[] offset) => $"the chunk at [{string.Join(", ", offset)}]";

    private void Convert(byte[] values, int elements, Hdf5Type wanted)
    {
        using var call = Hdf5Library.Enter();
        dataset.ThrowIfClosed();
        using var type = Hdf5Handle.Type(H5.H5Dget_type(id), dataset.Damaged);
        // Members are put together there; without it the library crashes on a compound.
        var background = ArrayPool<byte>.Shared.Rent(elements * ElementTypes.Bytes(wanted));
        try
        {
            fixed (byte* first = values, behind = background)
            {
                if (H5.H5Tconvert(type.Id, ElementTypes.InMemory(wanted), (nuint)elements, first, behind, 0) < 0)
                    throw dataset.Damaged();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(background);
        }
    }

    private sealed record Unpacked(long[] Offset, Hdf5Type Wanted, byte[] Values);
}
