using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Gradients;

/// <summary>Losses, and their values against the formula.</summary>
[NoTensorLeak]
public class LossGradients
{
    private static readonly long[] Classes = [1, 0, 2, 2];

    [Theory]
    [InlineData(nn.Reduction.Mean, false, 0)]
    [InlineData(nn.Reduction.Sum, false, 0)]
    [InlineData(nn.Reduction.None, false, 0)]
    [InlineData(nn.Reduction.Mean, true, 0)]
    [InlineData(nn.Reduction.Mean, false, 0.1)]
    [InlineData(nn.Reduction.Sum, true, 0.2)]
    public void Cross_entropy(nn.Reduction reduction, bool weighted, double smoothing)
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([4, 3]);
        var target = tensor(Classes);
        var weight = weighted ? tensor(new[] { 0.5, 2, 1.25 }) : null;
        GradientCheck.Verify(() => nn.functional.cross_entropy(x, target, weight, reduction: reduction, label_smoothing: smoothing), x);
    }

    [Theory]
    [InlineData(nn.Reduction.Mean, false)]
    [InlineData(nn.Reduction.Sum, true)]
    [InlineData(nn.Reduction.None, true)]
    public void Nll_loss(nn.Reduction reduction, bool weighted)
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([4, 3]);
        var target = tensor(Classes);
        var weight = weighted ? tensor(new[] { 0.5, 2, 1.25 }) : null;
        GradientCheck.Verify(() => nn.functional.nll_loss(nn.functional.log_softmax(x, 1), target, weight, reduction: reduction), x);
    }

    [Fact]
    public void Weighted_mean_cross_entropy_divides_by_the_weights_of_the_targets()
    {
        using var scope = NewDisposeScope();
        double[] weight = [0.5, 2, 1.25];
        var x = GradientCheck.Leaf([4, 3]);
        var rows = x.data<double>().ToArray();
        var (sum, weights) = (0.0, 0.0);
        for (var r = 0; r < Classes.Length; r++)
        {
            var row = rows.AsSpan(r * 3, 3).ToArray();
            sum += weight[Classes[r]] * (Math.Log(row.Sum(Math.Exp)) - row[Classes[r]]);
            weights += weight[Classes[r]];
        }

        var loss = nn.functional.cross_entropy(x, tensor(Classes), tensor(weight));
        Assert.Equal(sum / weights, loss.item<double>(), 12);
    }

    [Fact]
    public void Targets_of_ignore_index_count_for_nothing()
    {
        using var scope = NewDisposeScope();
        var x = GradientCheck.Leaf([4, 3]);
        var all = nn.functional.cross_entropy(x.narrow(0, 0, 2), tensor(new long[] { 1, 0 }));
        var marked = nn.functional.cross_entropy(x, tensor(new long[] { 1, 0, -7, -7 }), ignore_index: -7);
        Assert.Equal(all.item<double>(), marked.item<double>(), 12);
    }
}
