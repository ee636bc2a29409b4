using I2M2.PredictionFiles;

namespace I2M2.Modeling.Metrics;

/// <summary>
/// Area under the receiver operating characteristic: the chance that a positive scores above a negative, ties counting half
/// (Mann and Whitney 1947; Hanley and McNeil 1982). One sort, O(n log n); the pairs are counted in integers, so the result does
/// not depend on the order of the rows.
/// </summary>
public static class Auroc
{
    /// <summary>Class 1 against class 0, or the one-versus-rest macro mean.</summary>
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    /// <returns>0..1, 0.5 for a constant score; undefined when the labels hold one class only.</returns>
    public static Metric Of(LogProbabilities p, int[] labels) => OneVersusRest.Macro(p, labels, Binary);

    /// <summary>U / (positives x negatives), U = pairs won + half of the pairs tied.</summary>
    /// <param name="scores">[N], higher for the positive class.</param>
    /// <param name="positive">[N].</param>
    public static Metric Binary(double[] scores, bool[] positive)
    {
        long negativesBelow = 0, positives = 0, twiceWon = 0;
        foreach (var (tiedPositives, tiedNegatives) in ScoreGroups.Ascending(scores, positive))
        {
            twiceWon += tiedPositives * ((2 * negativesBelow) + tiedNegatives);
            negativesBelow += tiedNegatives;
            positives += tiedPositives;
        }

        return positives == 0 || negativesBelow == 0
            ? Metric.Undefined("only one class in the labels")
            : Metric.Of(twiceWon / (2.0 * positives * negativesBelow));
    }
}
