using I2M2.Modeling.Networks;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>What goes in and what comes out. A batch of one keeps its batch axis, which the reference's squeeze() loses.</summary>
public sealed class ShapeTests
{
    [Theory]
    [InlineData(6, 3, 28, 40, 48)]
    [InlineData(6, 3, 28, 1, 48)]
    [InlineData(6, 5, 112, 40, 192)]
    [InlineData(6, 5, 112, 1, 192)]
    [InlineData(3, 3, 28, 1, 24)]
    [InlineData(3, 5, 112, 1, 96)]
    public void A_LeNet_ends_in_one_pixel_of_each_channel(int channels, int extraBlocks, long side, long batch, long features)
    {
        using var scope = NewDisposeScope();
        using var net = new LeNet(channels, extraBlocks);
        net.eval();
        Assert.Equal([batch, features], net.call(zeros([batch, 1, side, side])).shape);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1)]
    public void Series_encoders_keep_every_step_of_every_row(long batch)
    {
        using var scope = NewDisposeScope();
        using var gru = new GruEncoder(12, 30);
        using var withLinear = new GruWithLinear(12, 30, 15);
        Assert.Equal([batch, 720], gru.call(zeros([batch, 24, 12])).shape);
        Assert.Equal([batch, 360], withLinear.call(zeros([batch, 24, 12])).shape);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(1)]
    public void Fusions_give_one_vector_a_row(long batch)
    {
        using var scope = NewDisposeScope();
        using var lowRank = new LowRankTensorFusion([48, 192], 120, 40);
        using var concatenation = new Concatenation();
        Assert.Equal([batch, 120], lowRank.call([zeros([batch, 48]), zeros([batch, 192])]).shape);
        Assert.Equal([batch, 240], concatenation.call([zeros([batch, 48]), zeros([batch, 192])]).shape);
    }

    [Fact]
    public void Concatenation_puts_the_first_modality_first()
    {
        using var scope = NewDisposeScope();
        using var concatenation = new Concatenation();
        var joined = concatenation.call([tensor([1f, 2], [1, 2]), tensor([3f], [1, 1])]);
        Assert.Equal([1f, 2, 3], joined.data<float>().ToArray());
    }

    [Fact]
    public void A_series_encoder_is_flattened_step_by_step()
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var gru = new GruEncoder(2, 3);
        var whole = gru.call(rand([1, 4, 2])).data<float>().ToArray();
        Assert.Equal(12, whole.Length);

        // A GRU is causal: the first step's features do not depend on how long the series is.
        var series = rand([1, 4, 2]);
        var four = gru.call(series).data<float>().ToArray();
        var one = gru.call(series.narrow(1, 0, 1)).data<float>().ToArray();
        Assert.Equal(one, four[..3]);
    }

    [Fact]
    public void A_GRU_with_zero_weights_says_zero()
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var gru = new GruEncoder(12, 30);
        foreach (var parameter in gru.parameters())
            parameter.zero_();
        Assert.All(gru.call(rand([2, 24, 12])).data<float>().ToArray(), x => Assert.Equal(0, x));
    }
}
