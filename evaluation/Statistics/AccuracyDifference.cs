namespace I2M2.Evaluation;

/// <summary>
/// How much more accurate one paradigm is than another on the same rows, with the 95 % interval and the two-sided p of
/// <see cref="RowsAndSeeds"/> over the rows' paired differences. Two rows are added, half of one each way and one without a difference
/// (Agresti and Min 2005), which keeps interval and p honest where few rows differ.
/// </summary>
/// <param name="Difference">Mean accuracy of the first less that of the second, as observed.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="P">Chance of a difference as large when there is none.</param>
/// <param name="CoversSeeds">Whether both have two seeds or more, so that the interval is about other seeds too.</param>
internal readonly record struct AccuracyDifference(double Difference, double Low, double High, double P, bool CoversSeeds)
{
    private const double Added = 2;

    /// <param name="first">For each seed whether each row was predicted rightly, [S][N].</param>
    /// <param name="second">[T][N], the same rows in the same order.</param>
    public static AccuracyDifference Of(IReadOnlyList<IReadOnlyList<bool>> first, IReadOnlyList<IReadOnlyList<bool>> second)
    {
        double[] differences = [.. RowsAndSeeds.RowMeans(first).Zip(RowsAndSeeds.RowMeans(second), (a, b) => a - b)];
        var n = differences.Length + Added;
        var centre = differences.Sum() / n;
        var squares = differences.Sum(d => d * d) + 1 - (n * centre * centre);
        var (low, high, p) = RowsAndSeeds.Interval(
            centre, (squares / (n - 1) / n, n), RowsAndSeeds.SeedMeans(first), RowsAndSeeds.SeedMeans(second));
        return new AccuracyDifference(
            differences.Average(), Math.Max(-1, low), Math.Min(1, high), p, CoversSeeds: first.Count > 1 && second.Count > 1);
    }
}
