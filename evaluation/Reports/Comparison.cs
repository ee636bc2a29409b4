using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>Runs that may stand in one table: one data set, task and profile, trained on the same data, judged on the same rows.</summary>
/// <param name="Runs">At least one.</param>
internal sealed record Comparison(IReadOnlyList<RunResult> Runs)
{
    /// <summary>What is compared on, e.g. "avmnist" or "mimic3 mortality, profile clean"; "these rows" for bare files.</summary>
    public string On
    {
        get
        {
            if (Runs[0].Run is not { } run)
                return "these rows";
            var task = run.Task is null || run.Task == run.Dataset ? "" : $" {run.Task}";
            var profile = run.Profile is null ? "" : $", profile {run.Profile}";
            return SafeText.ForTerminal($"{run.Dataset}{task}{profile}", 200);
        }
    }

    /// <summary>Splits runs into comparisons, in order of first appearance.</summary>
    /// <exception cref="InputRefusedException">Two of the runs are the same run: it would count as two seeds.</exception>
    public static List<Comparison> Of(IEnumerable<RunResult> results)
    {
        var comparisons = results
            .GroupBy(r => (r.Run?.Dataset, r.Run?.Task, r.Run?.Profile, r.Run?.DataHash, r.RowsFingerprint))
            .Select(g => new Comparison([.. g]))
            .ToList();
        foreach (var comparison in comparisons)
        {
            var twice = comparison.Runs
                .Where(r => r.Run is not null)
                .GroupBy(r => (r.Run!.Paradigm, r.Run.Variant, r.Run.Seed))
                .FirstOrDefault(g => g.Count() > 1)?.ToArray();
            if (twice is not null)
            {
                throw new InputRefusedException(
                    twice[1].Source, $"the same run as {twice[0].Source}: same paradigm, variant and seed", "name only one of them");
            }
        }

        return comparisons;
    }
}
