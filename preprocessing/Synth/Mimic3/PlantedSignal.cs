namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>What the labels owe to the inputs.</summary>
public enum Signal
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A static and a series factor, independent of each other given the label: log-odds that add up.</summary>
    Unimodal,

    /// <summary>The product of a static and a series factor; each of them alone says nothing.</summary>
    Interaction,

    /// <summary>Each factor alone and their product.</summary>
    Both,
}

/// <summary>Values of a static and of a series factor, each -1 or +1.</summary>
internal readonly record struct Factors(int Static, int Series)
{
    /// <summary>The four there are.</summary>
    internal static IReadOnlyList<Factors> All { get; } = [new(-1, -1), new(-1, 1), new(1, -1), new(1, 1)];
}

/// <summary>
/// How labels follow from factors: odds = base * static^a * series^b * cross^(ab), so that log-odds are a sum of a term of each modality
/// and a term of both. Without the last one a product of two unimodal experts states the label's distribution exactly; with the last one
/// alone such a product can say no more than the label's share.
/// </summary>
/// <param name="Static">Odds ratio of the static factor.</param>
/// <param name="Series">Odds ratio of the series factor.</param>
/// <param name="Cross">Odds ratio of their product.</param>
internal sealed record OddsRatios(double Static, double Series, double Cross)
{
    /// <summary>The planted strengths.</summary>
    internal static OddsRatios Of(Signal signal) => signal switch
    {
        Signal.Unimodal => new(3, 3, 1),
        Signal.Interaction => new(1, 1, 9),
        Signal.Both => new(2, 2, 4),
        _ => new(1, 1, 1),
    };

    /// <summary>P(label | factors) for a label whose odds are <paramref name="baseOdds"/> before the factors are known.</summary>
    internal double Probability(double baseOdds, Factors f)
    {
        var odds = baseOdds * Power(Static, f.Static) * Power(Series, f.Series) * Power(Cross, f.Static * f.Series);
        return odds / (1 + odds);
    }

    private static double Power(double ratio, int sign) => sign > 0 ? ratio : 1 / ratio;
}

/// <summary>The distribution of a pair of factors and of the labels that depend on them.</summary>
internal sealed class FactorPair
{
    private readonly OddsRatios ratios;
    private readonly double[] shares;

    /// <param name="signal">Which terms count.</param>
    /// <param name="baseOdds">
    /// Odds of the pair's first label. With <see cref="Signal.Unimodal"/> the factors follow it: drawn independently of each other given the
    /// label. Otherwise they are two fair coins.
    /// </param>
    internal FactorPair(Signal signal, double baseOdds)
    {
        ratios = OddsRatios.Of(signal);
        var prior = baseOdds / (1 + baseOdds);
        shares = [.. Factors.All.Select(f => signal == Signal.Unimodal ? (prior * Given(f, 1)) + ((1 - prior) * Given(f, -1)) : 0.25)];
    }

    /// <summary>P(factors), in the order of <see cref="Factors.All"/>.</summary>
    internal IReadOnlyList<double> Shares => shares;

    /// <summary>P(label | factors).</summary>
    internal double Probability(double baseOdds, Factors f) => ratios.Probability(baseOdds, f);

    /// <summary>Draws factors.</summary>
    internal Factors Draw(double uniform)
    {
        var i = 0;
        for (; i < shares.Length - 1 && uniform >= shares[i]; i++)
            uniform -= shares[i];
        return Factors.All[i];
    }

    private double Given(Factors f, int label) => Agrees(ratios.Static, f.Static * label) * Agrees(ratios.Series, f.Series * label);

    // An odds ratio r between +1 and 0 of a factor that agrees with the label with probability r / (1 + r).
    private static double Agrees(double ratio, int sign) => sign > 0 ? ratio / (1 + ratio) : 1 / (1 + ratio);
}

/// <summary>The ground truth: three tasks, two independent pairs of factors.</summary>
/// <param name="signal">Which terms count.</param>
internal sealed class PlantedSignal(Signal signal)
{
    /// <summary>Odds of the respiratory label without knowledge of the factors.</summary>
    internal const double RespiratoryOdds = 1;

    /// <summary>Odds of the neoplasm label.</summary>
    internal const double NeoplasmOdds = 0.35;

    /// <summary>Odds of one of the mortality classes 1 to 5.</summary>
    internal const double DeathOdds = 0.8;

    /// <summary>Which terms count.</summary>
    internal Signal Signal => signal;

    /// <summary>Shares of mortality classes 1 to 5 among those who are in one, whatever the factors.</summary>
    internal static IReadOnlyList<double> DeathClasses { get; } = [0.02, 0.06, 0.07, 0.20, 0.65];

    /// <summary>Age and the course of circulation and infection: tasks icd9-7 and mortality.</summary>
    internal FactorPair Lung { get; } = new(signal, RespiratoryOdds);

    /// <summary>Surgery and blood chemistry: task icd9-1.</summary>
    internal FactorPair Growth { get; } = new(signal, NeoplasmOdds);

    /// <summary>Draws a mortality class, 0 to 5.</summary>
    internal int MortalityClass(Factors f, double died, double which)
    {
        if (died >= Lung.Probability(DeathOdds, f))
            return 0;
        var c = 0;
        for (; c < DeathClasses.Count - 1 && which >= DeathClasses[c]; c++)
            which -= DeathClasses[c];
        return c + 1;
    }
}
