namespace I2M2.Evaluation;

/// <summary>The sentence above the table: who is best, by how much, and whether that can be told from chance between seeds.</summary>
internal static class Headline
{
    /// <param name="comparison">What is compared.</param>
    /// <param name="contenders">Its contenders.</param>
    public static string Of(Comparison comparison, IReadOnlyList<Contender> contenders)
    {
        var ranked = contenders.Where(c => c is { IsBaseline: false, IsOtherRule: false })
            .OrderByDescending(c => c.Accuracy.Mean).ToArray();
        var best = ranked[0];
        var (split, n) = (comparison.Runs[0].Split, best.N);
        var seeds = best.HasSeeds ? $", {Figures.Counted(best.Seeds.Count, "seed")}" : "";
        var place = $"{comparison.On} ({split}, n = {Figures.Count(n)}{seeds})";
        var accuracy = Figures.Accuracy(best.Seeds, n);
        var lead = ranked.Length == 1
            ? $"{best.Name} has accuracy {accuracy} on {place}."
            : $"{best.Name} has the highest mean accuracy on {place}: {accuracy}, {Over(best, ranked[1])}.";
        return $"{lead} {AgainstMajority(best, contenders.First(c => c.IsBaseline))}";
    }

    // The larger of the two deviations is the one a difference has to exceed.
    private static string Over(Contender best, Contender second)
    {
        var difference = best.Accuracy.Mean!.Value - second.Accuracy.Mean!.Value;
        var lead = difference == 0 ? $"level with {second.Name}" : $"{Figures.Of(difference)} above {second.Name}";
        double?[] known = [best.Accuracy.Deviation, second.Accuracy.Deviation];
        return known.Max() switch
        {
            null => $"{lead}; with one run each the spread over seeds is not known, so the order is not settled",
            { } deviation when difference <= deviation => $"{lead}; that is within one standard deviation, so the order is not settled",
            _ => $"{lead}; that is more than one standard deviation",
        };
    }

    private static string AgainstMajority(Contender best, Contender majority)
    {
        var (accuracy, floor) = (best.Accuracy.Mean!.Value, majority.Accuracy.Mean!.Value);
        return accuracy > floor
            ? $"The majority baseline has {Figures.Of(floor)}."
            : $"It does not beat the majority baseline, {Figures.Of(floor)}.";
    }
}
