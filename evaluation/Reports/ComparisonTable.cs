namespace I2M2.Evaluation;

/// <summary>Every contender's metrics, one row each.</summary>
internal static class ComparisonTable
{
    private static readonly (string Header, Func<MetricSet, Metric> Get)[] MoreMetrics =
    [
        ("macro F1", m => m.MacroF1),
        ("brier", m => m.Brier),
        ("ece", m => m.Ece),
        ("entropy when right", m => m.EntropyWhenRight),
        ("entropy when wrong", m => m.EntropyWhenWrong),
    ];

    private static readonly (string Header, Func<MetricSet, Metric> Get)[] Metrics =
    [
        ("balanced acc", m => m.BalancedAccuracy),
        ("auroc", m => m.Auroc),
        ("auprc", m => m.Auprc),
        ("nll", m => m.Nll),
        ("entropy", m => m.Entropy),
    ];

    /// <param name="contenders">In the order of the table.</param>
    public static ReportTable Of(IReadOnlyList<Contender> contenders)
    {
        var withParams = contenders.Any(c => c.Params is not null);
        var withConsistency = contenders.Any(c => c.Seeds.Any(s => s.Consistency is not null));
        return new ReportTable(
            [
                new("paradigm"),
                new("accuracy"),
                .. withConsistency ? [new ReportColumn("consistency")] : Array.Empty<ReportColumn>(),
                .. Metrics.Select(m => new ReportColumn(m.Header)),
                .. withParams ? [new ReportColumn("params", Right: true)] : Array.Empty<ReportColumn>(),
                new("seeds", Right: true),
            ],
            [.. contenders.Select(c => Row(c, withConsistency, withParams))]);
    }

    /// <summary>Metrics for which a terminal has no room.</summary>
    /// <param name="contenders">In the order of the table.</param>
    public static ReportTable More(IReadOnlyList<Contender> contenders) => new(
        [new("paradigm"), .. MoreMetrics.Select(m => new ReportColumn(m.Header))],
        [.. contenders.Select(c => (string[])[c.Name, .. MoreMetrics.Select(m => Figures.Of(c.Spread(m.Get)))])]);

    /// <summary>Says of every "-" among the metrics why it is there: one line for each metric and reason.</summary>
    /// <param name="contenders">In the order of the table.</param>
    public static IEnumerable<string> Reasons(IReadOnlyList<Contender> contenders) =>
        from metric in Metrics
        from contender in contenders
        let spread = contender.Spread(metric.Get)
        where spread.Reason is not null
        group contender.Name by (metric.Header, spread.Reason) into names
        select $"{names.Key.Header} is undefined, {names.Key.Reason}: {string.Join(", ", names)}";

    private static string[] Row(Contender contender, bool withConsistency, bool withParams) =>
    [
        contender.Name,
        contender.IsBaseline ? Figures.Of(contender.Accuracy) : Figures.Accuracy(contender.Seeds, contender.N),
        .. withConsistency ? [Figures.Of(contender.Spread(m => m.Consistency ?? Metric.Undefined("rows are judged by themselves")))] : Array.Empty<string>(),
        .. Metrics.Select(m => Figures.Of(contender.Spread(m.Get))),
        .. withParams ? [contender.Params is { } count ? Figures.Count(count) : Figures.None] : Array.Empty<string>(),
        contender.HasSeeds ? Figures.Count(contender.Seeds.Count) : Figures.None,
    ];
}
