using System.Text.Json.Nodes;

namespace I2M2.Evaluation;

/// <summary>Whether confidence can be believed: accuracy against confidence in fifteen bins, all seeds together.</summary>
internal static class ReliabilityPlot
{
    private const string Drawing = """
        {
          "columns": 4,
          "facet": { "field": "paradigm", "type": "nominal", "sort": { "field": "order", "op": "min" }, "title": null },
          "spacing": 24,
          "spec": {
            "width": 165,
            "height": 165,
            "layer": [
              {
                "mark": { "type": "line", "strokeDash": [4, 4], "color": "#8a93a0", "strokeWidth": 1 },
                "data": { "values": [{ "v": 0 }, { "v": 1 }] },
                "encoding": { "x": { "field": "v", "type": "quantitative" }, "y": { "field": "v", "type": "quantitative" } }
              },
              {
                "mark": { "type": "line", "color": "#3b82c4", "strokeWidth": 2 },
                "encoding": {
                  "x": { "field": "confidence", "type": "quantitative", "title": "confidence", "scale": { "domain": [0, 1.08], "nice": false }, "axis": { "values": [0, 0.5, 1] } },
                  "y": { "field": "accuracy", "type": "quantitative", "title": "accuracy", "scale": { "domain": [0, 1.08], "nice": false }, "axis": { "values": [0, 0.5, 1] } }
                }
              },
              {
                "mark": { "type": "point", "filled": true, "color": "#3b82c4", "opacity": 0.85 },
                "encoding": {
                  "x": { "field": "confidence", "type": "quantitative" },
                  "y": { "field": "accuracy", "type": "quantitative" },
                  "size": { "field": "share", "type": "quantitative", "title": "share of rows", "scale": { "range": [8, 260] }, "legend": { "format": ".0%", "orient": "bottom", "symbolFillColor": "#3b82c4" } },
                  "tooltip": [{ "field": "confidence", "format": ".3f" }, { "field": "accuracy", "format": ".3f" }, { "field": "rows" }]
                }
              }
            ]
          }
        }
        """;

    /// <param name="contenders">Of one comparison.</param>
    public static Plot Of(IReadOnlyList<Contender> contenders)
    {
        (string Name, ReliabilityBin[] Bins)[] shown = [.. contenders.Where(c => c.Runs.Count > 0).Select(c => (c.Name, Together(c)))];
        var values =
            from contender in shown
            let order = Array.IndexOf(shown, contender)
            let total = contender.Bins.Sum(b => b.Rows)
            from bin in contender.Bins
            where bin.Rows > 0
            select new JsonObject
            {
                ["paradigm"] = contender.Name,
                ["order"] = order,
                ["confidence"] = VegaLite.Number(bin.Confidence),
                ["accuracy"] = VegaLite.Number(bin.Accuracy),
                ["rows"] = bin.Rows,
                ["share"] = VegaLite.Number((double)bin.Rows / total),
            };
        return new Plot(
            "Reliability",
            "Rows by the probability of the predicted class, in 15 equal bins. On the diagonal confidence is deserved; below it the model is surer than it "
                + "is right, above it the reverse. The table of further metrics has the expected calibration error (ece).",
            VegaLite.Of(Drawing, values))
        {
            Numbers = new ReportTable(
                [new("paradigm"), new("mean confidence"), new("accuracy"), new("rows", Right: true)],
                [.. shown.SelectMany(c => c.Bins.Where(b => b.Rows > 0).Select(b => (string[])[c.Name, Figures.Of(b.Confidence), Figures.Of(b.Accuracy), Figures.Count(b.Rows)]))]),
        };
    }

    private static ReliabilityBin[] Together(Contender contender) => [.. Enumerable.Range(0, ReliabilityBin.Count).Select(bin =>
    {
        ReliabilityBin[] seeds = [.. contender.Runs.Select(r => r.Detail.Reliability[bin])];
        var rows = seeds.Sum(b => b.Rows);
        return rows == 0 ? default : new ReliabilityBin(rows, seeds.Sum(b => b.Rows * b.Confidence) / rows, seeds.Sum(b => b.Rows * b.Accuracy) / rows);
    })];
}
