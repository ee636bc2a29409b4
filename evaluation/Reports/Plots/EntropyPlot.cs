using System.Text.Json.Nodes;

namespace I2M2.Evaluation;

/// <summary>How sure each paradigm is where it is right and where it is wrong.</summary>
internal static class EntropyPlot
{
    private const string Drawing = """
        {
          "width": 560,
          "height": { "step": 30 },
          "encoding": {
            "y": { "field": "paradigm", "type": "nominal", "sort": null, "title": null, "axis": { "ticks": false, "domain": false, "labelPadding": 8, "grid": true } },
            "x": { "field": "entropy", "type": "quantitative", "title": "mean entropy of the predictions, nats" }
          },
          "layer": [
            { "mark": { "type": "line", "color": "#8a93a0", "strokeWidth": 2 }, "encoding": { "detail": { "field": "paradigm" } } },
            {
              "mark": { "type": "point", "filled": true, "size": 90, "opacity": 1 },
              "encoding": {
                "color": { "field": "rows", "type": "nominal", "title": null, "scale": { "domain": ["predicted rightly", "predicted wrongly"], "range": ["#3b82c4", "#e07b39"] }, "legend": { "orient": "top" } },
                "shape": { "field": "rows", "type": "nominal", "title": null, "scale": { "domain": ["predicted rightly", "predicted wrongly"], "range": ["circle", "diamond"] } },
                "tooltip": [{ "field": "paradigm" }, { "field": "rows" }, { "field": "entropy", "format": ".3f" }]
              }
            }
          ]
        }
        """;

    /// <param name="contenders">Of one comparison. Its numbers stand in <see cref="ComparisonTable.More"/>.</param>
    public static Plot Of(IReadOnlyList<Contender> contenders)
    {
        var values =
            from contender in contenders
            where !contender.IsBaseline
            from side in new[] { (Rows: "predicted rightly", Get: (Func<MetricSet, Metric>)(m => m.EntropyWhenRight)), ("predicted wrongly", m => m.EntropyWhenWrong) }
            let mean = contender.Spread(side.Get).Mean
            where mean is not null
            select new JsonObject { ["paradigm"] = contender.Name, ["rows"] = side.Rows, ["entropy"] = VegaLite.Number(mean.Value) };
        return new Plot(
            "Entropy of right and wrong predictions",
            "Mean over seeds. A model that knows when it does not know is sure where it is right and unsure where it is wrong: its two marks lie far apart, the "
                + "round one to the left. The table of further metrics has the numbers.",
            VegaLite.Of(Drawing, values));
    }
}
