using I2M2.PredictionFiles;

namespace I2M2.Modeling.Metrics;

/// <summary>Share of rows whose most probable class is the true one; of tied classes the lowest is taken.</summary>
public static class Accuracy
{
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    /// <returns>0..1.</returns>
    public static Metric Of(LogProbabilities p, ReadOnlySpan<int> labels) => Metric.Of((double)Correct(p, labels) / labels.Length);

    /// <summary>Number of rows whose most probable class is the true one.</summary>
    public static int Correct(LogProbabilities p, ReadOnlySpan<int> labels)
    {
        var correct = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (p.ArgMax(i) == labels[i])
                correct++;
        }

        return correct;
    }
}
