namespace I2M2.Shards;

/// <summary>A stretch of a safetensors file that has a hash of its own.</summary>
/// <param name="Tensor">Whose data it holds; null in the header.</param>
/// <param name="Begin">First byte in the file.</param>
/// <param name="Length">Bytes, at least 1.</param>
/// <param name="Offset">First byte within the tensor's data, or within the header.</param>
internal readonly record struct FileBlock(TensorSpec? Tensor, long Begin, int Length, long Offset)
{
    internal long End => Begin + Length;
}

/// <summary>
/// Where everything lies in a safetensors file that <see cref="SafetensorsWriter"/> makes of known tensors and metadata. Header and
/// tensors are cut into blocks, each on its own, so that no block belongs to two columns.
/// </summary>
internal sealed class SafetensorsLayout
{
    /// <summary>Longest block: the grain in which damage is located.</summary>
    internal const int BlockBytes = 1 << 20;

    /// <param name="tensors">All tensors, in any order.</param>
    /// <param name="metadata">The header's `__metadata__`.</param>
    /// <exception cref="ArgumentException">A name is used twice, or the header is beyond the format's limit.</exception>
    /// <exception cref="OverflowException">The file would have more than 2^63 - 1 bytes.</exception>
    internal SafetensorsLayout(IReadOnlyCollection<TensorSpec> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        (HeaderBytes, var header) = SafetensorsHeader.Build(tensors, metadata);
        DataStart = header.DataStart;
        Tensors = header.Tensors;
        FileLength = Tensors.Count == 0 ? DataStart : checked(DataStart + Tensors[^1].Begin + Tensors[^1].Spec.ByteLength);
    }

    /// <summary>Everything before the data.</summary>
    internal byte[] HeaderBytes { get; }

    /// <summary>Where the data begin in the file.</summary>
    internal long DataStart { get; }

    /// <summary>In the order of their data; begins count from <see cref="DataStart"/>.</summary>
    internal IReadOnlyList<(TensorSpec Spec, long Begin)> Tensors { get; }

    internal long FileLength { get; }

    internal long BlockCount => BlocksOf(DataStart) + Tensors.Sum(t => BlocksOf(t.Spec.ByteLength));

    /// <summary>Blocks of a stretch.</summary>
    internal static long BlocksOf(long bytes) => (bytes / BlockBytes) + (bytes % BlockBytes == 0 ? 0 : 1);

    /// <summary>All blocks in the order of the file.</summary>
    internal IEnumerable<FileBlock> Blocks()
        => Cut(null, 0, DataStart).Concat(Tensors.SelectMany(t => Cut(t.Spec, DataStart + t.Begin, t.Spec.ByteLength)));

    private static IEnumerable<FileBlock> Cut(TensorSpec? tensor, long begin, long bytes)
    {
        for (var offset = 0L; offset < bytes; offset += BlockBytes)
            yield return new FileBlock(tensor, begin + offset, (int)Math.Min(BlockBytes, bytes - offset), offset);
    }
}
