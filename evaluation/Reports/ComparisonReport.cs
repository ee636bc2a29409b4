using I2M2.Cli;
using I2M2.PredictionFiles;
using Spectre.Console;

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
        output.WriteLine();
        WriteTable(ComparisonTable.Of(contenders), output, terminal);
        output.WriteLine(Legend(comparison.Runs[0], contenders));
        foreach (var note in Notes(comparison, contenders))
            output.WriteLine(note);
        if (ExpertTable.Of(contenders) is { } experts)
        {
            output.WriteLine();
            WriteTable(experts, output, terminal);
            if (experts.Rows.Any(row => row.Contains(Figures.None)))
                output.WriteLine($"{Figures.None} stands where a seed has no such row");
        }

        output.WriteLine();
    }

    private static void WriteTable(ReportTable table, TextWriter output, bool terminal)
    {
        if (terminal)
            table.Draw(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }));
        else
            table.Write(output);
    }

    private static string Legend(RunResult run, IReadOnlyList<Contender> contenders)
    {
        var several = contenders.Any(c => c.Seeds.Count > 1) ? "mean ± sample standard deviation over seeds; " : "";
        var single = contenders.Any(c => c is { IsBaseline: false, Seeds.Count: 1 }) ? "[95 % Wilson interval of a single accuracy]; " : "";
        return $"{several}{single}n = {Figures.Count(run.N)}, split {run.Split}, "
            + $"label entropy {Figures.Of(run.Metrics.LabelEntropy.Value!.Value)}; entropies and nll in nats";
    }

    private static IEnumerable<string> Notes(Comparison comparison, IReadOnlyList<Contender> contenders)
    {
        var run = comparison.Runs[0];
        yield return "majority gives every row the class shares of these labels";
        if (run.ClassesPresent > 1 && run.ClassesPresent < run.Classes)
        {
            yield return $"Only {run.ClassesPresent} of {run.Classes} classes occur in the labels: balanced acc, auroc and auprc are "
                + "means over those";
        }

        if (contenders.Any(c => c.IsOtherRule))
            yield return "(mixture) joins the same experts by the mean of their probabilities instead of their product";
        foreach (var reason in ComparisonTable.Reasons(contenders))
            yield return reason;
        foreach (var off in comparison.Runs.Where(r => r.RowsOffProduct > 0))
        {
            yield return $"{SafeText.ForTerminal(off.Source, int.MaxValue)}: in {Figures.Counted(off.RowsOffProduct, "row")} the "
                + "probabilities are not the product of the experts";
        }
    }
}
