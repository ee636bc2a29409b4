using I2M2.PredictionFiles;

namespace I2M2.Modeling.Metrics;

/// <summary>
/// Average precision, the step-wise area under the precision-recall curve: sum_n (R_n - R_{n-1}) P_n over the distinct score
/// thresholds from the highest down, tied rows entering together. No interpolation; the same as scikit-learn's
/// average_precision_score.
/// </summary>
public static class AveragePrecision
{
    /// <summary>Class 1, or the one-versus-rest macro mean.</summary>
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    /// <returns>0..1, the share of positives for a constant score; undefined when the labels hold one class only.</returns>
    public static Metric Of(LogProbabilities p, int[] labels) => OneVersusRest.Macro(p, labels, Binary);

    /// <summary>The metric of one ranking.</summary>
    /// <param name="scores">[N], higher for the positive class.</param>
    /// <param name="positive">[N].</param>
    public static Metric Binary(double[] scores, bool[] positive)
    {
        long truePositives = 0, falsePositives = 0;
        var sum = 0.0;
        foreach (var (tiedPositives, tiedNegatives) in ScoreGroups.Ascending(scores, positive).AsEnumerable().Reverse())
        {
            truePositives += tiedPositives;
            falsePositives += tiedNegatives;
            sum += tiedPositives * ((double)truePositives / (truePositives + falsePositives));
        }

        return truePositives == 0 ? Metric.Undefined("no positive in the labels") : Metric.Of(sum / truePositives);
    }
}
