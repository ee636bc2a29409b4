using System.Text.RegularExpressions;

namespace I2M2.Shards;

/// <summary>A Parquet file of a set: a table for people and their programs, beside the shards that training maps.</summary>
/// <param name="Name">Name of the table, e.g. "series".</param>
/// <param name="Index">Number of the file within the table.</param>
/// <param name="Rows">Rows it will hold.</param>
public sealed partial record ParquetPart(string Name, int Index, long Rows)
{
    /// <summary>The key of the file's metadata that holds the hash of the inputs it was made from.</summary>
    public const string InputsKey = "inputs_sha256";

    /// <summary>Path below the set's folder.</summary>
    public string File => $"{ShardSet.ShardFolder}/{Name}-{Index:00000}.parquet";

    /// <summary>Whether a path below the set's folder can be that of a Parquet file.</summary>
    internal static bool IsName(string file) => Pattern().IsMatch(file);

    [GeneratedRegex(@"^shards/[A-Za-z0-9_-]+-\d{5}\.parquet\z")]
    private static partial Regex Pattern();
}

/// <summary>One finished Parquet file.</summary>
/// <param name="File">Path below the set's folder, with forward slashes.</param>
/// <param name="Rows">Rows it holds.</param>
/// <param name="Bytes">File length.</param>
/// <param name="Sha256">Of the whole file, lower-case hexadecimal.</param>
/// <param name="BlockXxh3">XXH3 of each MiB of the file, written as in <see cref="ManifestShard"/>.</param>
public sealed record ManifestParquet(string File, long Rows, long Bytes, string Sha256, string BlockXxh3);
