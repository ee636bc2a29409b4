using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Gradients;

/// <summary>Group norm, adaptive pooling and angles.</summary>
[NoTensorLeak]
public class NormalisationGradients
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void GroupNorm(long groups)
    {
        using var scope = NewDisposeScope();
        using var layer = nn.GroupNorm(groups, 4, dtype: float64);
        var x = GradientCheck.Leaf([2, 4, 3, 3]);
        GradientCheck.Verify(() => layer.call(x), [x, .. layer.parameters()]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Adaptive_average_pooling(long side)
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([1, 2, 4, 4]);
        GradientCheck.Verify(() => nn.functional.adaptive_avg_pool2d(x, side), [x]);
    }

    [Fact]
    public void Atan2()
    {
        using var scope = NewDisposeScope();
        var (y, x) = (GradientCheck.Leaf([3, 4]), GradientCheck.Leaf([3, 4]));
        GradientCheck.Verify(() => y.atan2(x + 3), [y, x]);
    }
}
