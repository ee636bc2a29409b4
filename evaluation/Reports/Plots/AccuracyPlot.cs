using System.Text.Json.Nodes;

namespace I2M2.Evaluation;

/// <summary>Accuracy of every paradigm: a dot a seed, the mean with its 95 % interval, and the majority baseline as a line.</summary>
internal static class AccuracyPlot
{
    private const string Drawing = """
        {
          "width": 560,
          "height": { "step": 30 },
          "encoding": { "y": { "field": "paradigm", "type": "nominal", "sort": null, "title": null, "axis": { "ticks": false, "domain": false, "labelPadding": 8, "grid": true } } },
          "layer": [
            {
              "mark": { "type": "rule", "strokeWidth": 3, "color": "#3b82c4", "opacity": 0.75 },
              "transform": [{ "filter": "datum.kind === 'mean'" }],
              "encoding": { "x": { "field": "low", "type": "quantitative", "title": "accuracy", "scale": { "zero": false } }, "x2": { "field": "high" } }
            },
            {
              "mark": { "type": "point", "shape": "stroke", "angle": 90, "size": 300, "strokeWidth": 3, "color": "#3b82c4", "opacity": 1 },
              "transform": [{ "filter": "datum.kind === 'mean'" }],
              "encoding": {
                "x": { "field": "accuracy", "type": "quantitative" },
                "tooltip": [{ "field": "paradigm" }, { "field": "accuracy", "format": ".3f" }, { "field": "low", "format": ".3f" }, { "field": "high", "format": ".3f" }]
              }
            },
            {
              "mark": { "type": "point", "filled": true, "size": 55, "color": "#e07b39", "opacity": 0.9 },
              "transform": [{ "filter": "datum.kind === 'seed'" }],
              "encoding": { "x": { "field": "accuracy", "type": "quantitative" }, "tooltip": [{ "field": "paradigm" }, { "field": "seed" }, { "field": "accuracy", "format": ".3f" }] }
            },
            {
              "mark": { "type": "rule", "strokeDash": [5, 4], "color": "#8a93a0", "strokeWidth": 1.5 },
              "transform": [{ "filter": "datum.kind === 'majority'" }],
              "encoding": { "x": { "field": "accuracy", "type": "quantitative" }, "y": null }
            }
          ]
        }
        """;

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
            VegaLite.Of(Drawing, values))
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
