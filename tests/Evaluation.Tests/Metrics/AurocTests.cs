namespace I2M2.Evaluation.Tests;

public class AurocTests
{
    [Fact]
    public void Equals_the_share_of_pairs_won_ties_counting_half() => Given.Always(Given.Scored(), s =>
        Auroc.Binary(s.Scores, s.Positive).Value is not { } value
            ? s.Positive.Distinct().Count() == 1
            : Math.Abs(value - PairsWon(s.Scores, s.Positive)) < 1e-12);

    [Fact]
    public void Does_not_change_under_a_rising_map_of_the_scores() => Given.Always(Given.Scored(), s =>
        Auroc.Binary(s.Scores, s.Positive) == Auroc.Binary(Array.ConvertAll(s.Scores, x => Math.Exp((2 * x) - 1)), s.Positive));

    [Fact]
    public void Turning_the_scores_round_turns_the_area_round() => Given.Always(Given.Scored(), s =>
        Auroc.Binary(s.Scores, s.Positive).Value is not { } value
            || Math.Abs(1 - value - Auroc.Binary(Array.ConvertAll(s.Scores, x => -x), s.Positive).Value!.Value) < 1e-12);

    [Fact]
    public void A_constant_score_has_half_the_area() =>
        Assert.Equal(0.5, Auroc.Binary([3, 3, 3], [true, false, false]).Value);

    [Fact]
    public void With_two_classes_class_1_is_the_positive_one() =>
        Assert.Equal(1, Auroc.Of(Given.Probabilities([0.2, 0.8], [0.9, 0.1]), [1, 0]).Value);

    [Fact]
    public void With_one_class_in_the_labels_there_is_none_and_a_reason()
    {
        var auroc = Auroc.Of(Given.Probabilities([0.2, 0.8], [0.9, 0.1]), [1, 1]);

        Assert.Equal(Metric.Undefined("only one class in the labels"), auroc);
    }

    [Fact]
    public void With_more_classes_it_is_the_mean_over_those_that_occur()
    {
        // Class 2 never occurs. Class 0 against the rest is perfect; class 1 (scores .3 .6 .5, positives 2 and 3) is too.
        var p = Given.Probabilities([0.6, 0.3, 0.1], [0.1, 0.6, 0.3], [0.2, 0.5, 0.3]);

        Assert.Equal(1, Auroc.Of(p, [0, 1, 1]).Value);

        // Row 1 mislabelled: class 0 wins one pair of two, class 1 one of two.
        Assert.Equal(0.5, Auroc.Of(p, [0, 0, 1]).Value);
    }

    private static double PairsWon(double[] scores, bool[] positive)
    {
        double won = 0, pairs = 0;
        for (var i = 0; i < scores.Length; i++)
        {
            for (var j = 0; j < scores.Length; j++)
            {
                if (!positive[i] || positive[j])
                    continue;
                pairs++;
                won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
            }
        }

        return won / pairs;
    }
}
