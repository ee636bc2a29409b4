using DuckDB.NET.Native;
using I2M2.Storage;

namespace I2M2.PredictionFiles;

/// <summary>One distribution of a Parquet file: a column of lists, or a column for each class.</summary>
/// <param name="Expert">The expert's name; null for the model's own distribution.</param>
/// <param name="Logs">Whether the values are logarithms, nats.</param>
/// <param name="Columns">Names of the column of lists, or of each class's column, [C].</param>
/// <param name="IsList">Which of the two.</param>
internal sealed record ParquetDistribution(string? Expert, bool Logs, IReadOnlyList<string> Columns, bool IsList);

/// <summary>Which columns of a Parquet file are predictions. Others are ignored.</summary>
/// <param name="Selections">What to read: id, label, then every distribution's columns in order, then the subset.</param>
/// <param name="Distributions">The model's and the experts' distributions.</param>
/// <param name="HasSubsets">Whether there is a column of subsets.</param>
internal sealed record ParquetLayout(IReadOnlyList<ParquetSelection> Selections, IReadOnlyList<ParquetDistribution> Distributions, bool HasSubsets)
{
    /// <summary>The column of lists that holds the model's log-probabilities, and with an expert's name behind it that expert's.</summary>
    public const string LogProb = "log_prob";

    /// <summary>The column that names parts of the split.</summary>
    public const string Subset = "subset";

    /// <summary>Name of an expert's column of lists.</summary>
    public static string LogProbOf(string expert) => $"{LogProb}_{expert}";

    /// <exception cref="Shards.InputRefusedException">A column is missing, of the wrong type, or doubled.</exception>
    public static ParquetLayout Of(string path, ParquetFile file)
    {
        var lists = file.Columns.Any(c => c.Name == LogProb);
        var distributions = lists ? Lists(file) : Wide(path, file);
        file.Require("id", "text or whole numbers", c => c.Type == DuckDBType.Varchar || IsInteger(c.Type));
        file.Require("label", "whole numbers", c => IsInteger(c.Type));
        foreach (var column in distributions.SelectMany(d => d.Columns))
        {
            if (lists)
                file.Require(column, "lists of float or double", c => c.Type == DuckDBType.List && IsReal(c.Element));
            else
                file.Require(column, "float or double", c => IsReal(c.Type));
        }

        var hasSubsets = file.Columns.Any(c => c.Name == Subset);
        if (hasSubsets)
            file.Require(Subset, "text", c => c.Type == DuckDBType.Varchar);
        var type = lists ? "DOUBLE[]" : "DOUBLE";
        return new ParquetLayout(
            [
                new("id", "\"id\"::VARCHAR"),
                // NULL where it is no class number by far.
                new("label", "TRY_CAST(\"label\" AS INTEGER)"),
                .. distributions.SelectMany(d => d.Columns).Select(c => new ParquetSelection(c, $"{Sql.Name(c)}::{type}")),
                .. hasSubsets ? [new ParquetSelection(Subset, Sql.Name(Subset))] : Array.Empty<ParquetSelection>(),
            ],
            distributions,
            hasSubsets);
    }

    private static List<ParquetDistribution> Lists(ParquetFile file) =>
    [
        new ParquetDistribution(null, true, [LogProb], true),
        .. file.Columns.Select(c => c.Name).Where(n => n.StartsWith(LogProbOf(""), StringComparison.Ordinal))
            .Select(n => new ParquetDistribution(n[LogProbOf("").Length..], true, [n], true)),
    ];

    private static List<ParquetDistribution> Wide(string path, ParquetFile file)
    {
        var header = new PredictionsHeader(path, [.. file.Columns.Select(c => c.Name)]);
        return [.. header.Distributions
            .Select(d => new ParquetDistribution(d.Expert, d.Logs, [.. d.Columns.Select(c => file.Columns[c].Name)], IsList: false))];
    }

    private static bool IsReal(DuckDBType type) => type is DuckDBType.Float or DuckDBType.Double;

    private static bool IsInteger(DuckDBType type) => type
        is DuckDBType.TinyInt or DuckDBType.SmallInt or DuckDBType.Integer or DuckDBType.BigInt
        or DuckDBType.UnsignedTinyInt or DuckDBType.UnsignedSmallInt or DuckDBType.UnsignedInteger or DuckDBType.UnsignedBigInt;
}
