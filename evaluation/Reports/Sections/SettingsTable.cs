namespace I2M2.Evaluation;

/// <summary>How the runs were trained: every setting, resolved; where paradigms differ, which has what.</summary>
internal static class SettingsTable
{
    // Told elsewhere: in the headline, in the table of runs, on the data card.
    private static readonly HashSet<string> ToldElsewhere = ["dataset", "task", "paradigm", "variant", "seed", "data_hash", "data_source", "classes"];

    /// <param name="runs">Each run with its contender's name and its record.</param>
    /// <returns>Null when no run has its settings at hand.</returns>
    public static ReportTable? Of(IReadOnlyList<(string Name, RunRecord Record)> runs)
    {
        var all =
            from run in runs
            from setting in run.Record.Settings
            where !ToldElsewhere.Contains(setting.Key)
            group (run.Name, setting.Value) by setting.Key;
        string[][] rows = [.. all.Select(setting => (string[])[setting.Key, Values([.. setting])])];
        return rows.Length == 0 ? null : new ReportTable([new("setting"), new("value")], rows);
    }

    private static string Values((string Name, string Value)[] runs)
    {
        var byValue = runs.GroupBy(r => r.Value, r => r.Name).ToArray();
        return byValue.Length == 1
            ? byValue[0].Key
            : string.Join("; ", byValue.Select(g => $"{g.Key} ({string.Join(", ", g.Distinct())})"));
    }
}
