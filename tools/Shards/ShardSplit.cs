namespace I2M2.Shards;

/// <summary>One split of an open <see cref="ShardSet"/>, with the tables' columns that its rows point into.</summary>
public sealed class ShardSplit
{
    private readonly Dictionary<string, ShardColumn> columns;

    internal ShardSplit(string folder, ManifestSplit manifest, IReadOnlyList<SafetensorsFile> shards, IEnumerable<ColumnSchema> own, IReadOnlyList<ShardSplit> tables)
    {
        Folder = folder;
        Name = manifest.Name;
        Rows = manifest.Rows;
        Shards = shards;
        columns = own.ToDictionary(c => c.Name, c => new ShardColumn(c, [.. shards.Select(s => s[c.Name])]), StringComparer.Ordinal);
        var keys = columns.Values.Where(c => c.Schema.KeyOf is not null).ToList();
        foreach (var key in keys)
        {
            // Where a row has two of a table's rows, such as the two images of a pair, it has two of each of its columns.
            var isOnly = keys.Count(k => k.Schema.KeyOf == key.Schema.KeyOf) == 1;
            foreach (var (name, column) in tables.Single(t => t.Name == key.Schema.KeyOf).columns)
                columns.Add(isOnly ? name : $"{key.Schema.Name}.{name}", new ShardColumn(column, key, folder));
        }
    }

    /// <summary>The set's folder.</summary>
    public string Folder { get; }

    /// <summary>E.g. "train".</summary>
    public string Name { get; }

    /// <summary>Rows over all shards.</summary>
    public long Rows { get; }

    /// <summary>The open shard files, in row order.</summary>
    public IReadOnlyList<SafetensorsFile> Shards { get; }

    /// <summary>Names of all columns: of the split, and of the tables that its rows point into; "key.column" for a table that several keys point into.</summary>
    public IReadOnlyCollection<string> ColumnNames => columns.Keys;

    /// <summary>The column of that name over all shards.</summary>
    /// <exception cref="InputRefusedException">The set has no such column.</exception>
    public ShardColumn this[string column] => columns.TryGetValue(column, out var found)
        ? found
        : throw new InputRefusedException(Folder, $"column '{column}' is missing; there are {string.Join(", ", columns.Keys)}", "preprocess the data set again");
}
