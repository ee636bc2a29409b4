namespace I2M2.Evaluation;

/// <summary>How much higher a figure of one paradigm is than another's on the same rows, where rows of one unit move together: see <see cref="Influence"/> and <see cref="RowsAndSeeds"/>.</summary>
internal static class InfluenceDifference
{
    /// <param name="first">One a seed.</param>
    /// <param name="second">One a seed, the same rows in the same order.</param>
    /// <param name="units">Number of the unit that each row belongs to, [N].</param>
    public static PairedDifference Of(IReadOnlyList<Influence> first, IReadOnlyList<Influence> second, IReadOnlyList<int> units)
    {
        var difference = Influence.Mean(first).Less(Influence.Mean(second));
        var (low, high, p) = RowsAndSeeds.Interval(difference.Value, difference.Spread(units), Seeds(first), Seeds(second));
        return new(difference.Value, Math.Max(-1, low), Math.Min(1, high), p, CoversSeeds: first.Count > 1 && second.Count > 1);
    }

    /// <summary>The 95 % interval of a figure's mean over the seeds.</summary>
    /// <param name="seeds">One a seed.</param>
    /// <param name="units">Number of the unit that each row belongs to, [N].</param>
    public static (double Low, double High) Interval(IReadOnlyList<Influence> seeds, IReadOnlyList<int> units)
    {
        var mean = Influence.Mean(seeds);
        var (low, high, _) = RowsAndSeeds.Interval(mean.Value, mean.Spread(units), Seeds(seeds));
        return (Math.Max(0, low), Math.Min(1, high));
    }

    private static double[] Seeds(IReadOnlyList<Influence> seeds) => [.. seeds.Select(s => s.Value)];
}
