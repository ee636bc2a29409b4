using I2M2.PredictionFiles;
using MathNet.Numerics.Statistics;

namespace I2M2.Evaluation;

/// <summary>
/// Mean of -log p[y] over the rows, nats: the cross-entropy loss on the evaluated rows. Where a true class has probability 0 the
/// mean is infinite, which neither JSON nor a mean over seeds can hold: it is undefined then, and the reason counts such rows.
/// </summary>
public static class NegativeLogLikelihood
{
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    /// <returns>0 or more; log C for the uniform prediction.</returns>
    public static Metric Of(LogProbabilities p, ReadOnlySpan<int> labels)
    {
        var losses = new double[labels.Length];
        var impossible = 0;
        for (var i = 0; i < losses.Length; i++)
        {
            losses[i] = -p.Row(i)[labels[i]];
            if (double.IsPositiveInfinity(losses[i]))
                impossible++;
        }

        return impossible > 0
            ? Metric.Undefined($"the true class has probability 0 in {impossible} {(impossible == 1 ? "row" : "rows")}")
            : Metric.Of(losses.Mean());
    }
}
