using FsCheck.Fluent;

namespace I2M2.Evaluation.Tests;

public class MetricSetTests
{
    [Fact]
    public void No_metric_depends_on_the_order_of_the_rows() => Given.Always(
        (from classes in Gen.Choose(2, 5) from rows in Given.Labelled(classes) from seed in Gen.Choose(0, 1000) select (rows, seed))
            .ToArbitrary(),
        c =>
        {
            var order = Enumerable.Range(0, c.rows.Labels.Length).ToArray();
            new Random(c.seed).Shuffle(order);
            var straight = Of(c.rows.Labels, c.rows.Rows);
            var shuffled = Of([.. order.Select(i => c.rows.Labels[i])], [.. order.Select(i => c.rows.Rows[i])]);
            return MetricSet.Keyed.All(m => Close(m.Get(straight), m.Get(shuffled)));
        });

    [Fact]
    public void Right_answers_add_up_over_sets_put_together() => Given.Always(
        (from a in Given.Labelled(3) from b in Given.Labelled(3) select (a, b)).ToArbitrary(),
        c =>
        {
            var (a, b) = (Of(c.a.Labels, c.a.Rows), Of(c.b.Labels, c.b.Rows));
            var both = Of([.. c.a.Labels, .. c.b.Labels], [.. c.a.Rows, .. c.b.Rows]);
            double n = c.a.Labels.Length, m = c.b.Labels.Length;
            var weighted = ((n * a.Accuracy.Value) + (m * b.Accuracy.Value)) / (n + m);
            return a.Correct + b.Correct == both.Correct && Close(Metric.Of(weighted!.Value), both.Accuracy);
        });

    [Fact]
    public void Every_metric_lies_in_its_range() => Given.Always(
        (from classes in Gen.Choose(2, 5) from rows in Given.Labelled(classes) select rows).ToArbitrary(),
        c =>
        {
            var metrics = Of(c.Labels, c.Rows);
            var most = Math.Log(c.Rows[0].Length) + 1e-12;
            Metric[] shares = [metrics.Accuracy, metrics.BalancedAccuracy, metrics.Auroc, metrics.Auprc];
            return shares.All(m => m.Value is null or (>= 0 and <= 1))
                && metrics.Nll.Value is null or >= 0
                && new[] { metrics.Entropy, metrics.LabelEntropy }.All(m => m.Value >= 0 && m.Value <= most);
        });

    [Fact]
    public void Of_tied_classes_the_lowest_is_taken() =>
        Assert.Equal(0.5, Of([0, 1], [[0.5, 0.5], [0.5, 0.5]]).Accuracy.Value);

    [Fact]
    public void Balanced_accuracy_is_the_mean_recall_of_the_classes_that_occur()
    {
        // Class 0: 3 of 3, class 1: 0 of 1, class 2 never occurs.
        var metrics = Of([0, 0, 0, 1], [[0.8, 0.1, 0.1], [0.8, 0.1, 0.1], [0.8, 0.1, 0.1], [0.6, 0.4, 0]]);

        Assert.Equal(0.75, metrics.Accuracy.Value);
        Assert.Equal(0.5, metrics.BalancedAccuracy.Value);
    }

    [Fact]
    public void A_true_class_of_probability_0_leaves_the_loss_undefined_and_says_in_how_many_rows()
    {
        var metrics = Of([1, 0, 1], [[1, 0], [0.5, 0.5], [0.5, 0.5]]);

        Assert.Equal(Metric.Undefined("the true class has probability 0 in 1 row"), metrics.Nll);
    }

    [Fact]
    public void A_certain_prediction_has_entropy_0_and_a_uniform_one_log_C()
    {
        Assert.Equal(0, Of([0], [[1, 0, 0, 0]]).Entropy.Value);
        Assert.Equal(Math.Log(4), Of([0], [[0.25, 0.25, 0.25, 0.25]]).Entropy.Value!.Value, 12);
    }

    [Fact]
    public void Entropy_is_also_told_apart_by_right_and_wrong()
    {
        var metrics = Of([0, 1], [[1, 0], [0.5, 0.5]]);

        Assert.Equal(0, metrics.EntropyWhenRight.Value);
        Assert.Equal(Math.Log(2), metrics.EntropyWhenWrong.Value!.Value, 12);
        Assert.Equal(Metric.Undefined("no row is wrong"), Of([0], [[1, 0]]).EntropyWhenWrong);
    }

    [Fact]
    public void The_majority_baseline_knows_only_the_class_shares()
    {
        int[] labels = [0, 0, 0, 1];
        var majority = MetricSet.Of(MajorityBaseline.Of(labels, 3), labels);

        Assert.Equal(0.75, majority.Accuracy.Value);
        Assert.Equal(0.5, majority.BalancedAccuracy.Value);
        Assert.Equal(0.5, majority.Auroc.Value);
        Assert.Equal(0.5, majority.Auprc.Value);
        Assert.Equal(0.5623351, majority.LabelEntropy.Value!.Value, 7);
        Assert.Equal(majority.LabelEntropy.Value!.Value, majority.Entropy.Value!.Value, 12);
        Assert.Equal(majority.LabelEntropy.Value!.Value, majority.Nll.Value!.Value, 12);
    }

    private static MetricSet Of(int[] labels, double[][] rows) => MetricSet.Of(Given.Probabilities(rows), labels);

    private static bool Close(Metric a, Metric b) =>
        a.Reason == b.Reason && (a.Value is null || Math.Abs(a.Value.Value - b.Value!.Value) < 1e-12);
}
