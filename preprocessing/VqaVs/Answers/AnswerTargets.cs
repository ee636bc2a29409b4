namespace I2M2.Preprocessing.VqaVs.Answers;

/// <summary>The soft target of a question: its answers in the vocabulary and their scores; every other answer's is 0.</summary>
/// <param name="Ids">Of the vocabulary, in the order in which the annotators first gave them; may be empty.</param>
/// <param name="Counts">Annotators who gave it, for each id.</param>
/// <param name="Scores">One for each id, above 0.</param>
public sealed record AnswerTargets(IReadOnlyList<int> Ids, IReadOnlyList<int> Counts, IReadOnlyList<double> Scores)
{
    /// <summary>The target of one question.</summary>
    /// <param name="answers">Of its annotators.</param>
    /// <param name="vocabulary">Answers outside it are dropped.</param>
    /// <param name="rule">How they are scored.</param>
    /// <param name="normalise">
    /// Bring the annotators' answers to the vocabulary's spelling before they are counted. The published code compares them as they are, so that a raw "none" is
    /// never the vocabulary's "0".
    /// </param>
    public static AnswerTargets Of(IReadOnlyList<string> answers, AnswerVocabulary vocabulary, ScoreRule rule = ScoreRule.LeaveOneOut, bool normalise = false)
    {
        var (ids, counts) = (new List<int>(answers.Count), new List<int>(answers.Count));
        foreach (var answer in answers)
        {
            if (!vocabulary.TryGetId(normalise ? AnswerText.Normalise(answer) : answer, out var id))
                continue;
            var at = ids.IndexOf(id);
            if (at >= 0)
            {
                counts[at]++;
                continue;
            }

            ids.Add(id);
            counts.Add(1);
        }

        return new AnswerTargets(ids, counts, [.. counts.Select(n => SoftScore.Of(n, rule))]);
    }
}
