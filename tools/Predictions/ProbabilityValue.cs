namespace I2M2.PredictionFiles;

/// <summary>A number of a predictions file, which is a probability or the natural logarithm of one.</summary>
internal static class ProbabilityValue
{
    /// <summary>The logarithm; false for what cannot be a probability, NaN included.</summary>
    /// <param name="value">As the file gives it.</param>
    /// <param name="isLog">Whether it is a logarithm already.</param>
    /// <param name="log">Nats; at most a rounding error above 0.</param>
    public static bool TryLog(double value, bool isLog, out double log)
    {
        log = isLog ? value : Math.Log(value);
        return isLog ? value <= Math.Log(1 + LogProbabilities.SumTolerance) : value is >= 0 and <= 1 + LogProbabilities.SumTolerance;
    }

    /// <summary>What an error says was expected.</summary>
    public static string Expected(bool isLog) => isLog
        ? "expected the logarithm of a probability, at most 0"
        : "expected a probability 0..1";

    /// <summary>What an error says can be done.</summary>
    public static string Remedy(bool isLog) => isLog
        ? "write natural logarithms, or probabilities under p_k"
        : "write probabilities, or their natural logarithms under log_p_k";
}
