using System.Text.Json.Nodes;
using I2M2.Cli;

namespace I2M2.Evaluation;

/// <summary>The ROC curves of independent labels: a picture a label, a colour a paradigm, a line a seed.</summary>
internal static class RocPlot
{
    private static readonly double[] FalseAlarms = [0.05, 0.1, 0.2, 0.5];

    /// <param name="comparison">What is compared.</param>
    /// <returns>Null when every label is of one class.</returns>
    public static Plot? Of(LabelComparison comparison)
    {
        var level = comparison.Runs[0].Levels[0];
        string[] names = [.. comparison.Runs[0].Names.Select(n => SafeText.ForTerminal(n, 30))];
        int[] drawn = [.. Enumerable.Range(0, names.Length).Where(k => level.Curves[k] is not null)];
        var values =
            from label in drawn
            from contender in comparison.Contenders
            from run in contender.Runs
            from point in run.Levels[0].Curves[label]!.Points.Select((p, i) => (p.FalseAlarms, p.Found, At: i))
            select new JsonObject
            {
                ["label"] = names[label],
                ["paradigm"] = contender.Name,
                ["seed"] = run.Run?.Seed,
                ["at"] = point.At,
                ["false alarms"] = VegaLite.Number(point.FalseAlarms),
                ["found"] = VegaLite.Number(point.Found),
            };
        return drawn.Length == 0 ? null : new Plot(
            $"ROC curves by {level.Name}",
            $"The share of {level.Name}s with a label that are found (sensitivity) against the share of those without it that are taken for it (1 - specificity), "
                + "over all thresholds; a line a seed. The diagonal is chance. The nearer to the upper left corner, the better; the area below is the auroc.",
            VegaLite.Of("roc", values))
        {
            Numbers = new ReportTable(
                [new("paradigm"), new("label"), .. FalseAlarms.Select(f => new ReportColumn($"found at {f * 100:0} % false alarms", Right: true))],
                [
                    .. from label in drawn
                       from contender in comparison.Contenders
                       select (string[])
                       [
                           contender.Name,
                           names[label],
                           .. FalseAlarms.Select(f => Figures.Of(SeedSpread.Of([.. contender.Runs.Select(r => Metric.Of(r.Levels[0].Curves[label]!.FoundAt(f)))]))),
                       ],
                ]),
        };
    }
}
