namespace I2M2.Bench;

/// <summary>The middle of some figures.</summary>
internal static class Medians
{
    /// <summary>The median.</summary>
    internal static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>First quartile, median and third quartile.</summary>
    internal static (double Low, double Middle, double High) Quartiles(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[sorted.Length / 4], Of(sorted), sorted[3 * sorted.Length / 4]);
    }
}
