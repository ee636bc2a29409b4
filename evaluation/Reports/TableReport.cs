using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>A comparison that is a sentence and several tables, for a terminal and as the first sections of a document.</summary>
/// <param name="Headline">The sentence above the tables.</param>
/// <param name="DataSource">Where the data come from when they are not the published ones; null otherwise.</param>
/// <param name="Warnings">What must not be overlooked.</param>
/// <param name="Tables">In order, each with its title.</param>
/// <param name="Notes">What the tables' signs mean.</param>
internal sealed record TableReport(
    string Headline, string? DataSource, IReadOnlyList<string> Warnings, IReadOnlyList<(string Title, ReportTable Table)> Tables, IReadOnlyList<string> Notes)
{
    /// <summary>Everything but the notes.</summary>
    /// <param name="output">Where.</param>
    /// <param name="terminal">Draw with lines, or write plain aligned text.</param>
    public void WriteTables(TextWriter output, bool terminal)
    {
        output.WriteLine(Headline);
        if (DataSource is not null)
            output.WriteLine($"Data: {DataSource}");
        foreach (var warning in Warnings)
            output.WriteLine(warning);
        foreach (var (title, table) in Tables)
        {
            output.WriteLine();
            output.WriteLine(title);
            table.Show(output, terminal);
        }
    }

    /// <summary>The notes, and a line that parts them from what follows.</summary>
    /// <param name="output">Where.</param>
    public void WriteNotes(TextWriter output)
    {
        foreach (var note in Notes)
            output.WriteLine(note);
        output.WriteLine();
    }

    /// <summary>All of it as sections.</summary>
    /// <param name="heading">Of the first.</param>
    /// <param name="described">One of the runs; null: there are bare files alone.</param>
    /// <param name="records">Of all runs.</param>
    public IEnumerable<ReportSection> Sections(string heading, RunDescription? described, IEnumerable<RunRecord> records)
    {
        var options = described is null ? null : DataRecord.Of(described).Manifest?.Options;
        yield return new ReportSection(heading, 2, [
            new Lede(Headline),
            .. DataSource is not null ? [new Paragraph($"Data: {DataSource}.")] : Array.Empty<ReportBlock>(),
            .. TaskRemarks.Of(described, options ?? new Dictionary<string, string>()).Concat(Warnings)
                .Concat(records.SelectMany(r => r.Problems).Select(problem => $"Not shown: {problem}")).Select(text => new Warning(text))]);
        foreach (var (title, table) in Tables)
            yield return new ReportSection(title, 3, [new TableBlock(table)]);
        yield return new ReportSection("What the figures mean", 3, [new BulletList(Notes)]);
    }
}
