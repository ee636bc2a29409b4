namespace I2M2.PredictionFiles;

/// <summary>Sums of probabilities that are held as logarithms.</summary>
public static class LogSum
{
    /// <summary>log(sum_k exp(x_k)), shifted by the largest term so that nothing overflows. Negative infinity when every term is.</summary>
    public static double Exp(ReadOnlySpan<double> logs)
    {
        var max = double.NegativeInfinity;
        foreach (var x in logs)
        {
            if (double.IsNaN(x))
                return double.NaN;
            max = Math.Max(max, x);
        }

        if (double.IsInfinity(max))
            return max;
        var sum = 0.0;
        foreach (var x in logs)
            sum += Math.Exp(x - max);
        return max + Math.Log(sum);
    }
}
