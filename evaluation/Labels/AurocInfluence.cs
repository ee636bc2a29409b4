namespace I2M2.Evaluation;

/// <summary>
/// An AUROC, or a mean or difference of several on the same rows, and by how much each row moves it: its placement less the mean, over the
/// rows of its class (DeLong's components as an infinitesimal jackknife). Rows of one unit, such as a patient's slices, move it together,
/// so its variance comes from the units' sums (Obuchowski 1997); where every row is a unit, that is DeLong's.
/// </summary>
/// <param name="Auroc">The value.</param>
/// <param name="Rows">[N].</param>
/// <param name="Floor">Least variance: that of half a row each way in either class, which keeps it honest where few rows differ.</param>
internal sealed record AurocInfluence(double Auroc, double[] Rows, double Floor)
{
    // As in Placements: two rows are added to each class.
    private const double Added = 2;

    /// <param name="scores">[N], higher for the positive class.</param>
    /// <param name="positive">[N].</param>
    /// <returns>Null when the rows are of one class.</returns>
    public static AurocInfluence? Of(double[] scores, bool[] positive)
    {
        if (Placements.Of(scores, positive) is not { } placements)
            return null;
        var (auroc, positives) = (placements.Auroc, positive.Count(p => p));
        var (n1, n0) = (positives + Added, positive.Length - positives + Added);
        return new(auroc, [.. placements.Values.Select((v, i) => (v - auroc) / (positive[i] ? n1 : n0))], (1 / (n1 * n1)) + (1 / (n0 * n0)));
    }

    /// <summary>The mean of several, over seeds or over labels.</summary>
    /// <param name="several">On the same rows in the same order.</param>
    public static AurocInfluence Mean(IReadOnlyList<AurocInfluence> several) => new(
        several.Average(s => s.Auroc), [.. several[0].Rows.Select((_, i) => several.Average(s => s.Rows[i]))], several.Average(s => s.Floor));

    /// <summary>This less another on the same rows.</summary>
    public AurocInfluence Less(AurocInfluence other) => new(Auroc - other.Auroc, [.. Rows.Zip(other.Rows, (a, b) => a - b)], (Floor + other.Floor) / 2);

    /// <summary>Variance that other units of the same kind would give, and how many units there are.</summary>
    /// <param name="units">Number of the unit that each row belongs to, [N].</param>
    public (double Variance, double Count) Spread(IReadOnlyList<int> units)
    {
        var sums = new Dictionary<int, double>();
        for (var i = 0; i < Rows.Length; i++)
            sums[units[i]] = sums.GetValueOrDefault(units[i]) + Rows[i];
        // Fewer than two units say nothing of others; their number stands in the degrees of freedom.
        var count = Math.Max(2, sums.Count);
        return ((sums.Values.Sum(s => s * s) + Floor) * count / (count - 1.0), count);
    }
}
