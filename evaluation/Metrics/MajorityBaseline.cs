using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// The predictor that knows nothing of a row: every row gets the class shares of the evaluated labels themselves. Its accuracy is
/// the share of the most frequent class, its mean entropy and its loss are the entropy of the labels. No predictor of constants
/// does better on these rows, so it is a generous floor.
/// </summary>
public static class MajorityBaseline
{
    /// <param name="labels">[N].</param>
    /// <param name="classes">Number of classes, C.</param>
    /// <returns>[N, C], all rows alike.</returns>
    public static LogProbabilities Of(ReadOnlySpan<int> labels, int classes)
    {
        double n = labels.Length;
        var prior = Array.ConvertAll(ClassCounts.Of(labels, classes), count => Math.Log(count / n));
        var values = new double[labels.Length * classes];
        for (var i = 0; i < labels.Length; i++)
            prior.CopyTo(values, i * classes);
        return new LogProbabilities(classes, values);
    }
}
