using I2M2.Cli;
using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>
/// Runs that may stand in one table: one data set, task and profile, trained on the same data, judged on the same rows.
/// Predictions files made elsewhere join the runs judged on their rows, or each other.
/// </summary>
/// <param name="Runs">At least one.</param>
internal sealed record Comparison(IReadOnlyList<RunResult> Runs)
{
    // A source says "name: what it is".
    private const int LongestName = 40;

    /// <summary>
    /// Where the data come from when they are not the published ones, "name: what it is"; null for the published ones, and for bare files.
    /// </summary>
    public string? DataSource => Runs.Select(r => r.Run?.DataSource).FirstOrDefault(s => s is not null) is { } source
        ? SafeText.ForTerminal(source, 300)
        : null;

    /// <summary>
    /// What is compared on, e.g. "avmnist" or "mimic3 mortality, profile clean"; "these rows" for bare files. Data that are not the
    /// published ones go by their own name: "avmnist-mini digit".
    /// </summary>
    public string On
    {
        get
        {
            var subset = Runs.Select(r => r.Modalities).FirstOrDefault(m => m is not null) is { } some ? $", with {string.Join(" and ", some)} alone" : "";
            if (Runs.Select(r => r.Run).FirstOrDefault(r => r is not null) is not { } run)
                return $"these rows{subset}";
            var task = run.Task is null || run.Task == run.Dataset ? "" : $" {run.Task}";
            var profile = run.Profile is null ? "" : $", profile {run.Profile}";
            return SafeText.ForTerminal($"{DataName(run)}{task}{profile}{subset}", 200);
        }
    }

    /// <summary>Splits runs into comparisons, in order of first appearance.</summary>
    /// <exception cref="InputRefusedException">Two of the runs are the same run: it would count as two seeds.</exception>
    public static List<Comparison> Of(IEnumerable<RunResult> results)
    {
        var all = results.ToArray();
        var groups = all.Where(r => r.Run is not null)
            .GroupBy(r => (r.Run!.Dataset, r.Run.Task, r.Run.Profile, r.Run.DataHash, r.RowsFingerprint))
            .Select(g => g.ToList())
            .ToList();
        foreach (var files in all.Where(r => r.Run is null).GroupBy(r => r.RowsFingerprint))
        {
            // Two groups of runs on the same rows, say of two profiles: a file belongs to neither more than to the other.
            var sameRows = groups.Where(g => g[0].RowsFingerprint == files.Key).ToArray();
            if (sameRows.Length == 1)
                sameRows[0].AddRange(files);
            else
                groups.Add([.. files]);
        }

        var comparisons = groups.ConvertAll(g => new Comparison(g));
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

    /// <summary>The data set, or the name of data that are not the published ones.</summary>
    internal static string DataName(RunDescription run)
    {
        if (run.DataSource is not { } source)
            return run.Dataset;
        var colon = source.IndexOf(':', StringComparison.Ordinal);
        return colon is > 0 and <= LongestName && !source.AsSpan(0, colon).Contains(' ') ? source[..colon] : $"{run.Dataset} (see Data)";
    }
}
