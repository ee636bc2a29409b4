using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Gradients;

/// <summary>Layers, by their inputs and by their parameters.</summary>
[NoTensorLeak]
public class LayerGradients
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Linear(bool bias)
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Linear(3, 4, bias, dtype: float64);
        var x = GradientCheck.Leaf([2, 2, 3]);
        GradientCheck.Verify(() => layer.call(x), [x, .. layer.parameters()]);
    }

    [Theory]
    [InlineData(1, 0, 1, 1, true)]
    [InlineData(2, 0, 1, 1, true)]
    [InlineData(1, 1, 1, 1, false)]
    [InlineData(2, 1, 1, 2, true)]
    [InlineData(1, 2, 2, 4, false)]
    public void Conv2d(long stride, long padding, long dilation, long groups, bool bias)
    {
        using var scope = NewDisposeScope();
        using var layer = nn.Conv2d(4, 4, 3, stride, padding, dilation, groups: groups, bias: bias, dtype: float64);
        var x = GradientCheck.Leaf([2, 4, 5, 5]);
        GradientCheck.Verify(() => layer.call(x), [x, .. layer.parameters()]);
    }

    [Fact]
    public void BatchNorm2d_in_training_mode_differentiates_through_the_batch_statistics()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.BatchNorm2d(2, dtype: float64);
        Randomise(layer.parameters());
        var x = GradientCheck.Leaf([3, 2, 2, 2]);
        GradientCheck.Verify(() => layer.call(x), [x, .. layer.parameters()]);
    }

    [Fact]
    public void BatchNorm2d_in_evaluation_mode_takes_the_running_statistics_for_constants()
    {
        using var scope = NewDisposeScope();
        using var layer = nn.BatchNorm2d(2, dtype: float64);
        Randomise(layer.parameters());
        layer.running_mean.copy_(GradientCheck.Leaf([2], seed: 7));
        layer.running_var.copy_(GradientCheck.Leaf([2], 0.5, 2, seed: 8));
        layer.eval();
        var x = GradientCheck.Leaf([3, 2, 2, 2]);
        GradientCheck.Verify(() => layer.call(x), [x, .. layer.parameters()]);
    }

    [Theory]
    [InlineData(2, null, null, null, false)]
    [InlineData(3, 1L, 1L, null, false)]
    [InlineData(2, 2L, null, 2L, true)]
    public void Max_pool2d(long size, long? stride, long? padding, long? dilation, bool ceil)
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([2, 2, 6, 5]);
        GradientCheck.Verify(() => nn.functional.max_pool2d(x, size, stride, padding, dilation, ceil), x);
    }

    [Theory]
    [InlineData(1, false, false, true, true)]
    [InlineData(2, false, true, true, true)]
    [InlineData(1, true, true, true, false)]
    [InlineData(2, true, false, false, true)]
    public void Gru(long layers, bool bidirectional, bool batchFirst, bool bias, bool firstState)
    {
        using var scope = NewDisposeScope();
        using var layer = nn.GRU(3, 2, layers, bias, batchFirst, bidirectional: bidirectional, dtype: float64);
        var x = GradientCheck.Leaf(batchFirst ? [2, 4, 3] : [4, 2, 3]);
        var h0 = firstState ? GradientCheck.Leaf([layers * (bidirectional ? 2 : 1), 2, 2], seed: 2) : null;
        Tensor Run()
        {
            var (states, last) = layer.call(x, h0);
            return cat([states.reshape(-1), last.reshape(-1)]);
        }

        GradientCheck.Verify(Run, [x, .. h0 is null ? [] : new[] { h0 }, .. layer.parameters()]);
    }

    [Fact]
    public void Layers_one_after_another()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Linear(3, 4, dtype: float64), nn.Linear(4, 2, dtype: float64));
        var x = GradientCheck.Leaf([2, 3]);
        GradientCheck.Verify(() => network.call(x).tanh(), [x, .. network.parameters()]);
    }

    private static void Randomise(IEnumerable<Tensor> tensors)
    {
        var seed = 10;
        foreach (var t in tensors)
        {
            using var still = no_grad();
            t.copy_(GradientCheck.Leaf(t.shape, 0.5, 2, seed++));
        }
    }
}
