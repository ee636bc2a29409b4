using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>A group's place on one slice.</summary>
/// <param name="Present">The label.</param>
/// <param name="Brightness">+1 bright, -1 dark.</param>
/// <param name="Turn">+1 phase ahead, -1 behind.</param>
internal readonly record struct LesionState(bool Present, int Brightness, int Turn);

/// <summary>
/// The joint distribution of label, brightness and turn. Brightness and turn always have one of their two values, whatever the label and the evidence: images
/// without any signal look as those with one do.
/// </summary>
/// <param name="evidence">What the label shows in.</param>
/// <param name="prevalence">P(label), between 0 and 1.</param>
internal sealed class LesionLaw(Evidence evidence, double prevalence)
{
    /// <summary>P(brightness agrees with the label), and P(turn does), of <see cref="Evidence.Each"/>.</summary>
    internal const double Agreement = 0.85;

    private static readonly LesionState[] States =
        [.. from present in new[] { false, true } from brightness in new[] { -1, 1 } from turn in new[] { -1, 1 } select new LesionState(present, brightness, turn)];

    /// <summary>Evidence of each of <see cref="LesionPlace.All"/>.</summary>
    internal static IReadOnlyList<Evidence> Of(KneeSignal signal) => signal switch
    {
        KneeSignal.All => [Evidence.Magnitude, Evidence.Phase, Evidence.Relation, Evidence.Each],
        KneeSignal.Magnitude => Same(Evidence.Magnitude),
        KneeSignal.Phase => Same(Evidence.Phase),
        KneeSignal.Relation => Same(Evidence.Relation),
        _ => Same(Evidence.None),
    };

    /// <summary>What the label shows in.</summary>
    internal Evidence Evidence => evidence;

    /// <summary>Draws label, brightness and turn.</summary>
    internal LesionState Draw(RandomNumbers random)
    {
        var present = random.Uniform() < prevalence;
        var brightness = random.Uniform() < Bright(present) ? 1 : -1;
        return new LesionState(present, brightness, random.Uniform() < Ahead(present, brightness) ? 1 : -1);
    }

    /// <summary>The best AUROC of who sees brightness, turn, both or neither without error; half for ties.</summary>
    internal double AreaUnderRoc(bool magnitude, bool phase)
    {
        var seen = States.GroupBy(s => (magnitude ? s.Brightness : 0, phase ? s.Turn : 0))
            .Select(g => (Without: g.Where(s => !s.Present).Sum(Probability), With: g.Where(s => s.Present).Sum(Probability)))
            .Where(g => g.Without + g.With > 0)
            .ToArray();
        return (from g in seen
                from h in seen
                select g.With * h.Without * Above(g.With / (g.With + g.Without), h.With / (h.With + h.Without))).Sum()
            / (prevalence * (1 - prevalence));
    }

    private static Evidence[] Same(Evidence evidence) => [.. Enumerable.Repeat(evidence, LesionPlace.All.Count)];

    // Differences below this are rounding: equal odds are ties.
    private static double Above(double score, double other) => Math.Abs(score - other) < 1e-12 ? 0.5 : score > other ? 1 : 0;

    private double Probability(LesionState s)
    {
        var (bright, ahead) = (Bright(s.Present), Ahead(s.Present, s.Brightness));
        return (s.Present ? prevalence : 1 - prevalence) * (s.Brightness > 0 ? bright : 1 - bright) * (s.Turn > 0 ? ahead : 1 - ahead);
    }

    private double Bright(bool present) => evidence switch
    {
        Evidence.Magnitude => present ? 1 : 0,
        Evidence.Each => present ? Agreement : 1 - Agreement,
        _ => 0.5,
    };

    private double Ahead(bool present, int brightness) => evidence switch
    {
        Evidence.Phase => present ? 1 : 0,
        Evidence.Relation => present == brightness > 0 ? 1 : 0,
        Evidence.Each => present ? Agreement : 1 - Agreement,
        _ => 0.5,
    };
}
