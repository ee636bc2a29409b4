using I2M2.Shards;

namespace I2M2.Preprocessing.Mimic3;

/// <summary>Means and standard deviations of features over rows, in one fixed order of addition.</summary>
internal static class NormaliserFit
{
    /// <summary>Fits one column.</summary>
    /// <param name="values">[N, cells, features], NaN where never observed.</param>
    /// <param name="rows">Rows to fit on.</param>
    /// <param name="cells">Cells of a row.</param>
    /// <param name="features">Features of a cell.</param>
    /// <param name="fittedOn">See <see cref="Normaliser.FittedOn"/>.</param>
    /// <param name="unobserved">"mean": NaN is left out; "zero": it counts as 0, as in MultiBench's loader.</param>
    internal static Normaliser Fit(double[] values, IReadOnlyList<int> rows, int cells, int features, string fittedOn, string unobserved)
    {
        var (mean, std) = (new double[features], new double[features]);
        for (var f = 0; f < features; f++)
        {
            var (count, sum, least, greatest) = (0L, 0.0, double.PositiveInfinity, double.NegativeInfinity);
            foreach (var value in Of(f))
                (count, sum, least, greatest) = (count + 1, sum + value, Math.Min(least, value), Math.Max(greatest, value));

            // Rounding of the mean must not give a constant a deviation.
            mean[f] = count == 0 ? 0 : least == greatest ? least : sum / count;
            var squares = 0.0;
            foreach (var value in Of(f))
                squares += (value - mean[f]) * (value - mean[f]);
            std[f] = count > 0 ? Math.Sqrt(squares / count) : 0;
        }

        return new Normaliser(fittedOn, mean, std, unobserved);

        IEnumerable<double> Of(int feature)
        {
            foreach (var row in rows)
            {
                for (var cell = 0; cell < cells; cell++)
                {
                    var value = values[(((row * cells) + cell) * features) + feature];
                    if (!double.IsNaN(value))
                        yield return value;
                    else if (unobserved == Normaliser.ToZero)
                        yield return 0;
                }
            }
        }
    }

    /// <summary>Statistics of a column's observed values over rows.</summary>
    internal static ColumnStatistics Statistics(double[] values, IReadOnlyList<int> rows, int width)
    {
        var (count, sum, squares, min, max) = (0L, 0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in rows.SelectMany(row => new ArraySegment<double>(values, row * width, width)).Where(v => !double.IsNaN(v)))
            (count, sum, squares, min, max) = (count + 1, sum + value, squares + (value * value), Math.Min(min, value), Math.Max(max, value));
        return new Moments(count, sum, squares, min, max).Statistics();
    }
}
