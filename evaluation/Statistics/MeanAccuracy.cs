namespace I2M2.Evaluation;

/// <summary>
/// A paradigm's accuracy, the mean over its seeds, with a 95 % interval: Wilson's for one seed; for several that of
/// <see cref="RowsAndSeeds"/> with two right and two wrong rows added (Agresti and Coull 1998), which keeps it honest near 0 and 1.
/// </summary>
/// <param name="Mean">Mean accuracy of the seeds, as observed.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
internal readonly record struct MeanAccuracy(double Mean, double Low, double High)
{
    private const double Added = 4;

    /// <param name="seeds">For each seed whether each row was predicted rightly, [S][N].</param>
    public static MeanAccuracy Of(IReadOnlyList<IReadOnlyList<bool>> seeds)
    {
        var rows = RowsAndSeeds.RowMeans(seeds);
        var mean = rows.Average();
        if (seeds.Count == 1)
        {
            var wilson = WilsonInterval.Of(seeds[0].Count(right => right), rows.Length);
            return new MeanAccuracy(mean, wilson.Low, wilson.High);
        }

        var n = rows.Length + Added;
        var centre = (rows.Sum() + (Added / 2)) / n;
        var squares = rows.Sum(r => (r - centre) * (r - centre)) + (Added / 2 * ((centre * centre) + ((1 - centre) * (1 - centre))));
        var (low, high, _) = RowsAndSeeds.Interval(centre, (squares / (n - 1) / n, n), RowsAndSeeds.SeedMeans(seeds));
        return new MeanAccuracy(mean, Math.Max(0, low), Math.Min(1, high));
    }
}
