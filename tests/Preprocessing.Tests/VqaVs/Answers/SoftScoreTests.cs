using I2M2.Preprocessing.VqaVs.Answers;

namespace I2M2.Tests.VqaVs.Answers;

public sealed class SoftScoreTests
{
    private static readonly AnswerVocabulary Vocabulary = new(["yes", "no", "maybe", "2", "3", "4", "0"]);

    [Fact]
    public void Leaving_each_annotator_out_in_turn_gives_the_table()
    {
        double[] table = [0, 0.3, 0.6, 0.9, 1];
        for (var n = 0; n <= 10; n++)
        {
            Assert.Equal(table[Math.Min(n, 4)], SoftScore.Of(n, ScoreRule.LeaveOneOut));
            var mean = Enumerable.Range(0, 10).Average(left => Math.Min(1, (left < n ? n - 1 : n) / 3.0));
            Assert.Equal(mean, SoftScore.Of(n, ScoreRule.LeaveOneOut), 1e-12);
            Assert.Equal(Math.Min(1, n / 3.0), SoftScore.Of(n, ScoreRule.Thirds));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => SoftScore.Of(-1, ScoreRule.Thirds));
    }

    [Fact]
    public void Ten_answers_become_ids_and_scores()
    {
        Is("yes yes no maybe yes no yes yes no yes", ScoreRule.LeaveOneOut, [0, 1, 2], [1, 0.9, 0.3]);
        Is("yes yes no maybe yes no yes yes no yes", ScoreRule.Thirds, [0, 1, 2], [1, 1, 1 / 3.0]);
        Is("4 2 3 3 4 4 4 4 4 4", ScoreRule.LeaveOneOut, [5, 3, 4], [1, 0.3, 0.6]);
        Is("4 2 3 3 4 4 4 4 4 4", ScoreRule.Thirds, [5, 3, 4], [1, 1 / 3.0, 2 / 3.0]);
        Is("dog dog dog dog dog cat cat cat cat cat", ScoreRule.Thirds, [], []);
    }

    [Fact]
    public void Raw_answers_are_compared_as_they_are_unless_told_otherwise()
    {
        string[] answers = ["none", "None", "0", "yes", "Yes.", "zero", "dog", "dog", "dog", "dog"];
        Assert.Equal([6, 0], AnswerTargets.Of(answers, Vocabulary).Ids);
        Assert.Equal([0.3, 0.3], AnswerTargets.Of(answers, Vocabulary).Scores);
        var normalised = AnswerTargets.Of(answers, Vocabulary, normalise: true);
        Assert.Equal([6, 0], normalised.Ids);
        Assert.Equal([1, 0.6], normalised.Scores);
    }

    private static void Is(string answers, ScoreRule rule, int[] ids, double[] scores)
    {
        var targets = AnswerTargets.Of(answers.Split(' '), Vocabulary, rule);
        Assert.Equal(ids, targets.Ids);
        Assert.Equal(scores, targets.Scores);
    }
}
