namespace I2M2.Shards;

/// <summary>One split of an open <see cref="ShardSet"/>, with the tables' columns that its rows point into.</summary>
public sealed class ShardSplit
{
    private readonly string folder;
    private readonly Dictionary<string, ShardColumn> columns;

    internal ShardSplit(string folder, ManifestSplit manifest, IReadOnlyList<SafetensorsFile> shards, IEnumerable<ColumnSchema> own, IReadOnlyList<ShardSplit> tables)
    {
        this.folder = folder;
        Name = manifest.Name;
        Rows = manifest.Rows;
        Shards = shards;
        columns = own.ToDictionary(c => c.Name, c => new ShardColumn(c, [.. shards.Select(s => s[c.Name])]), StringComparer.Ordinal);
        foreach (var key in columns.Values.Where(c => c.Schema.KeyOf is not null).ToList())
        {
            foreach (var (name, column) in tables.Single(t => t.Name == key.Schema.KeyOf).columns)
                columns.Add(name, new ShardColumn(column, key, folder));
        }
    }

    /// <summary>E.g. "train".</summary>
    public string Name { get; }

    /// <summary>Rows over all shards.</summary>
    public long Rows { get; }

    /// <summary>The open shard files, in row order.</summary>
    public IReadOnlyList<SafetensorsFile> Shards { get; }

    /// <summary>The column of that name over all shards.</summary>
    /// <exception cref="InputRefusedException">The set has no such column.</exception>
    public ShardColumn this[string column] => columns.TryGetValue(column, out var found)
        ? found
        : throw new InputRefusedException(folder, $"column '{column}' is missing; there are {string.Join(", ", columns.Keys)}", "preprocess the data set again");
}
