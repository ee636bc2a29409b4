using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>What one run said about rows with several right answers.</summary>
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

    /// <summary>The predictions, rows in ordinal order of their ids: the same order for every run on the same rows.</summary>
    public required AnswerPredictions Predictions { get; init; }

    /// <summary>By each rule the answer that is worth most for each question type, chosen on the validation rows; null: there are none.</summary>
    public required IReadOnlyDictionary<AnswerRule, IReadOnlyDictionary<string, int>>? BestOfType { get; init; }

    /// <param name="predictions">What the model said, rows in any order.</param>
    /// <param name="valid">What it said about the validation rows; null: nobody knows. Of another vocabulary they are left out.</param>
    /// <param name="source">Folder or file.</param>
    /// <param name="split">Which part of the data the rows are.</param>
    /// <param name="run">What the run is.</param>
    public static AnswerResult Of(AnswerPredictions predictions, AnswerPredictions? valid, string source, string split, RunDescription run) => new()
    {
        Source = source,
        Run = run,
        Split = split,
        Predictions = predictions.InOrderOfIds(),
        BestOfType = valid is not null && valid.Vocabulary.SequenceEqual(predictions.Vocabulary) ? AnswerScore.Rules.ToDictionary(r => r.Rule, IReadOnlyDictionary<string, int> (r) => BestByType(r.Rule, valid)) : null,
    };

    /// <summary>Of each row the worth of the model's answer, [N].</summary>
    public double[] Scores(AnswerRule rule) => Scores(rule, Predictions.Product);

    /// <summary>Of each row the worth of the best answer of the model or an expert, [N].</summary>
    public double[] Scores(AnswerRule rule, AnswerDistribution of) => AnswerScore.Of(rule, Predictions.Rows, row => of.Best[row][0]);

    /// <summary>What an expert says.</summary>
    public AnswerDistribution Expert(string name) => Predictions.Experts.Single(e => e.Name == name);

    /// <summary>Number of the picture or other unit that each row belongs to, [N].</summary>
    public int[] Units()
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. Predictions.Rows.Clusters.Select(c => numbers.TryGetValue(c, out var n) ? n : numbers[c] = numbers.Count)];
    }

    private static Dictionary<string, int> BestByType(AnswerRule rule, AnswerPredictions valid) => valid.Rows.QuestionTypes.Distinct(StringComparer.Ordinal).ToDictionary(
        t => t, t => AnswerScore.BestConstant(rule, valid.Rows, row => valid.Rows.QuestionTypes[row] == t, valid.Vocabulary.Count), StringComparer.Ordinal);
}
