namespace I2M2.Evaluation;

/// <summary>
/// How much more accurate one paradigm is than another on the same rows, with the 95 % interval and the two-sided p of
/// <see cref="RowsAndSeeds"/> over the rows' paired differences. Two rows are added, half of one each way and one without a difference
/// (Agresti and Min 2005), which keeps interval and p honest where few rows differ.
/// </summary>
internal static class AccuracyDifference
{
    private const double Added = 2;

    /// <param name="first">For each seed whether each row was predicted rightly, [S][N].</param>
    /// <param name="second">[T][N], the same rows in the same order.</param>
    public static PairedDifference Of(IReadOnlyList<IReadOnlyList<bool>> first, IReadOnlyList<IReadOnlyList<bool>> second)
    {
        double[] differences = [.. RowsAndSeeds.RowMeans(first).Zip(RowsAndSeeds.RowMeans(second), (a, b) => a - b)];
        var n = differences.Length + Added;
        var centre = differences.Sum() / n;
        var squares = differences.Sum(d => d * d) + 1 - (n * centre * centre);
        var (low, high, p) = RowsAndSeeds.Interval(
            centre, (squares / (n - 1) / n, n), RowsAndSeeds.SeedMeans(first), RowsAndSeeds.SeedMeans(second));
        return new PairedDifference(
            differences.Average(), Math.Max(-1, low), Math.Min(1, high), p, CoversSeeds: first.Count > 1 && second.Count > 1);
    }
}
