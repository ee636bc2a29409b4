namespace I2M2.Storage.Hdf5;

/// <summary>Where one chunk and a block of the dataset meet.</summary>
internal sealed class ChunkPart
{
    private readonly long[] chunk;
    private readonly long[] block;
    // First position of what both hold, within the chunk and within the block, and its length, on each axis.
    private readonly long[] inChunk;
    private readonly long[] inBlock;
    private readonly long[] count;

    /// <param name="index">The chunk's place in the grid of chunks.</param>
    /// <param name="shape">Shape of a chunk.</param>
    /// <param name="start">First position of the block on each axis.</param>
    /// <param name="size">Positions of the block on each axis.</param>
    internal ChunkPart(ReadOnlySpan<long> index, IReadOnlyList<long> shape, ReadOnlySpan<long> start, ReadOnlySpan<long> size)
    {
        (chunk, block, Offset) = ([.. shape], [.. size], new long[shape.Count]);
        (inChunk, inBlock, count) = (new long[shape.Count], new long[shape.Count], new long[shape.Count]);
        for (var axis = 0; axis < chunk.Length; axis++)
        {
            Offset[axis] = index[axis] * chunk[axis];
            var from = Math.Max(start[axis], Offset[axis]);
            var to = Math.Min(start[axis] + size[axis], Offset[axis] + chunk[axis]);
            (inChunk[axis], inBlock[axis], count[axis]) = (from - Offset[axis], from - start[axis], to - from);
        }
    }

    /// <summary>The chunk's first position in the dataset, on each axis.</summary>
    internal long[] Offset { get; }

    /// <summary>First element of the part in the block.</summary>
    internal long RunStart => Place(inBlock, block);

    /// <summary>Whether the part is the chunk.</summary>
    internal bool IsWholeChunk(int elements) => Elements == elements;

    /// <summary>Whether the part is the chunk and lies in the block in one piece.</summary>
    internal bool IsOneRun(int elements)
    {
        if (Elements != elements)
            return false;
        // Before the last axis that is longer than one, every axis but the first of those must be whole.
        var axis = 0;
        while (axis < count.Length && count[axis] == 1)
            axis++;
        for (axis++; axis < count.Length; axis++)
        {
            if (count[axis] != block[axis])
                return false;
        }

        return true;
    }

    /// <summary>Copies the part.</summary>
    /// <param name="values">The chunk, row-major.</param>
    /// <param name="into">The block, row-major.</param>
    /// <param name="size">Bytes of an element.</param>
    internal void Copy(ReadOnlySpan<byte> values, Span<byte> into, int size)
    {
        var run = checked((int)count[^1] * size);
        var (from, to, at) = (inChunk.ToArray(), inBlock.ToArray(), new long[count.Length]);
        Span<long> zero = stackalloc long[count.Length];
        Span<long> most = stackalloc long[count.Length];
        zero.Clear();
        for (var axis = 0; axis < count.Length - 1; axis++)
            most[axis] = count[axis] - 1;
        most[^1] = 0;
        do
        {
            for (var axis = 0; axis < count.Length - 1; axis++)
                (from[axis], to[axis]) = (inChunk[axis] + at[axis], inBlock[axis] + at[axis]);
            values.Slice(checked((int)Place(from, chunk) * size), run).CopyTo(into.Slice(checked((int)Place(to, block) * size), run));
        }
        while (Next(at, zero, most));
    }

    /// <summary>Goes to the next position, the last axis fastest.</summary>
    /// <returns>False after the last one.</returns>
    internal static bool Next(Span<long> at, ReadOnlySpan<long> first, ReadOnlySpan<long> last)
    {
        for (var axis = at.Length - 1; axis >= 0; axis--)
        {
            if (at[axis]++ < last[axis])
                return true;
            at[axis] = first[axis];
        }

        return false;
    }

    private long Elements
    {
        get
        {
            long elements = 1;
            foreach (var n in count)
                elements *= n;
            return elements;
        }
    }

    private static long Place(long[] position, long[] shape)
    {
        long place = 0;
        for (var axis = 0; axis < shape.Length; axis++)
            place = (place * shape[axis]) + position[axis];
        return place;
    }
}
