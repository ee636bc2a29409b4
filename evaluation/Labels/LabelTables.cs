using I2M2.Cli;

namespace I2M2.Evaluation;

/// <summary>The tables of a comparison on independent labels.</summary>
internal static class LabelTables
{
    private const string OverLabels = "mean";

    /// <summary>AUROC of every contender over rows: the mean over the labels, then each label.</summary>
    public static ReportTable Aurocs(LabelComparison comparison)
    {
        var names = comparison.Runs[0].Names;
        var contenders = comparison.Contenders;
        var withParams = contenders.Any(c => c.Params is not null);
        return new ReportTable(
            [
                new("paradigm"), new("mean auroc"), .. Names(names).Select(n => new ReportColumn(n)),
                .. withParams ? [new ReportColumn("params", Right: true)] : Array.Empty<ReportColumn>(), new("seeds", Right: true),
            ],
            [.. contenders.Select(c => (string[])
            [
                c.Name,
                c.ShownAuroc(0, null),
                .. names.Select((_, k) => c.ShownAuroc(0, k)),
                .. withParams ? [c.Params is { } count ? Figures.Count(count) : Figures.None] : Array.Empty<string>(),
                c.Runs[0].Run is null ? Figures.None : Figures.Count(c.Runs.Count),
            ])]);
    }

    /// <summary>Every metric of every label at one level, and their means over the labels.</summary>
    /// <param name="comparison">What is compared.</param>
    /// <param name="level">0: rows; 1: the wholes that they are parts of.</param>
    public static ReportTable OfLevel(LabelComparison comparison, int level)
    {
        var run = comparison.Runs[0];
        int?[] labels = [null, .. Enumerable.Range(0, run.Names.Count).Select(k => (int?)k)];
        return new ReportTable(
            [new("paradigm"), new("label"), new("positive", Right: true), .. LabelMetricSet.Keyed.Select(m => new ReportColumn(m.Header))],
            [.. comparison.Contenders.SelectMany(c => labels.Select(k => (string[])
            [
                c.Name,
                k is { } label ? Names(run.Names)[label] : OverLabels,
                k is { } of ? $"{Figures.Count(run.Levels[level].Positives[of])} of {Figures.Count(run.Levels[level].N)}" : "",
                .. LabelMetricSet.Keyed.Select(m => m.Key == "auroc" ? c.ShownAuroc(level, k) : Figures.Of(c.Spread(level, k, m.Get))),
            ]))]);
    }

    /// <summary>AUROC of each expert by itself beside the product of them all; null when no contender has more than one.</summary>
    public static ReportTable? Experts(LabelComparison comparison)
    {
        var names = comparison.Runs[0].Names;
        string[] Row(LabelContender contender, string expert, IReadOnlyList<LabelLevel> seeds) =>
        [
            contender.Name,
            expert,
            Figures.Of(SeedSpread.Of([.. seeds.Select(s => s.Mean.Auroc)])),
            .. names.Select((_, k) => Figures.Of(SeedSpread.Of([.. seeds.Select(s => s.Labels[k].Auroc)]))),
        ];
        string[][] rows =
        [
            .. comparison.Contenders.Where(c => c.Runs[0].Experts.Count > 1).SelectMany(c => c.Runs.SelectMany(r => r.Experts).GroupBy(e => e.Name)
                .Select(g => Row(c, g.Key, [.. g.Select(e => e.Level)])).Append(Row(c, "all together", [.. c.Runs.Select(r => r.Levels[0])]))),
        ];
        return rows.Length == 0 ? null : new ReportTable([new("paradigm"), new("expert"), new("mean auroc"), .. Names(names).Select(n => new ReportColumn(n))], rows);
    }

    /// <summary>The best contender's lead over each of the others: in mean AUROC with what may be said of it, then in each label's.</summary>
    public static ReportTable? Leads(LabelComparison comparison)
    {
        var (names, leads) = (comparison.Runs[0].Names, comparison.Leads);
        return leads.Count == 0 ? null : new ReportTable(
            [new("over"), new("lead in mean auroc"), new("p (Holm)", Right: true), .. Names(names).Select(n => new ReportColumn(n)), new("what may be said of the mean")],
            [.. leads.Select(lead => (string[])
            [
                lead.Over.Name,
                Shown(lead.Difference),
                lead.P < 0.001 ? "< 0.001" : Figures.Of(lead.P),
                .. names.Select((_, k) => comparison.Ranked[0].Over(lead.Over, k) is { } difference ? Shown(difference) : Figures.None),
                lead.Verdict,
            ])]);
    }

    private static string Shown(PairedDifference difference) => $"{Figures.Of(difference.Difference)} {Figures.Interval(difference.Low, difference.High)}";

    private static string[] Names(IReadOnlyList<string> names) => [.. names.Select(n => SafeText.ForTerminal(n, 30))];
}
