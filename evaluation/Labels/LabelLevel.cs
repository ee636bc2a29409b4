using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>How a run does on rows, or on the wholes that they are parts of.</summary>
internal sealed record LabelLevel
{
    /// <summary>What is judged, e.g. "slice" or "volume".</summary>
    public required string Name { get; init; }

    /// <summary>How many are judged, N.</summary>
    public required int N { get; init; }

    /// <summary>Which unit each belongs to, [N].</summary>
    public required IReadOnlyList<int> Units { get; init; }

    /// <summary>In how many each label is present, [L].</summary>
    public required IReadOnlyList<int> Positives { get; init; }

    /// <summary>Metrics of each label, [L].</summary>
    public required IReadOnlyList<LabelMetricSet> Labels { get; init; }

    /// <summary>What each label's AUROC rests on, [L]; null for a label of one class.</summary>
    public required IReadOnlyList<Influence?> Influences { get; init; }

    /// <summary>The ROC curve of each label, [L]; null for a label of one class.</summary>
    public required IReadOnlyList<RocCurve?> Curves { get; init; }

    /// <summary>Each label's probability against the share of rows that have it, [L][15]; see <see cref="ReliabilityBin"/>.</summary>
    public required IReadOnlyList<IReadOnlyList<ReliabilityBin>> Reliability { get; init; }

    /// <summary>Means over the labels.</summary>
    public LabelMetricSet Mean => LabelMetricSet.Mean(Labels);

    /// <summary>What the mean AUROC rests on; null when every label is of one class.</summary>
    public Influence? MeanInfluence => Influences.OfType<Influence>().ToList() is { Count: > 0 } defined ? Influence.Mean(defined) : null;

    /// <param name="name">What is judged.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="valid">Validation rows of the same model, on which operating points are chosen; null: there are none.</param>
    public static LabelLevel Of(string name, LabelRowSet rows, LabelRowSet? valid)
    {
        var labels = Enumerable.Range(0, rows.Count).Select(rows.Label).ToArray();
        OperatingPoint? Point(int label) => valid?.Label(label) is { } of ? OperatingPoint.Choose(of.Margins, of.Positive) : null;
        return new LabelLevel
        {
            Name = name,
            N = rows.N,
            Units = rows.Units,
            Positives = [.. labels.Select(l => l.Positive.Count(p => p))],
            Labels = [.. labels.Select((l, k) => LabelMetricSet.Of(l.Margins, l.Positive, Point(k)))],
            Influences = [.. labels.Select(l => AurocInfluence.Of(l.Margins, l.Positive))],
            Curves = [.. labels.Select(l => RocCurve.Of(l.Margins, l.Positive))],
            Reliability = [.. labels.Select(l => ReliabilityBin.Of([.. l.Margins.Select(LabelPredictions.Probability)], l.Positive))],
        };
    }
}
