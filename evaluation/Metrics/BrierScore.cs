using I2M2.PredictionFiles;
using MathNet.Numerics.Statistics;

namespace I2M2.Evaluation;

/// <summary>
/// Mean over rows of sum_k (p_k - [y = k])^2, over all classes, as Brier (1950) has it. With two classes it is twice the score that looks
/// at class 1 alone.
/// </summary>
public static class BrierScore
{
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    /// <returns>0 for certainty that is right, 2 for certainty that is wrong, 1 - 1/C for the uniform prediction.</returns>
    public static Metric Of(LogProbabilities p, ReadOnlySpan<int> labels)
    {
        var scores = new double[labels.Length];
        for (var i = 0; i < scores.Length; i++)
        {
            var logs = p.Row(i);
            for (var k = 0; k < logs.Length; k++)
            {
                var off = Math.Exp(logs[k]) - (k == labels[i] ? 1 : 0);
                scores[i] += off * off;
            }
        }

        return Metric.Of(scores.Mean());
    }
}
