using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// Two ways to join experts. The product is the toolkit's rule, for training and for every figure not marked otherwise; the
/// mixture is the rule the published code switches to when it tests intra. They differ, also in the class they choose.
/// </summary>
public static class ExpertRules
{
    /// <summary>log p = s - logsumexp(s), s = sum_k log p_k. A row in which the experts leave no class possible is uniform.</summary>
    /// <param name="experts">One or more, each [N, C].</param>
    public static LogProbabilities Product(IReadOnlyList<LogProbabilities> experts) => Join(experts, (logs, joined) =>
    {
        for (var k = 0; k < joined.Length; k++)
            joined[k] = logs.Sum(expert => expert[k]);
        var logSum = LogSum.Exp(joined);
        for (var k = 0; k < joined.Length; k++)
            joined[k] = double.IsNegativeInfinity(logSum) ? -Math.Log(joined.Length) : joined[k] - logSum;
    });

    /// <summary>log p = log of the arithmetic mean of the experts' probabilities.</summary>
    /// <param name="experts">One or more, each [N, C].</param>
    public static LogProbabilities Mixture(IReadOnlyList<LogProbabilities> experts) => Join(experts, (logs, joined) =>
    {
        for (var k = 0; k < joined.Length; k++)
            joined[k] = LogSum.Exp(Array.ConvertAll(logs, expert => expert[k])) - Math.Log(logs.Length);
    });

    private static LogProbabilities Join(IReadOnlyList<LogProbabilities> experts, Action<double[][], double[]> joinRow)
    {
        var (rows, classes) = (experts[0].Rows, experts[0].Classes);
        var joined = new double[rows * classes];
        var row = new double[classes];
        for (var i = 0; i < rows; i++)
        {
            joinRow([.. experts.Select(e => e.Row(i).ToArray())], row);
            row.CopyTo(joined, i * classes);
        }

        return new LogProbabilities(classes, joined);
    }
}
