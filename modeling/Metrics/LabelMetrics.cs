namespace I2M2.Modeling.Metrics;

/// <summary>Metrics of L independent labels of two classes: the unweighted mean over the labels that have both classes.</summary>
public static class LabelMetrics
{
    private static readonly Dictionary<string, Func<double[], bool[], Metric>> Metrics = new(StringComparer.Ordinal)
    {
        ["accuracy"] = (margins, positive) => Metric.Of(margins.Zip(positive, (m, p) => m > 0 == p ? 1.0 : 0).Average()),
        ["auroc"] = Auroc.Binary,
        ["auprc"] = AveragePrecision.Binary,
    };

    /// <summary>The metric to select epochs by: the one asked for, or accuracy where no label has both classes, whatever is predicted.</summary>
    /// <param name="asked">One of <see cref="Selection.Names"/>.</param>
    /// <param name="labels">Of the validation rows, [N, L] row-major.</param>
    /// <param name="names">[L].</param>
    public static Selection Selection(string asked, IReadOnlyList<int> labels, IReadOnlyList<string> names)
    {
        string[] single = [.. names.Where((_, k) => !HasBoth(Positive(labels, names.Count, k)))];
        if (asked == "accuracy" || single.Length == 0)
            return new(asked, "");
        return single.Length == names.Count
            ? new("accuracy", $"{asked} is undefined: the validation rows are of one class in every label")
            : new(asked, $"{asked} is the mean without {string.Join(" and ", single)}: the validation rows are of one class there");
    }

    /// <summary>The mean of a metric over the labels that have both classes; of accuracy, over all.</summary>
    /// <param name="metric">"accuracy", "auroc" or "auprc".</param>
    /// <param name="margins">Logit of "present" less that of "absent", [N, L] row-major.</param>
    /// <param name="labels">[N, L] row-major.</param>
    /// <param name="count">L.</param>
    /// <exception cref="InvalidOperationException">No label has both classes.</exception>
    public static double Mean(string metric, double[] margins, IReadOnlyList<int> labels, int count)
    {
        var defined = Enumerable.Range(0, count).Where(k => metric == "accuracy" || HasBoth(Positive(labels, count, k))).ToList();
        return defined.Count > 0
            ? defined.Average(k => Metrics[metric](Column(margins, count, k), Positive(labels, count, k)).Value!.Value)
            : throw new InvalidOperationException($"{metric} is undefined on the validation rows");
    }

    /// <summary>One label's numbers, [N].</summary>
    /// <param name="values">[N, L] row-major.</param>
    /// <param name="count">L.</param>
    /// <param name="label">Which one.</param>
    public static double[] Column(double[] values, int count, int label)
    {
        var column = new double[values.Length / count];
        for (var row = 0; row < column.Length; row++)
            column[row] = values[(row * count) + label];
        return column;
    }

    /// <summary>Whether one label is present in each row, [N].</summary>
    /// <param name="labels">[N, L] row-major.</param>
    /// <param name="count">L.</param>
    /// <param name="label">Which one.</param>
    public static bool[] Positive(IReadOnlyList<int> labels, int count, int label)
    {
        var column = new bool[labels.Count / count];
        for (var row = 0; row < column.Length; row++)
            column[row] = labels[(row * count) + label] == 1;
        return column;
    }

    private static bool HasBoth(bool[] positive) => positive.Contains(true) && positive.Contains(false);
}
