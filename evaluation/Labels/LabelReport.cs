using Spectre.Console;

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
        output.WriteLine(LabelText.Headline(comparison));
        if (comparison.DataSource is { } source)
            output.WriteLine($"Data: {source}");
        foreach (var warning in LabelText.Warnings(comparison))
            output.WriteLine(warning);
        foreach (var (title, table) in Tables(comparison))
        {
            output.WriteLine();
            output.WriteLine(title);
            if (terminal)
                table.Draw(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }));
            else
                table.Write(output);
        }

        foreach (var note in LabelText.Notes(comparison))
            output.WriteLine(note);
        output.WriteLine();
    }

    /// <summary>The same as sections of a report, with how the runs were trained.</summary>
    /// <param name="comparison">What is compared.</param>
    /// <param name="heading">Of its first section.</param>
    public static IEnumerable<ReportSection> Sections(LabelComparison comparison, string heading)
    {
        (string Name, LabelResult Run, RunRecord Record)[] runs = [.. comparison.Contenders.SelectMany(c => c.Runs.Select(r => (c.Name, r, RunRecord.Of(r.Source, r.Run))))];
        var described = comparison.Runs.FirstOrDefault(r => r.Run is not null)?.Run;
        var options = described is null ? null : DataRecord.Of(described).Manifest?.Options;
        yield return new ReportSection(heading, 2, [
            new Lede(LabelText.Headline(comparison)),
            .. comparison.DataSource is { } source ? [new Paragraph($"Data: {source}.")] : Array.Empty<ReportBlock>(),
            .. TaskRemarks.Of(described, options ?? new Dictionary<string, string>()).Concat(LabelText.Warnings(comparison))
                .Concat(runs.SelectMany(r => r.Record.Problems).Select(problem => $"Not shown: {problem}")).Select(text => new Warning(text))]);
        foreach (var (title, table) in Tables(comparison))
            yield return new ReportSection(title, 3, [new TableBlock(table)]);
        yield return new ReportSection("What the figures mean", 3, [new BulletList([.. LabelText.Notes(comparison)])]);
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
