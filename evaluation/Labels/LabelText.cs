using I2M2.Cli;

namespace I2M2.Evaluation;

/// <summary>What is said in words of a comparison on independent labels.</summary>
internal static class LabelText
{
    /// <summary>The sentence above the tables.</summary>
    public static string Headline(LabelComparison comparison)
    {
        var run = comparison.Runs[0];
        var rows = run.Levels[0];
        var units = rows.Units.Distinct().Count();
        var of = units < rows.N ? $" in {Figures.Counted(units, "unit")} that are independent of each other" : "";
        if (comparison.Ranked is not [var best, ..])
            return $"No paradigm can be ranked on {comparison.On} ({run.Split}, {Figures.Counted(rows.N, rows.Name)}): every label is of one class.";
        var place = $"{comparison.On} ({run.Split}, {Figures.Counted(rows.N, rows.Name)}{of}, {Figures.Counted(best.Runs.Count, "seed")})";
        var value = best.ShownAuroc(0, null);
        var onOther = RunRemarks.InHeadline([.. comparison.Runs.Select(r => r.Remark)]);
        if (comparison.Leads is not [var lead, ..])
            return $"{best.Name} has mean AUROC {value} over {run.Names.Count} labels on {place}. Chance has 0.500.{onOther}";
        var adjusted = comparison.Leads.Count == 1 ? "" : $" (Holm, {comparison.Leads.Count} comparisons)";
        return $"{best.Name} has the highest mean AUROC over {run.Names.Count} labels on {place}: {value}, {Figures.Of(lead.Difference.Difference)} above "
            + $"{lead.Over.Name} {Figures.Interval(lead.Difference.Low, lead.Difference.High)}, {Figures.P(lead.P)}{adjusted}: {lead.Verdict}. Chance has 0.500.{onOther}";
    }

    /// <summary>What must not be overlooked.</summary>
    public static IEnumerable<string> Warnings(LabelComparison comparison)
    {
        var run = comparison.Runs[0];
        foreach (var level in run.Levels)
        {
            string[] single = [.. run.Names.Where((_, k) => level.Influences[k] is null).Select(n => SafeText.ForTerminal(n, 30))];
            if (single.Length > 0)
                yield return $"By {level.Name}: all {Figures.Counted(level.N, level.Name)} are of one class in {Figures.List(single)}; auroc and average precision are undefined there, and the mean is {Over(run.Names.Count - single.Length)}.";
        }

        foreach (var remark in RunRemarks.Lines(comparison.Runs.Select(r => (r.Source, r.Remark))))
            yield return remark;
        foreach (var off in comparison.Runs.Where(r => r.RowsOffProduct > 0))
            yield return $"{SafeText.ForTerminal(off.Source, int.MaxValue)}: in {Figures.Counted(off.RowsOffProduct, run.Levels[0].Name)} the margins are not the sums of the experts'";
        var reasons = from level in Enumerable.Range(0, run.Levels.Count)
                      from contender in comparison.Contenders
                      from label in Enumerable.Range(0, run.Names.Count)
                      let reason = contender.Spread(level, label, m => m.Sensitivity).Reason ?? contender.Spread(level, label, m => m.Specificity).Reason
                      where reason is not null
                      group contender.Name by (run.Levels[level].Name, reason);
        foreach (var reason in reasons)
            yield return $"By {reason.Key.Name}: sensitivity or specificity is undefined for some labels, {reason.Key.reason}: {string.Join(", ", reason.Distinct())}";
    }

    private static string Over(int labels) => labels switch
    {
        0 => "over no label",
        1 => "that of one label",
        _ => $"over the other {labels} labels",
    };

    /// <summary>What the tables' figures mean.</summary>
    public static IEnumerable<string> Notes(LabelComparison comparison)
    {
        var several = comparison.Contenders.Any(c => c.Runs.Count > 1) ? "mean ± sample standard deviation over seeds; " : "";
        yield return $"{several}[95 % interval of an AUROC over units and seeds: DeLong's, with rows of one unit moving together (Obuchowski)]";
        yield return "sensitivity, specificity and balanced acc are at the threshold with the fewest false alarms among those that miss less than 10 % of the positives of the "
            + "validation split, chosen there for each label and run; a label counts as present from the threshold on";
        if (comparison.Runs[0].Levels is [var rows, var wholes])
            yield return $"a {wholes.Name} has a label where one of its {rows.Name}s has; its probability is the largest of theirs";
    }
}
