using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>What the runs were trained and judged on.</summary>
internal static class DataCard
{
    private const int ShownHash = 16;

    /// <param name="run">One of the runs; all have the same data.</param>
    /// <param name="data">What is left of its shards.</param>
    /// <param name="comparison">The rows judged.</param>
    /// <param name="runs">Their records tell how many rows were used.</param>
    /// <param name="classes">Names, [C].</param>
    public static ReportSection Section(
        RunDescription run,
        DataRecord data,
        Comparison comparison,
        IReadOnlyList<(string Name, RunResult Run, RunRecord Record)> runs,
        IReadOnlyList<string> classes)
    {
        var blocks = new List<ReportBlock> { new TableBlock(new ReportTable([new("property"), new("value")], [.. Facts(run, data, comparison)])) };
        if (data.Problem is { } problem)
            blocks.Add(new Paragraph($"Splits, columns and options are not shown: {problem}."));
        if (data.Manifest is { } manifest)
        {
            blocks.Add(new TableBlock(Splits(manifest, runs)));
            blocks.Add(new TableBlock(Columns(manifest, data.Label)));
            if (manifest.Funnel.Count > 0)
                blocks.AddRange([new Paragraph("How many rows each rule of preprocessing left:"), new TableBlock(Funnel(manifest))]);
            if (manifest.Rejects.Count > 0)
                blocks.Add(new Paragraph($"Rows that could not be read and were left out: {string.Join(", ", manifest.Rejects.Select(r => $"{r.Key} {Figures.Count(r.Value)}"))}."));
        }

        if (ClassBalance(data, comparison.Runs[0], classes) is { } balance)
            blocks.Add(new TableBlock(balance));
        return new ReportSection("Data", 3, blocks);
    }

    private static IEnumerable<string[]> Facts(RunDescription run, DataRecord data, Comparison comparison)
    {
        yield return ["data set", run.Dataset];
        if (run.Task is { } task)
            yield return ["task", task];
        if (comparison.DataSource is { } source)
            yield return ["made from", source];
        foreach (var remark in data.Manifest?.Remarks ?? [])
            yield return ["remark", remark];
        if (data.Manifest is { } manifest)
        {
            yield return ["preprocessed by", $"version {manifest.ToolVersion}, from {Figures.Counted(manifest.RawFiles.Count, "raw file")}"];
            yield return ["options", string.Join(", ", manifest.Options.Select(o => $"{o.Key}={o.Value}"))];
        }

        if (run.DataHash is { } hash)
            yield return ["hash of inputs and options", hash.Length > ShownHash ? hash[..ShownHash] : hash];
    }

    private static ReportTable Splits(ShardManifest manifest, IReadOnlyList<(string Name, RunResult Run, RunRecord Record)> runs)
    {
        string Used(ManifestSplit split)
        {
            var limits = runs.Where(r => r.Record.Settings.Count > 0)
                .Select(r => r.Record.Settings.FirstOrDefault(s => s.Key == $"limit_{split.Name}").Value)
                .Select(limit => long.TryParse(limit, out var rows) ? Math.Min(rows, split.Rows) : split.Rows)
                .Distinct().ToArray();
            return limits.Length == 0 ? Figures.None : string.Join(" or ", limits.Select(Figures.Count));
        }

        return new ReportTable(
            [new("split"), new("rows", Right: true), new("used by the runs", Right: true)],
            [.. manifest.Splits.Select(s => (string[])[s.Name, Figures.Count(s.Rows), Used(s)])]);
    }

    private static ReportTable Funnel(ShardManifest manifest)
    {
        static string Count(long? count) => count is { } known ? Figures.Count(known) : Figures.None;
        return new ReportTable(
            [new("table"), new("rule"), new("rows", Right: true), new("admissions", Right: true), new("patients", Right: true)],
            [.. manifest.Funnel.Select(f => (string[])[f.Table, f.Rule, Figures.Count(f.Rows), Count(f.Admissions), Count(f.Patients)])]);
    }

    // Of a set for several tasks, the label of the one that the runs were trained for.
    private static ReportTable Columns(ShardManifest manifest, string? label) => new(
        [new("column"), new("role"), new("type"), new("shape of a row"), new("what it is")],
        [.. manifest.Columns.Where(c => c.Role != ColumnRole.Label || c.Name == label).Select(c => (string[])
        [
            c.Name,
            $"{c.Role}".ToLowerInvariant(),
            $"{c.Dtype}".ToLowerInvariant(),
            $"[{string.Join(", ", c.Shape)}]",
            $"{c.Description} Unit: {c.Unit}.",
        ])]);

    // Of whole splits where the shards are at hand; of the rows judged in any case.
    private static ReportTable? ClassBalance(DataRecord data, RunResult judged, IReadOnlyList<string> classes)
    {
        if (judged.Detail.Confusion is null)
            return null;
        (string Name, int[] Counts)[] columns =
            [.. data.Labels.Where(l => l.Counts.Length == classes.Count), ($"judged ({judged.Split})", [.. judged.Detail.ClassCounts])];
        return new ReportTable(
            [new("class"), .. columns.Select(c => new ReportColumn(c.Name, Right: true))],
            [.. classes.Select((name, k) => (string[])[name, .. columns.Select(c => Share(c.Counts, k))])]);
    }

    private static string Share(int[] counts, int k)
    {
        var total = counts.Sum(n => (long)n);
        return total == 0 ? Figures.None : $"{Figures.Count(counts[k])} ({100.0 * counts[k] / total:0.0} %)";
    }
}
