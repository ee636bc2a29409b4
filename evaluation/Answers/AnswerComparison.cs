using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>Runs on rows with several right answers that may stand in one table: as <see cref="Comparison"/>.</summary>
/// <param name="Runs">At least one.</param>
internal sealed record AnswerComparison(IReadOnlyList<AnswerResult> Runs)
{
    /// <summary>The table's rows.</summary>
    public IReadOnlyList<AnswerContender> Contenders { get; } = AnswerContender.Of(Runs);

    /// <summary>What is compared on, e.g. "vqa-vs answer, profile clean".</summary>
    public string On => SafeText.ForTerminal($"{Comparison.DataName(Runs[0].Run)} {Runs[0].Run.Task}{(Runs[0].Run.Profile is { } profile ? $", profile {profile}" : "")}", 200);

    /// <summary>Where the data come from when they are not the published ones; null otherwise.</summary>
    public string? DataSource => Runs[0].Run.DataSource is { } source ? SafeText.ForTerminal(source, 300) : null;

    /// <summary>Types of the rows' answers and how many rows each has, in ordinal order.</summary>
    public IReadOnlyList<(string Name, int Rows)> Types =>
        [.. Runs[0].Predictions.Rows.AnswerTypes.GroupBy(t => t, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => (g.Key, g.Count()))];

    /// <summary>Number of pictures that the rows are about.</summary>
    public int Pictures => Runs[0].Predictions.Rows.Clusters.Distinct(StringComparer.Ordinal).Count();

    /// <summary>Contenders from the highest score of all rows down; of equals, the first in the table.</summary>
    public IReadOnlyList<AnswerContender> Ranked => [.. Contenders.OrderByDescending(c => c.Score(AnswerContender.Ranked, AnswerSet.All[0]).Mean)];

    /// <summary>The first of <see cref="Ranked"/> against each of the others, in the score of all rows.</summary>
    public IReadOnlyList<Lead<AnswerContender>> Leads => Lead<AnswerContender>.Of(Ranked, (best, other) => best.Over(other));

    /// <summary>Splits runs into comparisons, in order of first appearance.</summary>
    /// <exception cref="InputRefusedException">Two of the runs are the same run: it would count as two seeds.</exception>
    public static IReadOnlyList<AnswerComparison> Of(IReadOnlyList<AnswerResult> results)
    {
        var comparisons = results.GroupBy(r => (r.Run.Dataset, r.Run.Task, r.Run.Profile, r.Run.DataHash, r.Split, Rows: r.Predictions.RowsFingerprint())).Select(g => new AnswerComparison([.. g])).ToList();
        foreach (var twice in comparisons.SelectMany(c => c.Contenders).SelectMany(c => c.Runs.GroupBy(r => r.Run.Seed)).Where(g => g.Count() > 1))
            throw new InputRefusedException(twice.ElementAt(1).Source, $"the same run as {twice.First().Source}: same paradigm, variant and seed", "name only one of them");
        return comparisons;
    }
}
