using I2M2.Cli;

namespace I2M2.Evaluation;

/// <summary>What the signs in a comparison's tables mean, and what is odd about its rows.</summary>
internal static class ComparisonNotes
{
    /// <summary>The line under the table.</summary>
    public static string Legend(RunResult run, IReadOnlyList<Contender> contenders)
    {
        var several = contenders.Any(c => c.Seeds.Count > 1) ? "mean ± sample standard deviation over seeds; " : "";
        var single = contenders.Any(c => c is { IsBaseline: false, Seeds.Count: 1 }) ? "[95 % Wilson interval of a single accuracy]; " : "";
        return $"{several}{single}n = {Figures.Count(run.N)}, split {run.Split}, "
            + $"label entropy {Figures.Of(run.Metrics.LabelEntropy.Value!.Value)}; entropies and nll in nats";
    }

    /// <summary>The lines below it.</summary>
    public static IEnumerable<string> Of(Comparison comparison, IReadOnlyList<Contender> contenders)
    {
        var run = comparison.Runs[0];
        var ranking = Ranking.Of(contenders);
        if (ranking.Leads.Count > 0)
        {
            var over = ranking.Leads[0].Difference.CoversSeeds ? "rows and seeds" : "rows";
            var others = ranking.Leads.Count == 1 ? "" : "; p allows for the best having been compared with every other, the interval does not";
            yield return $"the lead's interval is 95 %, paired, over {over}{others}";
        }

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
