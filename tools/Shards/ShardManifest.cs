using System.Text.Json.Serialization;

namespace I2M2.Shards;

/// <summary>
/// `manifest.json`: everything a reader of a shard set needs to know, and how the set came about. Holds no time and no absolute path, so
/// that the same inputs and options give the same bytes. Written last: a folder without it is not finished.
/// </summary>
public sealed record ShardManifest
{
    /// <summary>The file's name in the folder.</summary>
    public const string FileName = "manifest.json";

    /// <summary>Version of this layout; a reader refuses others.</summary>
    public const int CurrentFormatVersion = 3;

    /// <summary>Version the file was written in.</summary>
    public required int FormatVersion { get; init; }

    /// <summary>Data set name, e.g. "avmnist".</summary>
    public required string Dataset { get; init; }

    /// <summary>Version of the program that wrote the set.</summary>
    public required string ToolVersion { get; init; }

    /// <summary>SHA-256 over layout, options and the raw files' hashes: equal means that the set would come out the same.</summary>
    public required string InputsSha256 { get; init; }

    /// <summary>All preprocessing options, defaults included.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>
    /// Where the raw files come from when they are not the published ones: "name: what it is", e.g. of a synthetic stand-in. Null for the
    /// published ones.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>How the set differs from the published one, a sentence part each.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }

    /// <summary>Columns of every shard.</summary>
    public required IReadOnlyList<ColumnSchema> Columns { get; init; }

    /// <summary>Name of each class; a label is an index into this list, or into its column's own.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Statistics of the input columns over the train split, by column name, in stored units.</summary>
    public required IReadOnlyDictionary<string, ColumnStatistics> TrainStatistics { get; init; }

    /// <summary>How input columns are standardised, by column name; often none.</summary>
    public IReadOnlyDictionary<string, Normaliser> Normalisers { get; init; } = new Dictionary<string, Normaliser>();

    /// <summary>How many rows each rule of preprocessing left, in order; often none.</summary>
    public IReadOnlyList<FunnelStep> Funnel { get; init; } = [];

    /// <summary>Rows that could not be read and were left out because the user said so, by raw table.</summary>
    public IReadOnlyDictionary<string, long> Rejects { get; init; } = new Dictionary<string, long>();

    /// <summary>Tables that rows of the splits point into, see <see cref="ColumnSchema.Table"/>; often none.</summary>
    public IReadOnlyList<ManifestSplit> Tables { get; init; } = [];

    /// <summary>Splits in order, e.g. train, valid, test.</summary>
    public required IReadOnlyList<ManifestSplit> Splits { get; init; }

    /// <summary>Parquet files of the same rows, for people and their programs; often none.</summary>
    public IReadOnlyList<ManifestParquet> Parquet { get; init; } = [];

    /// <summary>The raw files in a fixed order; id columns may index into this list where the schema says so.</summary>
    public required IReadOnlyList<RawFile> RawFiles { get; init; }

    /// <summary>
    /// SHA-256 of the file up to the line that holds it, which is the last but one: `head -n -2 manifest.json | sha256sum`. Empty until written.
    /// </summary>
    public string ManifestSha256 { get; init; } = "";

    /// <summary>Rows over all splits.</summary>
    [JsonIgnore]
    public long Rows => Splits.Sum(s => s.Rows);

    /// <summary>Bytes of all files but the manifest.</summary>
    [JsonIgnore]
    public long Bytes => Stored.Sum(s => s.Shards.Sum(f => f.Bytes)) + Parquet.Sum(f => f.Bytes);

    /// <summary>Everything that lies in shards: the tables, then the splits.</summary>
    [JsonIgnore]
    public IEnumerable<ManifestSplit> Stored => Tables.Concat(Splits);

    /// <summary>The names of a label column's classes.</summary>
    /// <param name="label">Name of the column.</param>
    public IReadOnlyList<string> ClassNamesOf(string label) => Columns.FirstOrDefault(c => c.Name == label)?.ClassNames ?? ClassNames;

    /// <summary>The columns that the shards of a split or table hold.</summary>
    /// <param name="stored">Its name.</param>
    public IReadOnlyList<ColumnSchema> ColumnsOf(string stored) => ColumnSchema.Of(Columns, Tables.Any(t => t.Name == stored) ? stored : null);
}

/// <summary>The rows of a split, or of a table, and the shards that hold them, in order.</summary>
/// <param name="Name">E.g. "train".</param>
/// <param name="Rows">Rows over all shards.</param>
/// <param name="Shards">In row order.</param>
public sealed record ManifestSplit(string Name, long Rows, IReadOnlyList<ManifestShard> Shards);

/// <summary>One shard file.</summary>
/// <param name="File">Path below the set's folder, with forward slashes.</param>
/// <param name="Rows">Rows it holds.</param>
/// <param name="Bytes">File length.</param>
/// <param name="Sha256">Of the whole file, lower-case hexadecimal.</param>
/// <param name="BlockXxh3">
/// XXH3 of each block, 8 bytes each, most significant first, together in base64. Blocks are 1 MiB: first those of the header, then those
/// of each tensor in the file's order; the last of the header and of each tensor is shorter.
/// </param>
public sealed record ManifestShard(string File, long Rows, long Bytes, string Sha256, string BlockXxh3);

/// <summary>One raw file the set was made from.</summary>
/// <param name="Name">Path below the raw folder, with forward slashes.</param>
/// <param name="Bytes">File length.</param>
/// <param name="Sha256">Of the whole file as it lay on disk, lower-case hexadecimal.</param>
public sealed record RawFile(string Name, long Bytes, string Sha256);

/// <summary>Statistics of one input column over all elements of the train split.</summary>
/// <param name="Count">Elements.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Std">Population standard deviation.</param>
/// <param name="Min">Least value.</param>
/// <param name="Max">Greatest value.</param>
public sealed record ColumnStatistics(long Count, double Mean, double Std, double Min, double Max);
