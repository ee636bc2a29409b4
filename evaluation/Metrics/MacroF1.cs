using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// Unweighted mean over classes of F1 = 2 TP / (2 TP + FP + FN), the harmonic mean of precision and recall, over the classes that occur in
/// the labels or among the predicted ones. The same as scikit-learn's f1_score(average="macro").
/// </summary>
public static class MacroF1
{
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    /// <returns>0..1.</returns>
    public static Metric Of(LogProbabilities p, ReadOnlySpan<int> labels)
    {
        var right = new int[p.Classes];
        var predicted = new int[p.Classes];
        for (var i = 0; i < labels.Length; i++)
        {
            var chosen = p.ArgMax(i);
            predicted[chosen]++;
            if (chosen == labels[i])
                right[chosen]++;
        }

        var actual = ClassCounts.Of(labels, p.Classes);
        double sum = 0;
        var occurring = 0;
        for (var k = 0; k < p.Classes; k++)
        {
            // 2 TP + FP + FN: the class's rows among the predicted and among the true ones.
            var both = predicted[k] + actual[k];
            if (both == 0)
                continue;
            sum += 2.0 * right[k] / both;
            occurring++;
        }

        return Metric.Of(sum / occurring);
    }
}
