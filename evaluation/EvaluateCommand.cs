using System.CommandLine;
using I2M2.Cli;

using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// The program's one command: from predictions or runs to a comparison, to JSON, to reports. Ends with
/// <see cref="ExitCode.InputRefused"/> when a path does not exist, holds nothing to evaluate or a broken file; of several, the others
/// are evaluated all the same and the broken ones listed with their reasons.
/// </summary>
public sealed class EvaluateCommand
{
    private readonly Argument<string[]> paths = new("PATH")
    {
        Description = "Predictions as Parquet or CSV (id,label,p_0,p_1,...), a checkpoint, a run folder, or a folder of runs",
        Arity = ArgumentArity.ZeroOrMore,
        DefaultValueFactory = _ => ["runs"],
    };

    private readonly Option<string> split = new("--split")
    {
        Description = "Which part of the data the rows are: a run's predictions-SPLIT.parquet is read",
        DefaultValueFactory = _ => "test",
    };

    private readonly Option<string> data = new("--data")
    {
        Description = "Run the checkpoints on these shards, even where predictions are there [shards the run was trained on, where they are not]",
    };

    private readonly Option<bool> json = new("--json") { Description = "Print JSON and nothing else on standard output" };

    private readonly Option<string> exportCsv = new("--export-csv")
    {
        Description = "Also write the predictions of everything evaluated as CSV into this folder, which must be new or empty: id,label,log_p_0,...; "
            + "of independent labels a row for each slice and label: id,volume,slice,label,present,logit,p and each expert's logit; "
            + "of answers a row for each question: id,picture,...,answer,score_table,score_thirds,p,entropy and each expert's",
    };

    private readonly Option<string> exportAnswers = new("--export-answers")
    {
        Description = "Also write the answers of every run on VQA as its servers take them, [{\"question_id\",\"answer\"}], into this folder, which must be new or empty",
    };

    private readonly Option<string[]> report = new("--report")
    {
        Description = "Also write a report: FILE.html, one file that needs no network, or FILE.md; may be given twice",
        HelpName = "FILE",
    };

    private readonly Option<string> modalities = new("--modalities")
    {
        Description = "Judge as if only these were there, e.g. image: experts that need another one are dropped from the product",
        HelpName = "LIST",
    };

    private readonly TextWriter output;
    private readonly bool terminal;

    /// <param name="output">Where results go; standard output when null.</param>
    /// <param name="terminal">Whether <paramref name="output"/> shows lines and boxes; found out when null.</param>
    public EvaluateCommand(TextWriter? output = null, bool? terminal = null)
    {
        this.output = output ?? Console.Out;
        this.terminal = terminal ?? (output is null && !Console.IsOutputRedirected);
        Root = new RootCommand("Compares paradigms: accuracy, ranking, likelihood and entropy, of runs or of anyone's predictions.");
        Root.Arguments.Add(paths);
        Root.Options.Add(split);
        Root.Options.Add(data);
        Root.Options.Add(json);
        Root.Options.Add(exportCsv);
        Root.Options.Add(exportAnswers);
        Root.Options.Add(report);
        Root.Options.Add(modalities);
        Root.SetAction(Evaluate);
    }

    /// <summary>For <see cref="App.Run"/>.</summary>
    public RootCommand Root { get; }

    private int Evaluate(ParseResult parsed)
    {
        var splitName = parsed.GetValue(split)!;
        if (splitName.Length == 0 || !splitName.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new UsageException("--split: expected a name of letters, digits, '-' and '_', such as test or valid.");
        var export = parsed.GetValue(exportCsv) is { } folder ? new CsvExport(folder) : null;
        ReportFile[] reports = [.. parsed.GetValue(report)!.Select(ReportFile.Of)];
        var reader = new ResultReader(splitName, parsed.GetValue(data) is { } shards ? FolderPath.ToRead("--data", shards) : null, export, parsed.GetValue(modalities) is { } list ? new ModalitySubset(list) : null, parsed.GetValue(exportAnswers) is { } answers ? new AnswersExport(answers) : null);
        var (results, leftOut) = reader.Read(parsed.GetValue(paths)!);
        var comparisons = Comparison.Of(results);
        var ofLabels = LabelComparison.Of(reader.LabelResults);
        var ofAnswers = AnswerComparison.Of(reader.AnswerResults);
        if (reports.Length > 0)
        {
            var document = EvaluationReport.Of(comparisons, leftOut, ofLabels, ofAnswers);
            foreach (var file in reports)
                file.Write(document);
        }

        if (parsed.GetValue(json))
        {
            output.Write(ResultsJson.Write(results, reader.LabelResults, reader.AnswerResults, ofAnswers));
            WriteLeftOut(leftOut, Console.Error);
            return ExitOf(leftOut);
        }

        var shown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var comparison in comparisons)
        {
            WriteApart(shown, comparison.On, [.. comparison.Runs.Select(r => r.Run)]);
            ComparisonReport.Write(comparison, output, terminal);
        }

        foreach (var comparison in ofLabels)
        {
            WriteApart(shown, comparison.On, [.. comparison.Runs.Select(r => r.Run)]);
            LabelReport.Write(comparison, output, terminal);
        }

        foreach (var comparison in ofAnswers)
        {
            WriteApart(shown, comparison.On, [.. comparison.Runs.Select(r => r.Run)]);
            AnswerReport.Write(comparison, output, terminal);
        }

        WriteLeftOut(leftOut, output);
        foreach (var file in reports)
            output.WriteLine($"report  {SafeText.ForTerminal(file.Path, int.MaxValue)}");
        return ExitOf(leftOut);
    }

    // Two tables on what looks the same.
    private void WriteApart(HashSet<string> shown, string on, RunDescription?[] runs)
    {
        if (shown.Add(on))
            return;
        var folder = runs.Select(r => r?.Data).FirstOrDefault(d => d is not null);
        output.WriteLine($"Not in one table with the runs above: trained on other data{(folder is null ? "" : $" ({SafeText.ForTerminal(folder, 300)})")}, or judged on other rows.");
    }

    private static int ExitOf(List<LeftOut> leftOut) => leftOut.Any(l => l.IsRefused) ? ExitCode.InputRefused : ExitCode.Done;

    private static void WriteLeftOut(List<LeftOut> leftOut, TextWriter to)
    {
        if (leftOut.Count == 0)
            return;
        to.WriteLine($"Left out {Figures.Counted(leftOut.Count, "run")}:");
        foreach (var run in leftOut)
            // A refusal's message begins with the file it is about.
            to.WriteLine(run.IsRefused ? $"  {run.Why}" : $"  {SafeText.ForTerminal(run.Path, int.MaxValue)}: {run.Why}");
    }
}
