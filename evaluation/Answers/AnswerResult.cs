using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>What one run said about rows with several right answers, with the rows in ordinal order of their ids.</summary>
internal sealed record AnswerResult
{
    /// <summary>The folder or file evaluated.</summary>
    public required string Source { get; init; }

    /// <summary>What the run is.</summary>
    public required RunDescription Run { get; init; }

    /// <summary>Which part of the data the rows are, e.g. "test".</summary>
    public required string Split { get; init; }

    /// <summary>What is to be said of a checkpoint and the data it was judged on; empty when nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>The predictions.</summary>
    public required AnswerPredictions Predictions { get; init; }

    /// <summary>The answer that is worth most for each question type, chosen on the validation rows; null: there are none.</summary>
    public required IReadOnlyDictionary<string, int>? BestOfType { get; init; }

    /// <summary>Of each row the worth of the model's answer, [N].</summary>
    public double[] Scores(AnswerRule rule) => Scores(rule, Predictions.Product);

    /// <summary>Of each row the worth of the best answer of the model or an expert, [N].</summary>
    public double[] Scores(AnswerRule rule, AnswerDistribution of) => AnswerScore.Of(rule, Predictions.Rows, row => of.Best[row][0]);

    /// <summary>Number of the picture or other unit that each row belongs to, [N].</summary>
    public int[] Units()
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. Predictions.Rows.Clusters.Select(c => numbers.TryGetValue(c, out var n) ? n : numbers[c] = numbers.Count)];
    }

    /// <summary>The answer for each question type that is worth most on some rows.</summary>
    public static IReadOnlyDictionary<string, int> BestByType(AnswerPredictions valid) => valid.Rows.QuestionTypes.Distinct(StringComparer.Ordinal).ToDictionary(
        t => t, t => AnswerScore.BestConstant(AnswerRule.Thirds, valid.Rows, row => valid.Rows.QuestionTypes[row] == t, valid.Vocabulary.Count), StringComparer.Ordinal);
}
