using System.Text.Json.Nodes;

namespace I2M2.Evaluation;

/// <summary>Training loss and validation accuracy after every epoch, a line a seed.</summary>
internal static class LearningCurves
{
    private const string Drawing = """
        {
          "hconcat": [
            {
              "width": 330,
              "height": 250,
              "mark": { "type": "line", "point": { "size": 25 }, "strokeWidth": 1.8, "opacity": 0.85 },
              "encoding": {
                "x": { "field": "epoch", "type": "quantitative", "title": "epoch", "axis": { "tickMinStep": 1, "format": "d" }, "scale": { "zero": false, "nice": false } },
                "y": { "field": "accuracy", "type": "quantitative", "title": "validation accuracy", "scale": { "zero": false } },
                "color": { "field": "paradigm", "type": "nominal", "sort": null, "title": null, "scale": { "scheme": "tableau10" } },
                "detail": { "field": "seed" },
                "tooltip": [{ "field": "paradigm" }, { "field": "seed" }, { "field": "epoch" }, { "field": "accuracy", "format": ".3f" }]
              }
            },
            {
              "width": 330,
              "height": 250,
              "mark": { "type": "line", "point": { "size": 25 }, "strokeWidth": 1.8, "opacity": 0.85 },
              "encoding": {
                "x": { "field": "epoch", "type": "quantitative", "title": "epoch", "axis": { "tickMinStep": 1, "format": "d" }, "scale": { "zero": false, "nice": false } },
                "y": { "field": "loss", "type": "quantitative", "title": "training loss, nats" },
                "color": { "field": "paradigm", "type": "nominal", "sort": null, "title": null, "legend": { "orient": "right" } },
                "detail": { "field": "seed" },
                "tooltip": [{ "field": "paradigm" }, { "field": "seed" }, { "field": "epoch" }, { "field": "loss", "format": ".3f" }]
              }
            }
          ]
        }
        """;

    /// <param name="runs">Each run with its contender's name and its record.</param>
    /// <returns>Null when no run has a curve.</returns>
    public static Plot? Of(IReadOnlyList<(string Name, RunResult Run, RunRecord Record)> runs)
    {
        var values =
            from run in runs
            from epoch in run.Record.Curve
            select new JsonObject
            {
                ["paradigm"] = run.Name,
                ["seed"] = run.Run.Run!.Seed,
                ["epoch"] = epoch.Epoch,
                ["accuracy"] = VegaLite.Number(epoch.ValidAccuracy),
                ["loss"] = VegaLite.Number(epoch.TrainLoss),
            };
        return runs.All(r => r.Record.Curve.Count == 0) ? null : new Plot(
            "Learning curves",
            "After every epoch, a line a seed. The epoch of the highest validation accuracy is the one that was kept; curves still rising at their end say that "
                + "longer training would change the comparison.",
            VegaLite.Of(Drawing, values))
        {
            Numbers = new ReportTable(
                [new("paradigm"), new("seed", Right: true), new("validation accuracy by epoch"), new("training loss by epoch")],
                [.. runs.Where(r => r.Record.Curve.Count > 0).Select(r => (string[])
                [
                    r.Name,
                    $"{r.Run.Run!.Seed}",
                    string.Join(", ", r.Record.Curve.Select(e => Figures.Of(e.ValidAccuracy))),
                    string.Join(", ", r.Record.Curve.Select(e => Figures.Of(e.TrainLoss))),
                ])]),
        };
    }
}
