using I2M2.Modeling.Paradigms;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>Product of experts and loss of independent labels, by hand.</summary>
public sealed class MultiLabelLossTests
{
    // Margins -0.5, 1.5, 0.3, together 1.3: p = 1 / (1 + e^-1.3).
    [Fact]
    public void Experts_margins_add_up_and_every_expert_gets_the_same_gradient()
    {
        using var scope = NewDisposeScope();
        Tensor[] logits = [.. new[] { (0.2, -0.3), (-1.0, 0.5), (0.1, 0.4) }.Select(z => tensor(new[] { z.Item1, z.Item2 }, [1, 1, 2]).requires_grad_())];
        var logs = ProductOfExperts.LogProbabilities(logits);
        Assert.Equal(-1.54100845, logs.data<double>().ToArray()[0], 1e-8);
        Assert.Equal(-0.24100845, logs.data<double>().ToArray()[1], 1e-8);
        var loss = MultiLabelLoss.Of(logits, ones([1, 1], int64));
        Assert.Equal(0.24100845, loss.ToDouble(), 1e-8);
        loss.backward();
        Assert.All(logits, z => Assert.Equal(-0.21416502, z.grad!.data<double>().ToArray()[1], 1e-8));
    }

    // (0.55 * -ln 0.8 + 5 * -ln 0.7) / 5.55
    [Fact]
    public void Rows_weigh_as_their_class_does_and_are_divided_by_the_weights()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { Math.Log(0.8), Math.Log(0.2), Math.Log(0.3), Math.Log(0.7) }, [2, 1, 2]);
        var loss = MultiLabelLoss.Of([logits], tensor(new long[] { 0, 1 }, [2, 1]), tensor(new[] { 0.55, 5.0 }, [1, 2]));
        Assert.Equal(0.3434421032, loss.ToDouble(), 1e-9);
    }

    [Fact]
    public void Parts_of_a_batch_add_up_to_the_loss_of_all_of_it()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var logits = randn([6, 3, 2], float64);
        var labels = tensor(new long[] { 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 0 }, [6, 3]);
        var weights = tensor(new[] { 0.6, 3, 0.5, 7, 1, 2 }, [3, 2]);
        var totals = MultiLabelLoss.Totals(labels, weights);
        var parts = MultiLabelLoss.Of([logits.narrow(0, 0, 4)], labels.narrow(0, 0, 4), weights, totals) + MultiLabelLoss.Of([logits.narrow(0, 4, 2)], labels.narrow(0, 4, 2), weights, totals);
        Assert.Equal(MultiLabelLoss.Of([logits], labels, weights).ToDouble(), parts.ToDouble(), 1e-12);
    }

    // N / (2 N_c) of counts 3:1, 4:0 and 2:2.
    [Fact]
    public void Balanced_weights_make_both_classes_of_a_label_count_alike() =>
        Assert.Equal([4 / 6f, 2, 0.5f, 0, 1, 1], MultiLabelLoss.BalancedWeights([0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0], 3));

    // Of the published labels: 41,877 slices, 4,497 of them with other findings and 1,439 with an ACL sprain.
    [Fact]
    public void Balanced_weights_of_the_published_labels()
    {
        var labels = new long[41_877 * 2];
        for (var row = 0; row < 41_877; row++)
            (labels[2 * row], labels[(2 * row) + 1]) = (row < 4_497 ? 1 : 0, row < 1_439 ? 1 : 0);
        Assert.Equal([0.5602, 4.6561, 0.5178, 14.5507], MultiLabelLoss.BalancedWeights(labels, 2).Select(w => Math.Round(w, 4)));
    }
}
