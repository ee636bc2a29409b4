using I2M2.PredictionFiles;

namespace I2M2.Modeling.Metrics;

/// <summary>The validation metric whose best epoch is kept; higher is better.</summary>
/// <param name="Metric">"accuracy", "auroc" or "auprc".</param>
/// <param name="Remark">Why it is not the one that was asked for; empty when it is.</param>
public sealed record Selection(string Metric, string Remark)
{
    private static readonly Dictionary<string, Func<LogProbabilities, int[], Metric>> Metrics = new(StringComparer.Ordinal)
    {
        ["accuracy"] = (p, labels) => Accuracy.Of(p, labels),
        ["auroc"] = Auroc.Of,
        ["auprc"] = AveragePrecision.Of,
    };

    /// <summary>The mean worth of the best answer, where rows have several right ones.</summary>
    public const string VqaScore = "vqa_score";

    /// <summary>The metrics that can be asked for.</summary>
    public static IEnumerable<string> Names => [.. Metrics.Keys, VqaScore];

    /// <summary>The metric to select by: the one asked for, or accuracy where that has no value on the rows, whatever is predicted.</summary>
    /// <param name="asked">One of <see cref="Names"/>.</param>
    /// <param name="labels">Of the validation rows.</param>
    public static Selection Of(string asked, IReadOnlyList<long> labels) => asked == VqaScore ? new("accuracy", $"{asked} is of rows with several right answers") : asked == "accuracy" || labels.Distinct().Skip(1).Any()
        ? new(asked, "")
        : new("accuracy", $"{asked} is undefined: the validation rows are of one class");

    /// <summary>The metric of one epoch's predictions.</summary>
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    public double Of(LogProbabilities p, int[] labels) => Metrics[Metric](p, labels).Value
        ?? throw new InvalidOperationException($"{Metric} is undefined on the validation rows");
}
