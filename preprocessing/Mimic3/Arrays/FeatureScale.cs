using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Mimic3.Arrays;

/// <summary>Figures of an input: its normaliser and its statistics.</summary>
internal static class FeatureScale
{
    /// <summary>
    /// Mean and population standard deviation of each feature. Clean: of the train rows, what was never observed left out. Reference, as
    /// datasets/mimic/get_data.py of I2M2: of all rows, with 0 for what was never observed.
    /// </summary>
    /// <param name="values">[N, ..., features].</param>
    /// <param name="features">Length of the last axis.</param>
    /// <param name="rowLength">Values of a row.</param>
    /// <param name="train">The train rows.</param>
    /// <param name="reference">Which of the two.</param>
    internal static Normaliser Fit(double[] values, int features, int rowLength, int[] train, bool reference)
    {
        var (mean, std) = (new double[features], new double[features]);
        for (var feature = 0; feature < features; feature++)
            (mean[feature], std[feature]) = Moments(() => Values(values, feature, features, rowLength, train, reference));
        return reference
            ? new Normaliser(Normaliser.AllRows, mean, std, Normaliser.ToZero)
            : new Normaliser(Normaliser.Train, mean, std, Normaliser.ToMean);
    }

    /// <summary>Statistics over the train rows as float32, NaN left out; null when nothing else is there.</summary>
    internal static ColumnStatistics? Train(double[] values, int rowLength, int[] train)
    {
        float[] numbers = [.. train.SelectMany(row => values.Skip(row * rowLength).Take(rowLength)).Where(v => !double.IsNaN(v)).Select(v => (float)v)];
        return numbers.Length > 0 ? Pipeline.Moments.Of(numbers).Statistics() : null;
    }

    private static IEnumerable<double> Values(double[] values, int feature, int features, int rowLength, int[] train, bool reference)
    {
        foreach (var row in reference ? Enumerable.Range(0, values.Length / rowLength) : train)
        {
            for (var at = (row * rowLength) + feature; at < (row + 1) * rowLength; at += features)
            {
                if (!double.IsNaN(values[at]))
                    yield return values[at];
                else if (reference)
                    yield return 0;
            }
        }
    }

    /// <summary>In two passes, since ages in days are far from 0; exactly 0 for a constant, which rounding of the mean would make more.</summary>
    private static (double Mean, double Std) Moments(Func<IEnumerable<double>> values)
    {
        var (count, sum, least, greatest) = (0L, 0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var v in values())
            (count, sum, least, greatest) = (count + 1, sum + v, Math.Min(least, v), Math.Max(greatest, v));
        if (count == 0 || least == greatest)
            return (count == 0 ? 0 : least, 0);
        var (mean, squares) = (sum / count, 0.0);
        foreach (var v in values())
            squares += (v - mean) * (v - mean);
        return (mean, Math.Sqrt(squares / count));
    }
}
