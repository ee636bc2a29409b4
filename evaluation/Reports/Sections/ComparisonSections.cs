using I2M2.Cli;

namespace I2M2.Evaluation;

/// <summary>One comparison as sections of a report: the verdict first, what it rests on after it.</summary>
internal static class ComparisonSections
{
    /// <param name="comparison">What is compared.</param>
    /// <param name="heading">Of its first section.</param>
    public static IEnumerable<ReportSection> Of(Comparison comparison, string heading)
    {
        var contenders = Contender.Of(comparison.Runs);
        var ranking = Ranking.Of(contenders);
        (string Name, RunResult Run, RunRecord Record)[] runs =
            [.. contenders.SelectMany(c => c.Runs.Select(r => (c.Name, r, RunRecord.Of(r))))];
        var described = comparison.Runs.FirstOrDefault(r => r.Run is not null)?.Run;
        var data = described is null ? null : DataRecord.Of(described);
        var classes = ClassNames(comparison.Runs[0], data);

        yield return new ReportSection(heading, 2, [
            new Lede(Headline.Of(comparison, contenders)),
            .. comparison.DataSource is { } source ? [new Paragraph($"Data: {source}.")] : Array.Empty<ReportBlock>(),
            .. TaskRemarks.Of(described, data?.Manifest?.Options ?? new Dictionary<string, string>()).Select(text => new Warning(text)),
            .. Warnings(contenders, runs).Select(text => new Warning(text)),
            AccuracyPlot.Of(contenders)]);

        yield return new ReportSection("Results", 3, [
            new TableBlock(ComparisonTable.Of(contenders)),
            new Paragraph(ComparisonNotes.Legend(comparison.Runs[0], contenders)),
            new BulletList([.. ComparisonNotes.Of(comparison, contenders)]),
            new TableBlock(ComparisonTable.More(contenders)),
            .. SubsetTable.Of(contenders) is { } subsets ? [new TableBlock(subsets)] : Array.Empty<ReportBlock>()]);

        if (ranking.Leads.Count > 0)
        {
            yield return new ReportSection("What chance can explain", 3, [
                new Paragraph($"The lead of {ranking.Best.Name} over each of the others, in {ranking.By.Name}:"),
                new TableBlock(LeadTable.Of(ranking))]);
        }

        ReportBlock[] experts = ExpertTable.Of(contenders) is { } table ? [new TableBlock(table)] : [];
        yield return new ReportSection("Experts and entropy", 3, [.. experts, EntropyPlot.Of(contenders)]);
        // Files of others may have more classes than the labels need.
        var oneSize = comparison.Runs.All(r => r.Classes == classes.Length);
        ReportBlock?[] plots = !oneSize ? [] : [ClassPlots.Recall(contenders, classes), ClassPlots.Confusion(ranking.Best, classes)];
        if (plots.Any(p => p is not null))
            yield return new ReportSection("Classes", 3, [.. plots.OfType<ReportBlock>()]);
        yield return new ReportSection("Calibration", 3, [ReliabilityPlot.Of(contenders)]);

        ReportBlock[] curves = LearningCurves.Of([.. runs.Select(r => (r.Name, r.Run.Run, r.Record))]) is { } plot ? [plot] : [];
        yield return new ReportSection("Runs", 3, [new TableBlock(RunTable.Of(runs)), .. curves]);
        if (data is not null)
            yield return DataCard.Section(described!, data, comparison, runs, classes);
        if (SettingsTable.Of([.. runs.Select(r => (r.Name, r.Record))]) is { } settings)
            yield return new ReportSection("Settings", 3, [new TableBlock(settings)]);
    }

    private static string[] ClassNames(RunResult run, DataRecord? data) =>
        data?.ClassNames is { } names && names.Count == run.Classes && names.Distinct().Count() == names.Count
            ? [.. names.Select(name => SafeText.ForTerminal(name, 30))]
            : [.. Enumerable.Range(0, run.Classes).Select(k => $"{k}")];

    private static IEnumerable<string> Warnings(List<Contender> contenders, (string Name, RunResult Run, RunRecord Record)[] runs)
    {
        foreach (var remark in RunRemarks.Lines(runs.Select(r => (r.Run.Source, r.Run.Remark))))
            yield return remark;
        var seeds = contenders.Where(c => c is { HasSeeds: true, Runs.Count: > 0 }).Select(c => string.Join(", ", c.Runs.Select(r => r.Run!.Seed)));
        if (seeds.Distinct().Count() > 1)
            yield return "Not every paradigm was trained with the same seeds.";
        foreach (var problem in runs.SelectMany(r => r.Record.Problems))
            yield return $"Not shown: {problem}";
    }
}
