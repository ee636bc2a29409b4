namespace I2M2.Evaluation;

/// <summary>Everything an evaluation found, as one document: what was printed, and what a terminal has no room for.</summary>
internal static class EvaluationReport
{
    /// <param name="comparisons">At least one, here or on labels.</param>
    /// <param name="leftOut">Runs that were found and not evaluated.</param>
    /// <param name="ofLabels">Comparisons on independent labels.</param>
    /// <param name="ofAnswers">Comparisons on rows with several right answers.</param>
    public static ReportDocument Of(IReadOnlyList<Comparison> comparisons, IReadOnlyList<LeftOut> leftOut, IReadOnlyList<LabelComparison>? ofLabels = null, IReadOnlyList<AnswerComparison>? ofAnswers = null)
    {
        (ofLabels, ofAnswers) = (ofLabels ?? [], ofAnswers ?? []);
        var count = comparisons.Count + ofLabels.Count + ofAnswers.Count;
        var sections = new List<ReportSection>();
        if (count > 1)
        {
            sections.Add(new ReportSection("Several comparisons", 2, [new Paragraph(
                "Runs trained for another task, on other data or by another profile, or judged on other rows, stand in a comparison of their own: figures of "
                + "two comparisons are not to be set against each other.")]));
        }

        sections.AddRange(comparisons.SelectMany(c => ComparisonSections.Of(c, count == 1 ? "Verdict" : c.On)));
        sections.AddRange(ofLabels.SelectMany(c => LabelReport.Sections(c, count == 1 ? "Verdict" : c.On)));
        sections.AddRange(ofAnswers.SelectMany(c => AnswerReport.Sections(c, count == 1 ? "Verdict" : c.On)));
        if (comparisons.Count > 0)
            sections.Add(Method.Section());
        if (leftOut.Count > 0)
        {
            sections.Add(new ReportSection("Left out", 2, [
                new Paragraph($"{Figures.Counted(leftOut.Count, "run")} found and not evaluated:"),
                new BulletList([.. leftOut.Select(l => $"{l.Path}: {l.Why}")])]));
        }

        sections.Add(new ReportSection("Made with", 2, [new Paragraph(
            $"I2M2.Toolkit {typeof(EvaluationReport).Assembly.GetName().Version!.ToString(3)}, program evaluation. The same runs and the same "
            + "version give the same report, byte for byte.")]));
        return new ReportDocument($"Evaluation of {string.Join(" and of ", comparisons.Select(c => c.On).Concat(ofLabels.Select(c => c.On)).Concat(ofAnswers.Select(c => c.On)).Distinct())}", sections);
    }
}
