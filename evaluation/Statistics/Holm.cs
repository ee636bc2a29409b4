namespace I2M2.Evaluation;

/// <summary>
/// Adjusts p-values for having made several comparisons (Holm 1979): from the smallest up, the k-th of m is multiplied by m - k + 1 and
/// is at least the one before it. No assumption on how the comparisons hang together.
/// </summary>
internal static class Holm
{
    /// <param name="p">Any number of p-values.</param>
    /// <returns>The adjusted ones, in the same order, at most 1.</returns>
    public static double[] Adjust(IReadOnlyList<double> p)
    {
        var adjusted = new double[p.Count];
        var least = 0.0;
        foreach (var (index, rank) in Enumerable.Range(0, p.Count).OrderBy(i => p[i]).Select((i, rank) => (i, rank)))
        {
            least = Math.Max(least, Math.Min(1, p[index] * (p.Count - rank)));
            adjusted[index] = least;
        }

        return adjusted;
    }
}
