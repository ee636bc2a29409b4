using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// The rows whose confidence, the probability of the predicted class, lies in one of <see cref="Count"/> equal parts of 0..1; a part holds
/// its upper end (Guo, Pleiss, Sun and Weinberger 2017, "On calibration of modern neural networks"). Of an independent label, confidence
/// is the probability that it is present, and accuracy the share of rows where it is.
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
        var confidence = new double[labels.Length];
        var right = new bool[labels.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var chosen = p.ArgMax(i);
            (confidence[i], right[i]) = (Math.Exp(p.Row(i)[chosen]), chosen == labels[i]);
        }

        return Of(confidence, right);
    }

    /// <summary>The same of any probabilities and of what came true.</summary>
    /// <param name="probabilities">[N].</param>
    /// <param name="cameTrue">[N].</param>
    public static ReliabilityBin[] Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> cameTrue)
    {
        var (rows, right, sum) = (new int[Count], new int[Count], new double[Count]);
        for (var i = 0; i < probabilities.Length; i++)
        {
            var bin = Math.Clamp((int)Math.Ceiling(probabilities[i] * Count) - 1, 0, Count - 1);
            rows[bin]++;
            sum[bin] += probabilities[i];
            right[bin] += cameTrue[i] ? 1 : 0;
        }

        return [.. rows.Select((n, b) => n == 0 ? default : new ReliabilityBin(n, sum[b] / n, (double)right[b] / n))];
    }

    /// <summary>The bins of several seeds taken together.</summary>
    /// <param name="seeds">[S][15].</param>
    public static ReliabilityBin[] Together(IReadOnlyList<IReadOnlyList<ReliabilityBin>> seeds) => [.. Enumerable.Range(0, Count).Select(bin =>
    {
        ReliabilityBin[] parts = [.. seeds.Select(s => s[bin])];
        var rows = parts.Sum(b => b.Rows);
        return rows == 0 ? default : new ReliabilityBin(rows, parts.Sum(b => b.Rows * b.Confidence) / rows, parts.Sum(b => b.Rows * b.Accuracy) / rows);
    })];
}
