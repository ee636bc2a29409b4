using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace I2M2.Evaluation;

/// <summary>
/// A mean over rows and over seeds, and how far another sample of both would move it: variance of the rows' values / N, plus, for each
/// side, variance of the seeds' means / S; Student's t with the degrees of freedom of Satterthwaite (1946). The seeds' part holds a little
/// of the rows' again, so intervals are a little wide rather than narrow. A single seed has no variance and is left out: the interval is
/// then about other rows alone.
/// </summary>
internal static class RowsAndSeeds
{
    /// <param name="mean">Where the interval is centred.</param>
    /// <param name="rows">Variance of the mean that comes from the rows, above 0, and N.</param>
    /// <param name="sides">Each side's values, one a seed.</param>
    public static (double Low, double High, double P) Interval(double mean, (double Variance, double Count) rows, params double[][] sides)
    {
        var variance = rows.Variance;
        var freedom = rows.Variance * rows.Variance / (rows.Count - 1);
        foreach (var side in sides.Where(s => s.Length > 1))
        {
            var part = side.Variance() / side.Length;
            variance += part;
            freedom += part * part / (side.Length - 1);
        }

        var student = new StudentT(0, 1, variance * variance / freedom);
        var deviation = Math.Sqrt(variance);
        var half = student.InverseCumulativeDistribution(0.975) * deviation;
        return (mean - half, mean + half, Math.Min(1, 2 * student.CumulativeDistribution(-Math.Abs(mean) / deviation)));
    }

    /// <summary>Mean over seeds of each row's value, [N].</summary>
    /// <param name="seeds">For each seed whether each row was predicted rightly, [S][N].</param>
    public static double[] RowMeans(IReadOnlyList<IReadOnlyList<bool>> seeds)
    {
        var means = new double[seeds[0].Count];
        for (var i = 0; i < means.Length; i++)
            means[i] = seeds.Count(s => s[i]) / (double)seeds.Count;
        return means;
    }

    /// <summary>Each seed's accuracy, [S].</summary>
    /// <param name="seeds">[S][N].</param>
    public static double[] SeedMeans(IReadOnlyList<IReadOnlyList<bool>> seeds) =>
        [.. seeds.Select(s => s.Count(right => right) / (double)s.Count)];
}
