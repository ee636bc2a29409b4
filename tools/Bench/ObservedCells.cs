using I2M2.Cli;
using I2M2.Storage;

namespace I2M2.Bench;

/// <summary>Observed cells of a feature's hourly grid.</summary>
/// <param name="Count">How many.</param>
/// <param name="Mean">Their mean, in the feature's unit.</param>
internal readonly record struct ObservedCells(long Count, double Mean)
{
    // Ours are whole numbers of 1e-9, the peer's double precision: sums of millions of values differ in the last digits alone.
    private const double Tolerance = 1e-6;

    /// <summary>Those of a finished shard set.</summary>
    internal static ObservedCells Of(string set, string feature)
    {
        var shards = Path.Combine(set, "shards");
        using var database = DuckDatabase.Open(new DuckOptions { Folders = [shards] });
        var source = Sql.ReadPath(Path.Combine(shards, "series-00000.parquet"));
        using var result = database.Query("check", $"SELECT count(*), avg({feature}) FROM read_parquet({source}) WHERE {feature}_observed");
        return result.Read() ? new(result.Column(0).Values<long>()[0], result.Column(1).Values<double>()[0]) : default;
    }

    /// <summary>Whether the peer has the same.</summary>
    /// <exception cref="UsageException">It has not, so that times cannot be compared.</exception>
    internal void RequireSame(string feature, ObservedCells peer)
    {
        if (Count != peer.Count || Math.Abs(Mean - peer.Mean) > Tolerance * Math.Abs(Mean))
            throw new UsageException($"The peer does other work: {feature} has {Count} observed cells of mean {Mean}, the peer's {peer.Count} of {peer.Mean}");
    }
}
