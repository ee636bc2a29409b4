namespace I2M2.Evaluation;

/// <summary>
/// By how much each row moves an AUROC: its placement less the mean, over the rows of its class (DeLong's components). Where every row is a unit of its own, the variance that comes of
/// it is DeLong's.
/// </summary>
internal static class AurocInfluence
{
    // As in Placements: two rows are added to each class.
    private const double Added = 2;

    /// <param name="scores">[N], higher for the positive class.</param>
    /// <param name="positive">[N].</param>
    /// <returns>Null when the rows are of one class. The least variance is that of half a row each way in either class.</returns>
    public static Influence? Of(double[] scores, bool[] positive)
    {
        if (Placements.Of(scores, positive) is not { } placements)
            return null;
        var (auroc, positives) = (placements.Auroc, positive.Count(p => p));
        var (n1, n0) = (positives + Added, positive.Length - positives + Added);
        return new(auroc, [.. placements.Values.Select((v, i) => (v - auroc) / (positive[i] ? n1 : n0))], (1 / (n1 * n1)) + (1 / (n0 * n0)));
    }
}
