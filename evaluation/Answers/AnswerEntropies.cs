using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>Entropies of what is true and of what a model says, nats.</summary>
/// <param name="OfChoices">Of how often each answer is the model's best.</param>
/// <param name="MeanOfRows">Mean over rows of the entropy of the model's distribution: softmax of its logits, whatever loss it was trained by.</param>
/// <param name="OfMean">Of the mean of those distributions.</param>
internal sealed record AnswerEntropies(double OfChoices, double MeanOfRows, double OfMean)
{
    /// <summary>All three, with their JSON keys and as tables name them.</summary>
    public static IReadOnlyList<(string Key, string Header, Func<AnswerEntropies, double> Get)> Keyed { get; } =
    [
        ("of_best", "of the best answers", e => e.OfChoices),
        ("mean_of_rows", "mean of the rows'", e => e.MeanOfRows),
        ("of_mean", "of the mean", e => e.OfMean),
    ];

    /// <summary>Of a model or an expert.</summary>
    public static AnswerEntropies Of(AnswerDistribution distribution) => new(
        OfCounts(distribution.Best.GroupBy(b => b[0]).Select(g => (double)g.Count())), distribution.Entropies.Average(), distribution.EntropyOfMean);

    /// <summary>Of the answers that most annotators gave; rows whose answer is no class are left out.</summary>
    public static double OfMajority(AnsweredRows rows) => OfCounts(rows.Majority.Where(y => y >= 0).GroupBy(y => y).Select(g => (double)g.Count()));

    /// <summary>Of the mean of the rows' answers, each row's weighed by what they are worth by the table and together 1; rows without any are left out.</summary>
    public static double OfAnswers(AnsweredRows rows)
    {
        var sums = new Dictionary<int, double>();
        for (var row = 0; row < rows.Count; row++)
        {
            var worth = rows.Counts[row].Select(n => AnswerScore.Worth(AnswerRule.Table, n)).ToArray();
            var all = worth.Sum();
            for (var k = 0; k < worth.Length; k++)
                sums[rows.Answers[row][k]] = sums.GetValueOrDefault(rows.Answers[row][k]) + (worth[k] / all);
        }

        return OfCounts(sums.Values);
    }

    private static double OfCounts(IEnumerable<double> counts)
    {
        double[] all = [.. counts];
        var sum = all.Sum();
        return sum <= 0 ? 0 : Math.Max(0, -all.Where(c => c > 0).Sum(c => c / sum * Math.Log(c / sum)));
    }
}
