namespace I2M2.Evaluation.Tests;

public class AveragePrecisionTests
{
    [Fact]
    public void Of_a_ranking_without_ties() => Assert.Equal(
        0.833333, AveragePrecision.Binary([.9, .8, .7, .4, .1], [true, false, true, false, false]).Value!.Value, 6);

    [Fact]
    public void Tied_rows_enter_together() => Assert.Equal(
        0.583333, AveragePrecision.Binary([.5, .5, .2, .1], [true, false, true, false]).Value!.Value, 6);

    [Fact]
    public void Equals_the_sum_over_every_threshold_counted_afresh() => Given.Always(Given.Scored(), s =>
        AveragePrecision.Binary(s.Scores, s.Positive).Value is not { } value
            ? !s.Positive.Contains(true)
            : Math.Abs(value - CountedAfresh(s.Scores, s.Positive)) < 1e-12);

    [Fact]
    public void A_constant_score_has_the_share_of_positives() =>
        Assert.Equal(0.25, AveragePrecision.Binary([1, 1, 1, 1], [false, true, false, false]).Value);

    [Fact]
    public void With_one_class_in_the_labels_there_is_none_and_a_reason() => Assert.Equal(
        Metric.Undefined("only one class in the labels"), AveragePrecision.Of(Given.Probabilities([0.2, 0.8], [0.9, 0.1]), [1, 1]));

    private static double CountedAfresh(double[] scores, bool[] positive)
    {
        double sum = 0, recallBefore = 0, positives = positive.Count(p => p);
        foreach (var threshold in scores.Distinct().OrderDescending())
        {
            var taken = scores.Select((s, i) => (s, i)).Where(r => r.s >= threshold).ToArray();
            double hits = taken.Count(r => positive[r.i]);
            sum += ((hits / positives) - recallBefore) * (hits / taken.Length);
            recallBefore = hits / positives;
        }

        return sum;
    }
}
