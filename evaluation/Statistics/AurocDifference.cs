namespace I2M2.Evaluation;

/// <summary>How much better one paradigm ranks than another: DeLong's test on the placements' means over seeds, with the seeds' spread.</summary>
internal static class AurocDifference
{
    /// <param name="first">One a seed.</param>
    /// <param name="second">One a seed, the same rows in the same order.</param>
    public static PairedDifference Of(IReadOnlyList<Placements> first, IReadOnlyList<Placements> second)
    {
        var difference = Placements.Mean(first).Less(Placements.Mean(second));
        var (low, high, p) = RowsAndSeeds.Interval(difference.Auroc, difference.Spread(), Seeds(first), Seeds(second));
        return new(difference.Auroc, Math.Max(-1, low), Math.Min(1, high), p, CoversSeeds: first.Count > 1 && second.Count > 1);
    }

    /// <summary>The 95 % interval of a mean AUROC.</summary>
    /// <param name="seeds">One a seed.</param>
    public static (double Low, double High) Interval(IReadOnlyList<Placements> seeds)
    {
        var mean = Placements.Mean(seeds);
        var (low, high, _) = RowsAndSeeds.Interval(mean.Auroc, mean.Spread(), Seeds(seeds));
        return (Math.Max(0, low), Math.Min(1, high));
    }

    private static double[] Seeds(IReadOnlyList<Placements> seeds) => [.. seeds.Select(s => s.Auroc)];
}
