using I2M2.Modeling.Networks;
using I2M2.Modeling.Tests.Golden;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>Sizes, initial weights, narrow variants and recomputation of the knee network.</summary>
public sealed class PreActResNetTests
{
    [Theory]
    [InlineData(1, 11_574_472)]
    [InlineData(2, 11_575_048)]
    public void The_full_network_has_the_reference_size_stage_by_stage(int channels, long expected)
    {
        using var net = new FastMriNetwork(channels);
        var sizes = net.parameters().Sum(p => p.NumberOfElements);
        Assert.Equal(expected, sizes);
        long Of(string prefix) => net.named_parameters().Where(p => p.name.StartsWith(prefix, StringComparison.Ordinal)).Sum(p => p.parameter.NumberOfElements);
        Assert.Equal([147_968, 525_184, 2_098_944, 8_392_192], Enumerable.Range(0, 4).Select(k => Of($"encoder.layers.stages.{k}.")));
        Assert.Equal((576 * channels, 409_608), (Of("encoder.conv1."), Of("head.")));
    }

    // mean of 4x4 tiles of 40 row + col, by hand.
    [Fact]
    public void Where_windows_divide_the_map_the_pool_is_a_mean_of_tiles()
    {
        using var scope = NewDisposeScope();
        var pooled = nn.functional.adaptive_avg_pool2d(arange(0, 1600, 1, float64).view(1, 1, 40, 40), 10).data<double>().ToArray();
        Assert.Equal((61.5, 65.5, 1537.5), (pooled[0], pooled[1], pooled[99]));
    }

    // floor(8 i / 10) to ceil(8 (i + 1) / 10): the first windows of 8 pixels are 0..0, 0..1, 1..2.
    [Fact]
    public void Where_they_do_not_the_windows_overlap()
    {
        using var scope = NewDisposeScope();
        var pooled = nn.functional.adaptive_avg_pool2d(arange(0, 64, 1, float64).view(1, 1, 8, 8), 10).data<double>().ToArray();
        Assert.Equal([0, 0.5, 1.5], pooled[..3]);
    }

    [Fact]
    public void A_narrow_network_takes_one_group_a_channel_and_a_pool_of_its_own()
    {
        using var scope = NewDisposeScope();
        using var net = new PreActResNet(1, width: 8, pool: 2);
        Assert.Equal([3, 256], net.call(zeros([3, 1, 64, 64])).shape);
        Assert.Equal(256, PreActResNet.Features(8, 2));
    }

    // sqrt(2 / (out k^2)): 0.0589 for 64 channels of 3x3.
    [Fact]
    public void Convolutions_start_from_the_normal_distribution_of_their_outputs()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var net = new PreActResNet(1);
        var weight = net.state_dict()["layers.stages.0.0.conv1.weight"];
        Assert.Equal(0.058926, (weight * weight).mean().sqrt().ToDouble(), 0.0005);
        Assert.True(weight.abs().max().ToDouble() > 3 * 0.058926, "looks cut off, as a uniform distribution is");
    }

    // Spec of the block in double: sums by an implementation in NumPy.
    [Fact]
    public void A_block_gives_the_numbers_of_an_independent_implementation()
    {
        using var scope = NewDisposeScope();
        using var block = new PreActBlock(64, 128, 2);
        block.to(float64);
        FillBySines(block);
        var x = (arange(0, 64 * 64, 1, float64) * 0.1).sin().view(1, 64, 8, 8);
        var y = block.call(x);
        Assert.Equal([1, 128, 4, 4], y.shape);
        Assert.Equal(5.311398251844204, y.sum().ToDouble(), 1e-9);
        Assert.Equal(245.16429426073768, (y * y).sum().ToDouble(), 1e-9);
        var flat = y.data<double>().ToArray();
        Assert.Equal((-0.35895957544463825, 0.06555301242684045), (flat[0], flat[^1]), new Near(1e-11));
    }

    [Theory]
    [InlineData(1, 0.004769200429888981, 0.011413388260778201)]
    [InlineData(2, -0.0011905200269326, 0.0033565692387904)]
    public void The_full_network_in_double_gives_the_numbers_of_an_independent_implementation(int channels, double first, double second)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var net = new FastMriNetwork(channels);
        net.to(float64);
        FillBySines(net);
        var x = (arange(0, channels * 102_400, 1, float64) * 0.01).sin().view(1, channels, 320, 320);
        var heads = net.call(x).data<double>().ToArray();
        Assert.Equal(8, heads.Length);
        for (var label = 0; label < 4; label++)
            Assert.Equal((first, second), (heads[2 * label], heads[(2 * label) + 1]), new Near(1e-9));
    }

    [Fact]
    public void Recomputed_stages_give_the_same_gradients_bit_for_bit()
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        using var net = new PreActResNet(2, width: 8, pool: 2);
        var stages = net.modules().OfType<RecomputedStages>().Single();
        var x = randn([3, 2, 32, 32]);
        Dictionary<string, float[]> Gradients(bool recompute)
        {
            stages.Recompute = recompute;
            net.zero_grad();
            (net.call(x) * 0.1).sin().sum().backward();
            stages.Backward();
            return net.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.data<float>().ToArray());
        }

        var (kept, again) = (Gradients(false), Gradients(true));
        Assert.All(kept, g => Assert.Equal(g.Value, again[g.Key]));
        Assert.True(kept["conv1.weight"].Max(Math.Abs) > 0);
        using var still = no_grad();
        _ = net.call(x); // Nothing is kept without gradients.
        stages.Backward();
    }

    // sqrt(2 / (out k^2)) sin(0.37 (j + 1)) for convolutions, sin(0.37 (j + 1)) / sqrt(features) for heads without bias.
    private static void FillBySines(nn.Module module)
    {
        using var still = no_grad();
        foreach (var (name, parameter) in module.named_parameters())
        {
            var shape = parameter.shape;
            var wave = ((arange(0, parameter.NumberOfElements, 1, float64) + 1) * 0.37).sin().view(shape);
            if (shape.Length == 4)
                parameter.copy_(wave * Math.Sqrt(2.0 / (shape[0] * shape[2] * shape[3])));
            else if (shape.Length == 2)
                parameter.copy_(wave / Math.Sqrt(shape[1]));
            else if (name.StartsWith("head.", StringComparison.Ordinal))
                parameter.zero_();
        }
    }

    private sealed class Near(double most) : IEqualityComparer<(double A, double B)>
    {
        public bool Equals((double A, double B) x, (double A, double B) y) => Math.Abs(x.A - y.A) <= most && Math.Abs(x.B - y.B) <= most;

        public int GetHashCode((double A, double B) pair) => 0;
    }
}
