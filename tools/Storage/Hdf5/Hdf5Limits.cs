namespace I2M2.Storage.Hdf5;

/// <summary>The most memory and work that a file may ask for; what asks for more is refused.</summary>
public sealed record Hdf5Limits
{
    /// <summary>Bytes of one chunk, unpacked; also of one chunk as it is stored.</summary>
    public long ChunkBytes { get; init; } = 256L << 20;

    /// <summary>Bytes of one text, of a dataset or an attribute.</summary>
    public int TextBytes { get; init; } = 4 << 20;

    /// <summary>Groups and datasets that <see cref="Hdf5File.Datasets"/> visits.</summary>
    public int Objects { get; init; } = 10_000;

    /// <summary>Groups inside one another.</summary>
    public int Depth { get; init; } = 32;
}
