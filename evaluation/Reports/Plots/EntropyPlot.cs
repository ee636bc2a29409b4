using System.Text.Json.Nodes;

namespace I2M2.Evaluation;

/// <summary>How sure each paradigm is where it is right and where it is wrong.</summary>
internal static class EntropyPlot
{
    private static readonly (string Rows, Func<MetricSet, Metric> Get)[] Sides =
        [("predicted rightly", m => m.EntropyWhenRight), ("predicted wrongly", m => m.EntropyWhenWrong)];

    /// <param name="contenders">Of one comparison. Its numbers stand in <see cref="ComparisonTable.More"/>.</param>
    public static Plot Of(IReadOnlyList<Contender> contenders)
    {
        var values =
            from contender in contenders
            where !contender.IsBaseline
            from side in Sides
            let mean = contender.Spread(side.Get).Mean
            where mean is not null
            select new JsonObject { ["paradigm"] = contender.Name, ["rows"] = side.Rows, ["entropy"] = VegaLite.Number(mean.Value) };
        return new Plot(
            "Entropy of right and wrong predictions",
            "Mean over seeds. A model that knows when it does not know is sure where it is right and unsure where it is wrong: its two "
                + "marks lie far apart, the round one to the left. The table of further metrics has the numbers.",
            VegaLite.Of("entropy", values));
    }
}
