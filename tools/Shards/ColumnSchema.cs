namespace I2M2.Shards;

/// <summary>What a column is for.</summary>
public enum ColumnRole
{
    /// <summary>A modality: fed to the network.</summary>
    Input,

    /// <summary>What is predicted.</summary>
    Label,

    /// <summary>Where the row comes from; never fed to the network.</summary>
    Id,
}

/// <summary>
/// One column of a shard set: a tensor per shard, rows on axis 0. What many rows share, such as a sound heard with many pictures, can lie in
/// a table of the set instead: the column then has the table's rows, and a key column of the splits says which of them a row has.
/// </summary>
public sealed record ColumnSchema
{
    /// <summary>Tensor name in every shard.</summary>
    public required string Name { get; init; }

    /// <summary>What the column is for.</summary>
    public required ColumnRole Role { get; init; }

    /// <summary>The modality an input belongs to, e.g. "audio"; null for labels and ids.</summary>
    public string? Modality { get; init; }

    /// <summary>Element type.</summary>
    public required Dtype Dtype { get; init; }

    /// <summary>Shape of one row; empty for one number a row.</summary>
    public required long[] Shape { get; init; }

    /// <summary>Unit of the stored values, e.g. "grey level".</summary>
    public required string Unit { get; init; }

    /// <summary>A trainer feeds the stored value times this; 1 where nothing is to be scaled.</summary>
    public double Scale { get; init; } = 1;

    /// <summary>One sentence: what the values are, which way the axes run.</summary>
    public required string Description { get; init; }

    /// <summary>For a column of class indices, often a label: name of each class; null for the set's <see cref="ShardManifest.ClassNames"/>.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>For an input: names of the features along its last axis, where they have any.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>The table that holds the column; null for a column that every split has of its own.</summary>
    public string? Table { get; init; }

    /// <summary>For a key column, I64: the table whose rows it numbers from 0; null for any other column. Several may be keys of one table.</summary>
    public string? KeyOf { get; init; }

    /// <summary>Bytes of one row.</summary>
    /// <exception cref="OverflowException">More than 63 bits.</exception>
    [System.Text.Json.Serialization.JsonIgnore]
    public long RowBytes => Dtype.Bytes(Shape);

    internal static IReadOnlyList<ColumnSchema> Of(IReadOnlyList<ColumnSchema> columns, string? table) => [.. columns.Where(c => c.Table == table)];

    internal TensorSpec Tensor(long rows) => new(Name, Dtype, [rows, .. Shape]);
}
