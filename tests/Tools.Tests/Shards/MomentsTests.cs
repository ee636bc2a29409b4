using I2M2.Shards;

namespace I2M2.Tests.Shards;

public class MomentsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(784)]
    [InlineData(12_544)]
    [InlineData((3 << 16) + 21)]
    public void Bytes_are_summed_exactly(int count)
    {
        var values = new byte[count];
        new Random(count).NextBytes(values);
        values[count / 2] = 255;

        var moments = Moments.Of(values);

        Assert.Equal(new Moments(count, values.Sum(v => (long)v), values.Sum(v => (long)v * v), values.Min(), values.Max()), moments);
    }

    [Fact]
    public void The_largest_bytes_overflow_no_sum()
    {
        var values = Enumerable.Repeat((byte)255, 1 << 21).ToArray();
        Assert.Equal(new Moments(1 << 21, 255.0 * (1 << 21), 255.0 * 255 * (1 << 21), 255, 255), Moments.Of(values));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(789)]
    public void Floats_are_summed_as_doubles(int count)
    {
        var random = new Random(count);
        var values = Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() - 0.3) * 1e4)).ToArray();

        var moments = Moments.Of(values);

        Assert.Equal((count, values.Min(), values.Max()), (moments.Count, moments.Min, moments.Max));
        Assert.Equal(values.Sum(v => (double)v), moments.Sum, 1e-6);
        Assert.Equal(values.Sum(v => (double)v * v), moments.Squares, 1e-2);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(20)]
    public void Not_a_number_is_not_lost(int count)
    {
        var values = new float[count];
        values[1] = float.NaN;

        var moments = Moments.Of(values);

        Assert.True(double.IsNaN(moments.Sum) && double.IsNaN(moments.Min) && double.IsNaN(moments.Max));
    }
}
