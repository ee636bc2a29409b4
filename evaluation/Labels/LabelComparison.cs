using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>Runs with independent labels that may stand in one table: as <see cref="Comparison"/>.</summary>
/// <param name="Runs">At least one.</param>
internal sealed record LabelComparison(IReadOnlyList<LabelResult> Runs)
{
    /// <summary>The table's rows.</summary>
    public IReadOnlyList<LabelContender> Contenders { get; } = LabelContender.Of(Runs);

    /// <summary>What is compared on, e.g. "fastmri pathology, profile clean"; "these rows" for bare files.</summary>
    public string On
    {
        get
        {
            var subset = Runs.Select(r => r.Modalities).FirstOrDefault(m => m is not null) is { } some ? $", with {string.Join(" and ", some)} alone" : "";
            return Runs.Select(r => r.Run).FirstOrDefault(r => r is not null) is not { } run
                ? $"these rows{subset}"
                : SafeText.ForTerminal($"{Comparison.DataName(run)} {run.Task}{(run.Profile is null ? "" : $", profile {run.Profile}")}{subset}", 200);
        }
    }

    /// <summary>Where the data come from when they are not the published ones; null otherwise.</summary>
    public string? DataSource => Runs.Select(r => r.Run?.DataSource).FirstOrDefault(s => s is not null) is { } source ? SafeText.ForTerminal(source, 300) : null;

    /// <summary>Contenders from the highest mean AUROC down; of equals, the first in the table. Those without one are left out.</summary>
    public IReadOnlyList<LabelContender> Ranked =>
        [.. Contenders.Where(c => c.Influences(0, null) is not null).OrderByDescending(c => c.Spread(0, null, m => m.Auroc).Mean)];

    /// <summary>The first of <see cref="Ranked"/> against each of the others, in mean AUROC.</summary>
    public IReadOnlyList<Lead<LabelContender>> Leads => Lead<LabelContender>.Of(Ranked, (best, other) => best.Over(other, null)!.Value);

    /// <summary>Splits runs into comparisons, in order of first appearance.</summary>
    /// <exception cref="InputRefusedException">Two of the runs are the same run: it would count as two seeds.</exception>
    public static IReadOnlyList<LabelComparison> Of(IReadOnlyList<LabelResult> results)
    {
        var comparisons = results.GroupBy(r => (r.Run?.Dataset, r.Run?.Task, r.Run?.Profile, r.Run?.DataHash, r.RowsFingerprint)).Select(g => new LabelComparison([.. g])).ToList();
        foreach (var twice in comparisons.SelectMany(c => c.Contenders).SelectMany(c => c.Runs.GroupBy(r => r.Run?.Seed)).Where(g => g.Key is not null && g.Count() > 1))
        {
            throw new InputRefusedException(
                twice.ElementAt(1).Source, $"the same run as {twice.First().Source}: same paradigm, variant and seed", "name only one of them");
        }

        return comparisons;
    }
}
