using I2M2.Modeling.Networks.Fiber;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests.Networks;

/// <summary>FIBER's geometry, size, and what must not change its features.</summary>
public sealed class FiberTests
{
    [Theory]
    [InlineData(2, 4, 3, 5, 1, 64)]
    [InlineData(7, 84, 83, 85, 71, 201_684)]
    [InlineData(12, 264, 263, 265, 241, 5_474_304)]
    [InlineData(18, 612, 611, 613, 577, 64_245_312)]
    public void Relative_positions_are_numbered_row_by_row(int window, long same, long right, long left, long below, long sum)
    {
        var index = RelativePosition.Index(window);
        var tokens = window * window;
        Assert.Equal([same, right, left, below, 0L], new[] { index[0], index[1], index[tokens], index[window], index[tokens - 1] });
        Assert.Equal(sum, index.Sum());
    }

    [Theory]
    [InlineData(24, 12, 6, 36_288)]
    [InlineData(36, 18, 9, 183_708)]
    [InlineData(8, 4, 2, 448)]
    [InlineData(4, 2, 1, 28)]
    public void The_shift_mask_parts_tokens_that_were_no_neighbours(int grid, int window, int shift, int apart)
    {
        var mask = Windows.ShiftMask(grid, window, shift);
        Assert.Equal(apart, mask.Count(m => m == -100));
        Assert.All(mask.Take(window * window * window * window), m => Assert.Equal(0, m));
    }

    [Fact]
    public void A_bias_table_is_resized_with_the_weights_of_bicubic_interpolation()
    {
        var weights = RelativePosition.Weights(23, 35);
        Assert.Equal(1.088268, weights[0], 1e-6);
        Assert.Equal(-0.088268, weights[1], 1e-6);
        Assert.Equal(1, weights[(17 * 23) + 11], 1e-12);
    }

    [Fact]
    public void The_tiny_network_has_the_size_of_the_formula()
    {
        using var net = new FiberBackbone(FiberConfig.Tiny);
        Assert.Equal(491_153, net.parameters().Sum(p => p.NumberOfElements));
    }

    // What stands at padding is seen by nothing.
    [Fact]
    public void Ids_at_padding_change_no_feature()
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var fiber = new FiberBackbone(FiberConfig.Tiny);
        fiber.eval();
        var image = randn([1, 3, 64, 64]);
        var mask = tensor(new long[] { 1, 1, 1, 1, 0, 0 }, [1, 6]);
        var (one, other) = (Of([0, 17, 203, 2, 1, 1]), Of([0, 17, 203, 2, 45, 99]));
        Assert.Equal(0, (one.Fused! - other.Fused!).abs().max().ToDouble());
        Assert.Equal(0, (one.Text! - other.Text!).abs().max().ToDouble());

        FiberFeatures Of(long[] ids) => fiber.Features(image, tensor(ids, [1, 6]), mask, FiberPaths.All);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused_by_name() =>
        Assert.Contains("multiple of 32", Assert.Throws<ArgumentException>(() => new FiberBackbone(FiberConfig.Tiny with { ImageSize = 65 })).Message, StringComparison.Ordinal);
}
