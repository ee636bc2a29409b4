namespace I2M2.Evaluation;

/// <summary>The sentence above the table: who is best, by how much, and what of that chance can explain.</summary>
internal static class Headline
{
    /// <param name="comparison">What is compared.</param>
    /// <param name="contenders">Its contenders.</param>
    public static string Of(Comparison comparison, IReadOnlyList<Contender> contenders)
    {
        var ranking = Ranking.Of(contenders);
        var (best, majority) = (ranking.Best, contenders.First(c => c.IsBaseline));
        var seeds = best.HasSeeds ? $", {Figures.Counted(best.Seeds.Count, "seed")}" : "";
        var place = $"{comparison.On} ({comparison.Runs[0].Split}, n = {Figures.Count(best.N)}{seeds})";
        var value = ranking.By.Shown(best);
        var lead = ranking.Leads.Count == 0
            ? $"{best.Name} has {ranking.By.Name} {value} on {place}."
            : $"{best.Name} has the highest mean {ranking.By.Name} on {place}: {value}, {Over(ranking.Leads)}.";
        return $"{lead} {(ranking.By == Yardstick.Auroc ? AgainstChance(best, majority) : AgainstMajority(best, majority))}"
            + RunRemarks.InHeadline([.. comparison.Runs.Select(r => r.Remark)]);
    }

    private static string Over(IReadOnlyList<Lead<Contender>> leads)
    {
        var lead = leads[0];
        var adjusted = leads.Count == 1 ? "" : $" (Holm, {leads.Count} comparisons)";
        var difference = lead.Difference.Difference;
        var distance = difference == 0 ? $"level with {lead.Over.Name}" : $"{Figures.Of(difference)} above {lead.Over.Name}";
        return $"{distance} {Figures.Interval(lead.Difference.Low, lead.Difference.High)}, {Figures.P(lead.P)}{adjusted}: {lead.Verdict}";
    }

    private static string AgainstChance(Contender best, Contender majority) =>
        $"Chance has 0.500. Its average precision is {Figures.Of(best.Spread(m => m.Auprc))}, that of chance, the share of class 1, {Figures.Of(majority.Spread(m => m.Auprc))}; "
        + $"its accuracy {Figures.Of(best.Accuracy)}, that of the majority {Figures.Of(majority.Accuracy)}.";

    private static string AgainstMajority(Contender best, Contender majority)
    {
        var (accuracy, floor) = (best.Accuracy.Mean!.Value, majority.Accuracy.Mean!.Value);
        return accuracy > floor
            ? $"The majority baseline has {Figures.Of(floor)}."
            : $"It does not beat the majority baseline, {Figures.Of(floor)}.";
    }
}
