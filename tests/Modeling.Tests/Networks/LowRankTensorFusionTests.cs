using I2M2.Modeling.Networks;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>y = sum_r w_r * prod_m([1, x_m] F_m[r]) + b.</summary>
public sealed class LowRankTensorFusionTests
{
    [Fact]
    public void Weights_start_with_the_standard_deviations_of_Xavier_over_the_stored_axes()
    {
        manual_seed(1);
        using var fusion = new LowRankTensorFusion([48, 192], 120, 40);
        var state = fusion.state_dict();
        Near(0.0136845, Std(state["factors.0"]), 0.01);
        Near(0.0084576, Std(state["factors.1"]), 0.01);
        Assert.All(state["fusion_bias"].data<float>().ToArray(), b => Assert.Equal(0, b));

        // 40 weights are few: a thousand fusions tell their spread.
        var squares = 0.0;
        for (var k = 0; k < 1000; k++)
        {
            using var small = new LowRankTensorFusion([1], 1, 40);
            squares += small.state_dict()["fusion_weights"].data<float>().ToArray().Sum(w => (double)w * w);
        }

        Near(0.2208631, Math.Sqrt(squares / 40_000), 0.02);
    }

    [Fact]
    public void With_one_rank_and_all_ones_it_multiplies_what_each_modality_adds_to_one()
    {
        using var scope = NewDisposeScope();
        using var fusion = Ones([1, 1], 4);
        Assert.All(fusion.call([tensor([2f], [1, 1]), tensor([3f], [1, 1])]).data<float>().ToArray(), y => Assert.Equal((1 + 2) * (1 + 3), y));
    }

    [Fact]
    public void It_takes_any_number_of_modalities()
    {
        using var scope = NewDisposeScope();
        using var fusion = Ones([1, 2, 1], 1);
        Tensor[] inputs = [tensor([2f], [1, 1]), tensor([3f, 4], [1, 2]), tensor([5f], [1, 1])];
        Assert.Equal((1 + 2) * (1 + 3 + 4) * (1 + 5), fusion.call(inputs).data<float>().ToArray().Single());
    }

    [Fact]
    public void Its_first_outputs_are_small()
    {
        manual_seed(2);
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var squares = 0.0;
        for (var k = 0; k < 40; k++)
        {
            using var fusion = new LowRankTensorFusion([48, 192], 120, 40);
            squares += fusion.call([randn([64, 48]), randn([64, 192])]).data<float>().ToArray().Average(y => (double)y * y);
        }

        Near(0.016, Math.Sqrt(squares / 40), 0.1);
    }

    [Fact]
    public void Left_untrained_it_has_no_parameters_that_training_changes()
    {
        using var fusion = new LowRankTensorFusion([2, 3], 4, 5, trained: false);
        Assert.Equal(4, fusion.parameters().Count());
        Assert.All(fusion.parameters(), p => Assert.False(p.requires_grad));
    }

    private static LowRankTensorFusion Ones(long[] inputs, long outputs)
    {
        using var still = no_grad();
        var fusion = new LowRankTensorFusion(inputs, outputs, rank: 1);
        foreach (var (name, parameter) in fusion.named_parameters())
            parameter.fill_(name == "fusion_bias" ? 0 : 1);
        return fusion;
    }

    private static double Std(Tensor weights)
    {
        var values = weights.data<float>().ToArray();
        return Math.Sqrt(values.Average(w => (double)w * w));
    }

    private static void Near(double expected, double found, double relative) =>
        Assert.True(Math.Abs(found - expected) <= relative * expected, $"expected {expected} within {relative:p0}, found {found}");
}
