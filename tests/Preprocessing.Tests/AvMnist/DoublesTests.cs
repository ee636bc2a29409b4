using I2M2.Preprocessing.AvMnist;

namespace I2M2.Tests.AvMnist;

public class DoublesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    [InlineData(784)]
    public void Conversions_keep_every_value_in_its_place(int count)
    {
        byte[] bytes = [.. Enumerable.Range(0, count).Select(i => (byte)(i * 37))];
        var (doubles, floats) = (new double[count], new float[count]);

        Doubles.Widen(bytes, doubles);
        Assert.Equal(bytes.Select(b => (double)b), doubles);

        doubles = [.. doubles.Select(d => (d / 7) - 11)];
        Doubles.Narrow(doubles, floats);
        Assert.Equal(doubles.Select(d => (float)d), floats);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(600, 21)]
    public void Column_sums_are_exact(int rows, int width)
    {
        byte[] pixels = [.. Enumerable.Range(0, rows * width).Select(i => (byte)(i % width == 0 ? 255 : i * 31))];

        var sums = GramMatrix.ColumnSums(pixels, width);

        Assert.Equal(Enumerable.Range(0, width).Select(c => Enumerable.Range(0, rows).Sum(r => (long)pixels[(r * width) + c])), sums);
    }
}
