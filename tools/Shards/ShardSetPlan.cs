using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace I2M2.Shards;

/// <summary>Everything about a shard set that is known before its first row is computed.</summary>
public sealed record ShardSetPlan
{
    /// <summary>Data set name.</summary>
    public required string Dataset { get; init; }

    /// <summary>Version of the writing program; another version makes the set anew.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>All options that shape the output, defaults included.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>See <see cref="ShardManifest.Source"/>.</summary>
    public string? Source { get; init; }

    /// <summary>See <see cref="ShardManifest.Remarks"/>.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Columns of the splits' shards, and of the tables'.</summary>
    public required IReadOnlyList<ColumnSchema> Columns { get; init; }

    /// <summary>Name of each class.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The raw files with their hashes, in a fixed order.</summary>
    public required IReadOnlyList<RawFile> RawFiles { get; init; }

    /// <summary>Names and rows of the tables that some columns lie in; often none.</summary>
    public IReadOnlyList<(string Name, long Rows)> Tables { get; init; } = [];

    /// <summary>Split names and rows, in order.</summary>
    public required IReadOnlyList<(string Name, long Rows)> Splits { get; init; }

    /// <summary>Parquet files of the same rows; often none.</summary>
    public IReadOnlyList<ParquetPart> Parquet { get; init; } = [];

    /// <summary>Rows of a full shard.</summary>
    public required int RowsPerShard { get; init; }

    /// <summary>
    /// Whether each shard names the inputs of its own rows instead of all: then shards can be written, and kept when a run is gone on with, before all raw files have been read.
    /// </summary>
    public bool ShardsNameOwnInputs { get; init; }

    /// <summary>SHA-256 over all of the above: equal means that the set would come out the same.</summary>
    public string InputsSha256()
    {
        var text = new StringBuilder();
        void Line(params object[] fields) => text.AppendJoin('\t', fields.Select(f => Convert.ToString(f, CultureInfo.InvariantCulture))).Append('\n');
        Line(ShardManifest.CurrentFormatVersion, Dataset, ToolVersion, RowsPerShard);
        foreach (var (key, value) in Options.OrderBy(o => o.Key, StringComparer.Ordinal))
            Line("option", key, value);
        if (Source is not null)
            Line("source", Source);
        foreach (var remark in Remarks)
            Line("remark", remark);
        foreach (var c in Columns)
            Line("column", c.Name, c.Role, c.Modality ?? "", c.Dtype, string.Join('x', c.Shape), c.Unit, c.Scale, c.Description, c.Table ?? "", c.KeyOf ?? "", string.Join('|', c.ClassNames ?? []), string.Join('|', c.Features ?? []));
        foreach (var name in ClassNames)
            Line("class", name);
        foreach (var (name, rows) in Tables)
            Line("table", name, rows);
        foreach (var (name, rows) in Splits)
            Line("split", name, rows);
        foreach (var part in Parquet)
            Line("parquet", part.File, part.Rows);
        foreach (var file in RawFiles)
            Line("raw", file.Name, file.Bytes, file.Sha256);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>
    /// Bytes of all shards together, headers and rows, exactly; those of Parquet files, which nobody knows before, left out. The raw files need not be known yet: their hashes change no length.
    /// </summary>
    /// <exception cref="OverflowException">More than 63 bits.</exception>
    public long ByteLength()
    {
        var inputsSha256 = InputsSha256();
        return Shards().Aggregate(0L, (sum, part) => checked(sum + ShardFile.Layout(ColumnsOf(part), part.Rows, inputsSha256, part.Split).FileLength));
    }

    /// <summary>In what a finished set is not the one that this plan would make, one sentence part each; empty when it is.</summary>
    public IReadOnlyList<string> DifferencesFrom(ShardManifest set)
    {
        if (set.InputsSha256 == InputsSha256())
            return [];
        var differences = new List<string>();
        void Compare(string what, object? there, object? here)
        {
            if (!Equals(there, here))
                differences.Add(string.Create(CultureInfo.InvariantCulture, $"{what} {there ?? "not set"} there, {here ?? "not set"} here"));
        }

        Compare("data set", set.Dataset, Dataset);
        Compare("program version", set.ToolVersion, ToolVersion);
        foreach (var key in set.Options.Keys.Union(Options.Keys).Order(StringComparer.Ordinal))
            Compare(key, set.Options.GetValueOrDefault(key), Options.GetValueOrDefault(key));
        Compare("tables", Text(set.Tables.Select(t => (t.Name, t.Rows))), Text(Tables));
        Compare("Parquet files", Text(set.Parquet.Select(p => (p.File, p.Rows))), Text(Parquet.Select(p => (p.File, p.Rows))));
        Compare("splits", Text(set.Splits.Select(s => (s.Name, s.Rows))), Text(Splits));
        var (there, here) = (ByName(set.RawFiles), ByName(RawFiles));
        foreach (var name in there.Keys.Union(here.Keys).Order(StringComparer.Ordinal))
        {
            if (!here.TryGetValue(name, out var now))
                differences.Add($"raw file {name} is gone");
            else if (!there.TryGetValue(name, out var then))
                differences.Add($"raw file {name} is new");
            else if (then != now)
                differences.Add($"raw file {name} has changed");
        }

        return differences.Count > 0 ? differences : ["columns, class names or the order of the raw files are others"];

        static string Text(IEnumerable<(string Name, long Rows)> splits) => string.Join(", ", splits.Select(s => $"{s.Name} {s.Rows}"));
        static Dictionary<string, RawFile> ByName(IEnumerable<RawFile> files) => files.DistinctBy(f => f.Name).ToDictionary(f => f.Name, StringComparer.Ordinal);
    }

    /// <summary>The columns of a shard.</summary>
    public IReadOnlyList<ColumnSchema> ColumnsOf(ShardPart part) => ColumnSchema.Of(Columns, Tables.Any(t => t.Name == part.Split) ? part.Split : null);

    /// <summary>The shards that tables and splits are cut into: of each full ones, then one with the rest.</summary>
    public IReadOnlyList<ShardPart> Shards()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(RowsPerShard);
        var parts = new List<ShardPart>();
        foreach (var (split, rows) in Tables.Concat(Splits))
        {
            for (var (first, index) = (0L, 0); first < rows; first += RowsPerShard, index++)
                parts.Add(new ShardPart(split, index, first, (int)Math.Min(RowsPerShard, rows - first)));
        }

        return parts;
    }
}

/// <summary>A stretch of a split, or of a table, that goes into one shard file.</summary>
/// <param name="Split">Name of the split or table.</param>
/// <param name="Index">Shard number within the split.</param>
/// <param name="FirstRow">First row, counted within the split.</param>
/// <param name="Rows">Number of rows.</param>
public sealed record ShardPart(string Split, int Index, long FirstRow, int Rows)
{
    /// <summary>Path below the set's folder.</summary>
    public string File => ShardSet.ShardName(Split, Index);
}
