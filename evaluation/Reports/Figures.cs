using System.Globalization;

namespace I2M2.Evaluation;

/// <summary>Numbers as the tables show them: three decimals, never more.</summary>
internal static class Figures
{
    /// <summary>Stands for an undefined or unknown value.</summary>
    public const string None = "-";

    /// <summary>A number.</summary>
    public static string Of(double value)
    {
        var text = value.ToString("F3", CultureInfo.InvariantCulture);
        return text == "-0.000" ? "0.000" : text;
    }

    /// <summary>"mean ± standard deviation", or the value alone for a single seed.</summary>
    public static string Of(SeedSpread spread) => spread switch
    {
        { Mean: null } => None,
        { Deviation: null } => Of(spread.Mean.Value),
        _ => $"{Of(spread.Mean.Value)} ± {Of(spread.Deviation.Value)}",
    };

    /// <summary>As <see cref="Of(SeedSpread)"/>, with the 95 % Wilson interval for a single seed.</summary>
    /// <param name="seeds">Metrics of each seed.</param>
    /// <param name="n">Rows evaluated.</param>
    public static string Accuracy(IReadOnlyList<MetricSet> seeds, int n)
    {
        var text = Of(SeedSpread.Of([.. seeds.Select(m => m.Accuracy)]));
        if (seeds.Count > 1)
            return text;
        var interval = WilsonInterval.Of(seeds[0].Correct, n);
        return $"{text} {Interval(interval.Low, interval.High)}";
    }

    /// <summary>"[0.650, 0.709]".</summary>
    public static string Interval(double low, double high) => $"[{Of(low)}, {Of(high)}]";

    /// <summary>"p = 0.031", "p &lt; 0.001".</summary>
    public static string P(double p) => p < 0.001 ? "p < 0.001" : $"p = {Of(p)}";

    /// <summary>A count with its thousands parted.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>"1 seed", "5 seeds".</summary>
    public static string Counted(long count, string thing) => $"{Count(count)} {thing}{(count == 1 ? "" : "s")}";

    /// <summary>"a", "a and b", "a, b and c".</summary>
    public static string List(IReadOnlyList<string> things) => things.Count < 2 ? string.Concat(things) : $"{string.Join(", ", things.SkipLast(1))} and {things[^1]}";
}
