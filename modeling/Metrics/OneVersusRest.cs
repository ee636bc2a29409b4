using I2M2.PredictionFiles;

namespace I2M2.Modeling.Metrics;

/// <summary>A two-class ranking metric applied to a classifier: class 1 against 0 when there are two classes, else a macro mean.</summary>
public static class OneVersusRest
{
    /// <summary>
    /// With two classes, the metric of class 1. With more, the unweighted mean over each class against the rest, of the classes
    /// that have both positives and negatives. The score is the class's log-probability, which ranks as the probability does.
    /// </summary>
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    /// <param name="metric">From scores [N] and whether each is a positive [N].</param>
    /// <returns>Undefined, with the reason, when the labels hold one class only.</returns>
    public static Metric Macro(LogProbabilities p, int[] labels, Func<double[], bool[], Metric> metric)
    {
        var counts = ClassCounts.Of(labels, p.Classes);
        if (counts.Count(n => n > 0) < 2)
            return Metric.Undefined("only one class in the labels");
        Metric Against(int k) => metric(p.Column(k), Array.ConvertAll(labels, label => label == k));
        if (p.Classes == 2)
            return Against(1);

        var sum = 0.0;
        var present = 0;
        for (var k = 0; k < counts.Length; k++)
        {
            if (counts[k] == 0)
                continue;
            var one = Against(k);
            if (one.Value is not { } value)
                return one;
            sum += value;
            present++;
        }

        return Metric.Of(sum / present);
    }
}
