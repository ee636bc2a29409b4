namespace I2M2.Evaluation;

/// <summary>What can be had of rows without looking at them, or at most.</summary>
/// <param name="Key">In JSON.</param>
/// <param name="Name">In tables.</param>
/// <param name="Scores">Of the rows, in ordinal order of their ids, [N].</param>
internal sealed record AnswerYardstick(string Key, string Name, double[] Scores)
{
    /// <summary>The best single answer to these rows; the answer to each question type that is best on the validation rows, where there are any; the best answers of all. Each is the best by the rule it is judged by.</summary>
    public static IReadOnlyList<AnswerYardstick> Of(AnswerComparison comparison, AnswerRule rule)
    {
        var predictions = comparison.Runs[0].Predictions;
        var rows = predictions.Rows;
        var single = AnswerScore.BestConstant(rule, rows, null, predictions.Vocabulary.Count);
        // The numbers of answers are those of the run's own vocabulary.
        AnswerYardstick[] ofType = comparison.Runs.FirstOrDefault(r => r.BestOfType is not null) is { } run
            ? [new("best_of_question_type", "best of the question type", AnswerScore.Of(rule, run.Predictions.Rows, row => run.BestOfType![rule].GetValueOrDefault(run.Predictions.Rows.QuestionTypes[row], -1)))]
            : [];
        return [new("best_single_answer", "best single answer", AnswerScore.Of(rule, rows, _ => single)), .. ofType, new("can_be_reached", "can be reached", AnswerScore.Bound(rule, rows))];
    }
}
