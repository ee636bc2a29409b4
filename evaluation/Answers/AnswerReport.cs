using I2M2.Cli;
using I2M2.Modeling.Tasks;

namespace I2M2.Evaluation;

/// <summary>A comparison on answers, for a terminal and as a document.</summary>
internal static class AnswerReport
{
    /// <param name="comparison">What to show.</param>
    /// <param name="output">Where.</param>
    /// <param name="terminal">Draw with lines, or write plain aligned text.</param>
    public static void Write(AnswerComparison comparison, TextWriter output, bool terminal)
    {
        var report = Of(comparison);
        report.WriteTables(output, terminal);
        output.WriteLine();
        report.WriteNotes(output);
    }

    /// <summary>The same as sections of a report, with how the runs were trained.</summary>
    /// <param name="comparison">What is compared.</param>
    /// <param name="heading">Of its first section.</param>
    public static IEnumerable<ReportSection> Sections(AnswerComparison comparison, string heading)
    {
        (string Name, AnswerResult Run, RunRecord Record)[] runs = [.. comparison.Contenders.SelectMany(c => c.Runs.Select(r => (c.Name, r, RunRecord.Of(r.Source, r.Run))))];
        foreach (var section in Of(comparison).Sections(heading, comparison.Runs[0].Run, runs.Select(r => r.Record)))
            yield return section;
        if (LearningCurves.Of([.. runs.Select(r => (r.Name, (PredictionFiles.RunDescription?)r.Run.Run, r.Record))]) is { } plot)
            yield return new ReportSection("Learning curves", 3, [plot]);
        if (SettingsTable.Of([.. runs.Select(r => (r.Name, r.Record))]) is { } settings)
            yield return new ReportSection("Settings", 3, [new TableBlock(settings)]);
    }

    private static TableReport Of(AnswerComparison comparison)
        => new(Headline(comparison), comparison.DataSource, [.. Warnings(comparison)], [.. Tables(comparison)], [.. Notes(comparison)]);

    private static string Headline(AnswerComparison comparison)
    {
        var (best, run) = (comparison.Ranked[0], comparison.Runs[0]);
        var rows = run.Predictions.Rows;
        var place = $"{comparison.On} ({run.Split}, {Figures.Counted(rows.Count, "question")} about {Figures.Counted(comparison.Pictures, "picture")}, {Figures.Counted(best.Runs.Count, "seed")})";
        var value = AnswerTables.Shown(best.Score(AnswerContender.Ranked, AnswerSet.All[0]));
        var onOther = RunRemarks.InHeadline([.. comparison.Runs.Select(r => r.Remark)]);
        if (comparison.Leads is not [var lead, ..])
            return $"{best.Name} has a VQA score of {value} on {place}.{onOther}";
        var adjusted = comparison.Leads.Count == 1 ? "" : $" (Holm, {comparison.Leads.Count} comparisons)";
        return $"{best.Name} has the highest VQA score on {place}: {value}, ahead of {lead.Over.Name} by {AnswerTables.Shown(lead.Difference)}, {Figures.P(lead.P)}{adjusted}: {lead.Verdict}.{onOther}";
    }

    private static IEnumerable<string> Warnings(AnswerComparison comparison)
    {
        var rows = comparison.Runs[0].Predictions.Rows;
        string[] empty = [.. AnswerColumns.OodSets.Where((_, bit) => rows.Sets.All(s => (s >> bit & 1) == 0))];
        if (empty.Length > 0)
            yield return $"No row of this split is in {Figures.List(empty)}: {(empty.Length == 1 ? "this set has" : "these sets have")} no score, and means over them none.";
        if (comparison.Runs.All(r => r.BestOfType is null))
            yield return "The best answer of each question type is not shown: there are no predictions of the validation split to choose it on.";
        foreach (var remark in RunRemarks.Lines(comparison.Runs.Select(r => (r.Source, r.Remark))))
            yield return remark;
    }

    private static IEnumerable<(string Title, ReportTable Table)> Tables(AnswerComparison comparison)
    {
        yield return ("VQA score, in and out of distribution (0, 0.3, 0.6, 0.9, 1 for 0 to 4 of ten annotators, as VQA v2)", AnswerTables.Sets(comparison, AnswerRule.Table));
        yield return ("The same by min(1, n / 3), as VQA-VS", AnswerTables.Sets(comparison, AnswerRule.Thirds));
        if (AnswerTables.Leads(comparison) is { } leads)
            yield return ($"Lead of {comparison.Ranked[0].Name}", leads);
        yield return ("By type of answer, as VQA v2", AnswerTables.Types(comparison, AnswerRule.Table));
        if (AnswerTables.Experts(comparison) is { } experts)
            yield return ("Experts by themselves, as VQA v2", experts);
        yield return ("Entropies, nats", AnswerTables.Entropies(comparison));
    }

    private static IEnumerable<string> Notes(AnswerComparison comparison)
    {
        var several = comparison.Contenders.Any(c => c.Runs.Count > 1) ? "; mean ± sample standard deviation over seeds" : "";
        yield return $"scores times 100, over all rows of a set; a row whose annotators gave no answer of the vocabulary scores 0{several}";
        yield return "IID is the whole split; QT to QT+KW+KO are the parts of it in which a shortcut breaks, by text (question type, keyword), image (key object) or both; text, image, both and OOD mean are unweighted means of them";
        var ofType = comparison.Runs.Any(r => r.BestOfType is not null) ? ", that of each question type on the validation split, both" : "";
        yield return $"the best single answer is chosen on these rows{ofType} by the rule of the table";
        yield return "[95 % interval over pictures and seeds, questions about one picture moving together]";
        yield return "entropies are of softmax over the logits, also where heads were trained by binary cross-entropy";
    }
}
