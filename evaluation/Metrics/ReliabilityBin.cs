using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// The rows whose confidence, the probability of the predicted class, lies in one of <see cref="Count"/> equal parts of 0..1; a part holds
/// its upper end (Guo, Pleiss, Sun and Weinberger 2017, "On calibration of modern neural networks").
/// </summary>
/// <param name="Rows">How many.</param>
/// <param name="Confidence">Their mean confidence; 0 without rows.</param>
/// <param name="Accuracy">The share of them predicted rightly; 0 without rows.</param>
public readonly record struct ReliabilityBin(int Rows, double Confidence, double Accuracy)
{
    /// <summary>Number of bins.</summary>
    public const int Count = 15;

    /// <summary>All bins from the least confident up, [15].</summary>
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    public static ReliabilityBin[] Of(LogProbabilities p, ReadOnlySpan<int> labels)
    {
        var rows = new int[Count];
        var right = new int[Count];
        var confidence = new double[Count];
        for (var i = 0; i < labels.Length; i++)
        {
            var chosen = p.ArgMax(i);
            var sure = Math.Exp(p.Row(i)[chosen]);
            var bin = Math.Clamp((int)Math.Ceiling(sure * Count) - 1, 0, Count - 1);
            rows[bin]++;
            confidence[bin] += sure;
            if (chosen == labels[i])
                right[bin]++;
        }

        return [.. rows.Select((n, b) => n == 0 ? default : new ReliabilityBin(n, confidence[b] / n, (double)right[b] / n))];
    }
}
