namespace I2M2.Evaluation;

/// <summary>A comparison on independent labels, for a terminal and as a document.</summary>
internal static class LabelReport
{
    private const string BalancedWeights =
        "Trained with class_weights: balanced, which weighs the rows with a label and those without it as if they were as many: the probability of a rare label is above its share "
        + "by design. What ranks rows well is no worse for it, but these are not probabilities of the population.";

    /// <param name="comparison">What to show.</param>
    /// <param name="output">Where.</param>
    /// <param name="terminal">Draw with lines, or write plain aligned text.</param>
    public static void Write(LabelComparison comparison, TextWriter output, bool terminal)
    {
        var report = Of(comparison);
        report.WriteTables(output, terminal);
        report.WriteNotes(output);
    }

    /// <summary>The same as sections of a report, with how the runs were trained.</summary>
    /// <param name="comparison">What is compared.</param>
    /// <param name="heading">Of its first section.</param>
    public static IEnumerable<ReportSection> Sections(LabelComparison comparison, string heading)
    {
        (string Name, LabelResult Run, RunRecord Record)[] runs = [.. comparison.Contenders.SelectMany(c => c.Runs.Select(r => (c.Name, r, RunRecord.Of(r.Source, r.Run))))];
        foreach (var section in Of(comparison).Sections(heading, comparison.Runs.FirstOrDefault(r => r.Run is not null)?.Run, runs.Select(r => r.Record)))
            yield return section;
        if (RocPlot.Of(comparison) is { } curves)
            yield return new ReportSection("ROC curves", 3, [curves]);
        yield return new ReportSection("Calibration", 3, [
            .. runs.Any(r => r.Record.Settings.Contains(("class_weights", "balanced"))) ? [new Paragraph(BalancedWeights)] : Array.Empty<ReportBlock>(),
            .. comparison.Runs[0].Names.Select((_, k) => ReliabilityPlot.Of(comparison, k))]);
        ReportBlock[] learning = LearningCurves.Of([.. runs.Select(r => (r.Name, r.Run.Run, r.Record))]) is { } plot ? [plot] : [];
        yield return new ReportSection("Runs", 3, [new TableBlock(RunTable.Of(runs)), .. learning]);
        if (SettingsTable.Of([.. runs.Select(r => (r.Name, r.Record))]) is { } settings)
            yield return new ReportSection("Settings", 3, [new TableBlock(settings)]);
    }

    private static TableReport Of(LabelComparison comparison)
        => new(LabelText.Headline(comparison), comparison.DataSource, [.. LabelText.Warnings(comparison)], [.. Tables(comparison)], [.. LabelText.Notes(comparison)]);

    private static IEnumerable<(string Title, ReportTable Table)> Tables(LabelComparison comparison)
    {
        var levels = comparison.Runs[0].Levels;
        yield return ($"AUROC by {levels[0].Name}", LabelTables.Aurocs(comparison));
        if (LabelTables.Leads(comparison) is { } leads)
            yield return ($"Lead of {comparison.Ranked[0].Name} by {levels[0].Name}", leads);
        for (var level = 0; level < levels.Count; level++)
            yield return ($"Every metric by {levels[level].Name}", LabelTables.OfLevel(comparison, level));
        if (LabelTables.Experts(comparison) is { } experts)
            yield return ($"Experts by themselves, AUROC by {levels[0].Name}", experts);
    }
}
