using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// Mean recall over the classes that occur in the labels: (1/K) sum_k correct_k / n_k. The same as scikit-learn's
/// balanced_accuracy_score (Brodersen et al. 2010, "The balanced accuracy and its posterior distribution").
/// </summary>
public static class BalancedAccuracy
{
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    /// <returns>0..1; 1/K for a constant prediction.</returns>
    public static Metric Of(LogProbabilities p, ReadOnlySpan<int> labels)
    {
        var counts = ClassCounts.Of(labels, p.Classes);
        var correct = new int[p.Classes];
        for (var i = 0; i < labels.Length; i++)
        {
            if (p.ArgMax(i) == labels[i])
                correct[labels[i]]++;
        }

        var recalls = 0.0;
        var present = 0;
        for (var k = 0; k < counts.Length; k++)
        {
            if (counts[k] == 0)
                continue;
            recalls += (double)correct[k] / counts[k];
            present++;
        }

        return Metric.Of(recalls / present);
    }
}
