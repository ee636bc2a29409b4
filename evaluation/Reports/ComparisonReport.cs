namespace I2M2.Evaluation;

/// <summary>A comparison for people: headline, table, what its signs mean, the experts' table.</summary>
internal static class ComparisonReport
{
    /// <param name="comparison">What to show.</param>
    /// <param name="output">Where.</param>
    /// <param name="terminal">Draw with lines, or write plain aligned text.</param>
    public static void Write(Comparison comparison, TextWriter output, bool terminal)
    {
        var contenders = Contender.Of(comparison.Runs);
        output.WriteLine(Headline.Of(comparison, contenders));
        if (comparison.DataSource is { } source)
            output.WriteLine($"Data: {source}");
        if (TaskRemarks.Leakage(comparison.Runs.FirstOrDefault(r => r.Run is not null)?.Run) is { } leakage)
            output.WriteLine(leakage);
        output.WriteLine();
        ComparisonTable.Of(contenders).Show(output, terminal);
        output.WriteLine(ComparisonNotes.Legend(comparison.Runs[0], contenders));
        foreach (var note in ComparisonNotes.Of(comparison, contenders))
            output.WriteLine(note);
        if (SubsetTable.Of(contenders) is { } subsets)
        {
            output.WriteLine();
            subsets.Show(output, terminal);
        }

        if (ExpertTable.Of(contenders) is { } experts)
        {
            output.WriteLine();
            experts.Show(output, terminal);
            if (experts.Rows.Any(row => row.Contains(Figures.None)))
                output.WriteLine($"{Figures.None} stands where a seed has no such row");
        }

        output.WriteLine();
    }
}
