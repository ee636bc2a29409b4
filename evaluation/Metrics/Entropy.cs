using I2M2.PredictionFiles;
using MathNet.Numerics.Statistics;

namespace I2M2.Evaluation;

/// <summary>Shannon entropy H = -sum_k p_k ln p_k, nats, with 0 ln 0 = 0; between 0 and ln C.</summary>
public static class Entropy
{
    /// <summary>Of one distribution.</summary>
    /// <param name="logs">[C] normalised log-probabilities.</param>
    public static double OfRow(ReadOnlySpan<double> logs)
    {
        var sum = 0.0;
        foreach (var log in logs)
        {
            if (!double.IsNegativeInfinity(log))
                sum += Math.Exp(log) * log;
        }

        // A certain row is 0, not -0, and rounding in the normalisation must not make it negative.
        return Math.Max(0, -sum);
    }

    /// <summary>Mean over rows of each prediction's entropy.</summary>
    /// <param name="p">[N, C].</param>
    public static Metric OfPredictions(LogProbabilities p) => Metric.Of(Rows(p).Mean());

    /// <summary>Mean entropy over the rows predicted rightly, or over those predicted wrongly; undefined when there are none.</summary>
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    /// <param name="correct">Which of the two.</param>
    public static Metric OfPredictionsWhere(LogProbabilities p, int[] labels, bool correct)
    {
        var chosen = Rows(p).Where((_, i) => p.ArgMax(i) == labels[i] == correct).ToArray();
        return chosen.Length > 0 ? Metric.Of(chosen.Mean()) : Metric.Undefined(correct ? "no row is right" : "no row is wrong");
    }

    /// <summary>Entropy of the empirical distribution of the labels: the loss of the best constant prediction.</summary>
    /// <param name="labels">[N].</param>
    /// <param name="classes">Number of classes, C.</param>
    public static Metric OfLabels(ReadOnlySpan<int> labels, int classes)
    {
        double n = labels.Length;
        return Metric.Of(OfRow(Array.ConvertAll(ClassCounts.Of(labels, classes), count => Math.Log(count / n))));
    }

    private static double[] Rows(LogProbabilities p)
    {
        var entropies = new double[p.Rows];
        for (var i = 0; i < entropies.Length; i++)
            entropies[i] = OfRow(p.Row(i));
        return entropies;
    }
}
