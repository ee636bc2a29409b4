using System.Text.Json.Nodes;
using I2M2.Cli;

namespace I2M2.Evaluation;

/// <summary>Whether probabilities can be believed: what came true against what was said, in fifteen bins, all seeds together.</summary>
internal static class ReliabilityPlot
{
    /// <summary>Accuracy against confidence.</summary>
    /// <param name="contenders">Of one comparison.</param>
    public static Plot Of(IReadOnlyList<Contender> contenders) => Draw(
        "Reliability",
        "Rows by the probability of the predicted class, in 15 equal bins. On the diagonal confidence is deserved; below it the model is surer than it "
            + "is right, above it the reverse. The table of further metrics has the expected calibration error (ece).",
        "confidence",
        "accuracy",
        [.. contenders.Where(c => c.Runs.Count > 0).Select(c => (c.Name, ReliabilityBin.Together([.. c.Runs.Select(r => r.Detail.Reliability)])))]);

    /// <summary>Of one independent label: the share of rows that have it against the probability of it.</summary>
    /// <param name="comparison">What is compared.</param>
    /// <param name="label">Which label.</param>
    public static Plot Of(LabelComparison comparison, int label)
    {
        var name = SafeText.ForTerminal(comparison.Runs[0].Names[label], 30);
        var row = comparison.Runs[0].Levels[0].Name;
        return Draw(
            $"Reliability of {name}",
            $"{row}s by the probability of {name}, in 15 equal bins. On the diagonal probabilities are deserved; below it {name} is rarer than the model says, above it commoner.",
            "probability",
            "share present",
            [.. comparison.Contenders.Select(c => (c.Name, ReliabilityBin.Together([.. c.Runs.Select(r => r.Levels[0].Reliability[label])])))]);
    }

    private static Plot Draw(string title, string alternative, string said, string came, (string Name, ReliabilityBin[] Bins)[] shown)
    {
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
                [said] = VegaLite.Number(bin.Confidence),
                [came] = VegaLite.Number(bin.Accuracy),
                ["rows"] = bin.Rows,
                ["share"] = VegaLite.Number((double)bin.Rows / total),
            };
        return new Plot(title, alternative, VegaLite.Of("reliability", values, ("confidence", said), ("accuracy", came)))
        {
            Numbers = new ReportTable(
                [new("paradigm"), new($"mean {said}"), new(came), new("rows", Right: true)],
                [.. shown.SelectMany(c => c.Bins.Where(b => b.Rows > 0), (c, b) =>
                    (string[])[c.Name, Figures.Of(b.Confidence), Figures.Of(b.Accuracy), Figures.Count(b.Rows)])]),
        };
    }
}
