namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>What is known of an admission's factors.</summary>
internal enum Knowledge
{
    /// <summary>Neither.</summary>
    Nothing,

    /// <summary>The static one.</summary>
    Static,

    /// <summary>The series one.</summary>
    Series,

    /// <summary>Both.</summary>
    Both,
}

/// <summary>The best that anyone can reach who knows factors without error: population figures, from the planted probabilities alone.</summary>
/// <param name="pair">The task's factors.</param>
/// <param name="classes">P(class | factors), one list for each of <see cref="Factors.All"/>.</param>
internal sealed class BayesFigures(FactorPair pair, IReadOnlyList<IReadOnlyList<double>> classes)
{
    /// <summary>Figures of a label of two classes.</summary>
    internal static BayesFigures Of(FactorPair pair, double baseOdds)
        => new(pair, [.. Factors.All.Select(f => pair.Probability(baseOdds, f)).Select(p => new[] { 1 - p, p })]);

    /// <summary>Figures of the mortality class.</summary>
    internal static BayesFigures OfMortality(PlantedSignal signal)
        => new(signal.Lung, [.. Factors.All.Select(f => signal.Lung.Probability(PlantedSignal.DeathOdds, f))
            .Select(p => (IReadOnlyList<double>)[1 - p, .. PlantedSignal.DeathClasses.Select(w => w * p)])]);

    /// <summary>Share of rows whose most probable class is the right one.</summary>
    internal double Accuracy(Knowledge known) => Groups(known).Sum(g => Enumerable.Range(0, classes[0].Count).Max(c => Mass(g, c)));

    /// <summary>P(a row of class 1 is scored above one of class 0), half for ties. For mortality: of any class but 0.</summary>
    internal double AreaUnderRoc(Knowledge known)
    {
        var groups = Groups(known).Select(g => (Negative: Mass(g, 0), Positive: Enumerable.Range(1, classes[0].Count - 1).Sum(c => Mass(g, c)))).ToArray();
        var (negatives, positives) = (groups.Sum(g => g.Negative), groups.Sum(g => g.Positive));
        return (from g in groups
                from h in groups
                select g.Positive * h.Negative * Above(g.Positive / (g.Positive + g.Negative), h.Positive / (h.Positive + h.Negative))).Sum()
            / (negatives * positives);
    }

    // Differences below this are rounding: groups of equal odds are ties.
    private static double Above(double score, double other) => Math.Abs(score - other) < 1e-12 ? 0.5 : score > other ? 1 : 0;

    private static IEnumerable<int[]> Groups(Knowledge known) => Enumerable.Range(0, Factors.All.Count)
        .GroupBy(i => (
            known is Knowledge.Static or Knowledge.Both ? Factors.All[i].Static : 0,
            known is Knowledge.Series or Knowledge.Both ? Factors.All[i].Series : 0))
        .Select(g => g.ToArray());

    private double Mass(int[] cells, int label) => cells.Sum(i => pair.Shares[i] * classes[i][label]);
}
