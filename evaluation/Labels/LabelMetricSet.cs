using I2M2.Modeling.Metrics;

namespace I2M2.Evaluation;

/// <summary>Every metric of one label, or their means over labels.</summary>
internal sealed record LabelMetricSet
{
    private static readonly Metric NoPoint = Metric.Undefined("there are no validation predictions of both classes to choose the operating point on");

    /// <summary>Metrics of the JSON and of the tables, with their JSON keys and headers, in order.</summary>
    public static IReadOnlyList<(string Key, string Header, Func<LabelMetricSet, Metric> Get)> Keyed { get; } =
    [
        ("auroc", "auroc", m => m.Auroc),
        ("average_precision", "average precision", m => m.AveragePrecision),
        ("balanced_accuracy", "balanced acc", m => m.BalancedAccuracy),
        ("sensitivity", "sensitivity", m => m.Sensitivity),
        ("specificity", "specificity", m => m.Specificity),
    ];

    /// <summary>See <see cref="Modeling.Metrics.Auroc"/>.</summary>
    public required Metric Auroc { get; init; }

    /// <summary>See <see cref="Modeling.Metrics.AveragePrecision"/>.</summary>
    public required Metric AveragePrecision { get; init; }

    /// <summary>Mean of sensitivity and specificity.</summary>
    public required Metric BalancedAccuracy { get; init; }

    /// <summary>Share of positives at or above the operating point.</summary>
    public required Metric Sensitivity { get; init; }

    /// <summary>Share of negatives below it.</summary>
    public required Metric Specificity { get; init; }

    /// <param name="margins">[N].</param>
    /// <param name="positive">[N].</param>
    /// <param name="point">Chosen on validation rows; null: there are none.</param>
    public static LabelMetricSet Of(double[] margins, bool[] positive, OperatingPoint? point)
    {
        var (sensitivity, specificity, balanced) = point?.On(margins, positive) ?? (NoPoint, NoPoint, NoPoint);
        var ranked = positive.Contains(true) && positive.Contains(false);
        return new LabelMetricSet
        {
            Auroc = Modeling.Metrics.Auroc.Binary(margins, positive),
            AveragePrecision = ranked ? Modeling.Metrics.AveragePrecision.Binary(margins, positive) : Metric.Undefined("only one class in the labels"),
            BalancedAccuracy = balanced,
            Sensitivity = sensitivity,
            Specificity = specificity,
        };
    }

    /// <summary>Unweighted means over the labels for which a metric is defined.</summary>
    public static LabelMetricSet Mean(IReadOnlyList<LabelMetricSet> labels)
    {
        Metric Of(Func<LabelMetricSet, Metric> get)
        {
            var defined = labels.Select(get).Where(m => m.Value is not null).ToList();
            return defined.Count > 0 ? Metric.Of(defined.Average(m => m.Value!.Value)) : get(labels[0]);
        }

        return new LabelMetricSet
        {
            Auroc = Of(m => m.Auroc),
            AveragePrecision = Of(m => m.AveragePrecision),
            BalancedAccuracy = Of(m => m.BalancedAccuracy),
            Sensitivity = Of(m => m.Sensitivity),
            Specificity = Of(m => m.Specificity),
        };
    }
}
