using I2M2.Modeling.Paradigms;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>Loss of several answers, each right in part; numbers of the specification, sections 9.8 and 9.10.</summary>
public sealed class SoftTargetLossTests
{
    private static readonly double[] Image = [2, 0, -1], Text = [0.5, 1, 0], Fused = [1, 3, 0], Targets = [0.3, 1, 0];

    [Theory]
    [InlineData(new[] { 0, 1, 2 }, Combination.LogSoftmaxProduct, 1.577403)]
    [InlineData(new[] { 0, 1 }, Combination.LogSoftmaxProduct, 2.567800)]
    [InlineData(new[] { 2 }, Combination.LogSoftmaxProduct, 1.754996)]
    [InlineData(new[] { 2 }, Combination.BernoulliProduct, 1.754996)]
    [InlineData(new[] { 0, 1, 2 }, Combination.BernoulliProduct, 2.811162)]
    public void The_loss_of_three_answers(int[] experts, Combination combination, double loss)
    {
        using var scope = NewDisposeScope();
        double[][] all = [Image, Text, Fused];
        var logits = experts.Select(e => tensor(all[e], [1, 3])).ToArray();
        Assert.Equal(loss, SoftTargetLoss.Of(logits, tensor(Targets, [1, 3]), combination).ToDouble(), 1e-6);
    }

    [Fact]
    public void Levels_of_3129_answers()
    {
        const int K = 3129;
        using var scope = NewDisposeScope();
        var (target, zero) = (zeros([1, K], float64), zeros([1, K], float64));
        target.narrow(1, 5, 1).fill_(1);
        Assert.Equal(2168.8575, SoftTargetLoss.Of([zero], target, Combination.LogSoftmaxProduct).ToDouble(), 1e-4);
        Assert.Equal(9.048308, SoftTargetLoss.Of([zero, zero, zero], target, Combination.LogSoftmaxProduct).ToDouble(), 1e-6);
        var sure = target * 1e3;
        Assert.Equal(0.693147, SoftTargetLoss.Of([sure, zero, zero], target, Combination.LogSoftmaxProduct).ToDouble(), 1e-6);
    }

    [Fact]
    public void A_constant_added_to_an_expert_and_a_uniform_expert_change_nothing_in_the_product()
    {
        using var scope = NewDisposeScope();
        Tensor[] logits = [tensor(Image, [1, 3]), tensor(Fused, [1, 3])];
        var loss = SoftTargetLoss.Of(logits, tensor(Targets, [1, 3]), Combination.LogSoftmaxProduct).ToDouble();
        Assert.Equal(loss, SoftTargetLoss.Of([logits[0] + 7, logits[1]], tensor(Targets, [1, 3]), Combination.LogSoftmaxProduct).ToDouble(), 1e-12);
        Assert.Equal(loss, SoftTargetLoss.Of([.. logits, zeros([1, 3], float64)], tensor(Targets, [1, 3]), Combination.LogSoftmaxProduct).ToDouble(), 1e-12);
    }
}
