using I2M2.Tests;
using I2M2.Torch.Interop;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Memory;

/// <summary>Large blocks of freed tensors wait for the next ones.</summary>
[NoTensorLeak]
public class KeptMemoryTests
{
    [Fact]
    public void A_freed_block_is_kept_and_given_out_again()
    {
        using var scope = NewDisposeScope();
        const long elements = (1 << 22) + 12_345; // a size that no other test asks for
        zeros([elements]).Dispose();
        var kept = Native.i2t_kept_memory();
        Assert.True(kept >= elements * sizeof(float));
        using (var again = ones([elements]))
        {
            Assert.True(Native.i2t_kept_memory() <= kept - elements * sizeof(float));
            Assert.Equal(elements, again.sum().ToInt64());
        }

        Assert.Equal(kept, Native.i2t_kept_memory());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8_175)]
    [InlineData(8_176)]
    [InlineData(8_177)]
    [InlineData(1_048_576)]
    [InlineData(3_000_001)]
    public void Tensors_of_every_size_are_apart_and_aligned(long elements)
    {
        using var scope = NewDisposeScope();
        for (var round = 0; round < 3; round++)
        {
            using var inner = NewDisposeScope();
            var tensors = Enumerable.Range(1, 4).Select(k => full([elements], k, float32)).ToArray();
            for (var k = 0; k < tensors.Length; k++)
            {
                Assert.Equal((k + 1) * (double)elements, tensors[k].to(float64).sum().ToDouble());
                Assert.Equal(0, elements == 0 ? 0 : Native.i2t_data(tensors[k].Handle) % 64);
            }
        }
    }

    [Fact]
    public void More_than_there_is_is_an_error_that_says_how_much_and_leaves_all_well()
    {
        using var scope = NewDisposeScope();
        var failure = Assert.Throws<TorchException>(() => empty([1L << 50]));
        Assert.Contains($"{1L << 52}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(10, ones([10]).sum().ToInt64());
    }

    [Fact]
    public async Task Many_threads_may_take_and_give()
    {
        var sums = await Task.WhenAll(Enumerable.Range(1, 4).Select(k => Task.Run(() =>
        {
            double sum = 0;
            for (var round = 0; round < 200; round++)
            {
                using var scope = NewDisposeScope();
                var t = full([20_000 + round], k, float32);
                sum += t.mean().ToDouble() * 2;
            }

            return sum;
        })));
        Assert.Equal([400.0, 800, 1200, 1600], sums);
    }
}
