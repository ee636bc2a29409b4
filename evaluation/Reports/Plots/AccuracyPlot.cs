using System.Text.Json.Nodes;

namespace I2M2.Evaluation;

/// <summary>Accuracy of every paradigm: a dot a seed, the mean with its 95 % interval, and the majority baseline as a line.</summary>
internal static class AccuracyPlot
{
    /// <param name="contenders">Of one comparison.</param>
    public static Plot Of(IReadOnlyList<Contender> contenders)
    {
        var majority = contenders.First(c => c.IsBaseline).Accuracy.Mean!.Value;
        (Contender Contender, MeanAccuracy Mean)[] shown = [.. contenders.Where(c => c.Runs.Count > 0).Select(c => (c, MeanAccuracy.Of(c.Right)))];
        var values = shown.SelectMany(s => s.Contender.Runs.Select(r => Seed(s.Contender, r)).Prepend(Mean(s.Contender, s.Mean)))
            .Append(new JsonObject { ["kind"] = "majority", ["accuracy"] = VegaLite.Number(majority) });
        return new Plot(
            "Accuracy",
            $"A dot is a seed, a bar the mean with its 95 % interval, the dashed line the majority baseline, {Figures.Of(majority)}.",
            VegaLite.Of("accuracy", values))
        {
            Numbers = new ReportTable(
                [new("paradigm"), new("mean accuracy"), new("95 % interval"), new("seeds")],
                [.. shown.Select(s => (string[])
                [
                    s.Contender.Name,
                    Figures.Of(s.Mean.Mean),
                    Figures.Interval(s.Mean.Low, s.Mean.High),
                    string.Join(", ", s.Contender.Seeds.Select(m => Figures.Of(m.Accuracy.Value!.Value))),
                ])]),
        };
    }

    private static JsonObject Mean(Contender contender, MeanAccuracy mean) => new()
    {
        ["kind"] = "mean",
        ["paradigm"] = contender.Name,
        ["accuracy"] = VegaLite.Number(mean.Mean),
        ["low"] = VegaLite.Number(mean.Low),
        ["high"] = VegaLite.Number(mean.High),
    };

    private static JsonObject Seed(Contender contender, RunResult run) => new()
    {
        ["kind"] = "seed",
        ["paradigm"] = contender.Name,
        ["seed"] = run.Run?.Seed,
        ["accuracy"] = VegaLite.Number(run.Metrics.Accuracy.Value!.Value),
    };
}
