using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// Expected calibration error of the predicted class (ECE): sum over 15 equal-width bins of confidence of (rows in bin / N) x |accuracy -
/// mean confidence|; see <see cref="ReliabilityBin"/>. It depends on the number of bins and is optimistic where a bin mixes over- and
/// underconfident rows: compare it between models on the same rows.
/// </summary>
public static class CalibrationError
{
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    /// <returns>0..1.</returns>
    public static Metric Of(LogProbabilities p, ReadOnlySpan<int> labels)
    {
        var n = labels.Length;
        return Metric.Of(ReliabilityBin.Of(p, labels).Sum(b => (double)b.Rows / n * Math.Abs(b.Accuracy - b.Confidence)));
    }
}
