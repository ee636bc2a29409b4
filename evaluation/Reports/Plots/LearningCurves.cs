using System.Text.Json.Nodes;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>Training loss and validation metric after every epoch, a line a seed.</summary>
internal static class LearningCurves
{
    /// <param name="runs">Each run with its contender's name and its record.</param>
    /// <returns>Null when no run has a curve.</returns>
    public static Plot? Of(IReadOnlyList<(string Name, RunDescription? Run, RunRecord Record)> runs)
    {
        var values =
            from run in runs
            from epoch in run.Record.Curve
            select new JsonObject
            {
                ["paradigm"] = run.Name,
                ["seed"] = run.Run!.Seed,
                ["epoch"] = epoch.Epoch,
                ["metric"] = VegaLite.Number(epoch.ValidMetric),
                ["loss"] = VegaLite.Number(epoch.TrainLoss),
            };
        // Of runs that had to select by another metric than the rest, each its own.
        var metrics = string.Join(" or ", runs.SelectMany(r => r.Record.Curve.Select(e => e.Metric)).Distinct());
        return runs.All(r => r.Record.Curve.Count == 0) ? null : new Plot(
            "Learning curves",
            $"After every epoch, a line a seed. The epoch of the highest validation {metrics} is the one that was kept; curves still rising at "
                + "their end say that longer training would change the comparison.",
            VegaLite.Of("learning-curves", values))
        {
            Numbers = new ReportTable(
                [new("paradigm"), new("seed", Right: true), new($"validation {metrics} by epoch"), new("training loss by epoch")],
                [.. runs.Where(r => r.Record.Curve.Count > 0).Select(r => (string[])
                [
                    r.Name,
                    $"{r.Run!.Seed}",
                    string.Join(", ", r.Record.Curve.Select(e => Figures.Of(e.ValidMetric))),
                    string.Join(", ", r.Record.Curve.Select(e => Figures.Of(e.TrainLoss))),
                ])]),
        };
    }
}
