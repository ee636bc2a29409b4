using System.Numerics;
using I2M2.Preprocessing.FastMri.Transform;
using static TorchSharp.torch;

namespace I2M2.Tests.FastMri;

/// <summary>Expected numbers by hand, or by NumPy 1.24: fftshift(ifft2(ifftshift(k), norm="ortho")).</summary>
[Collection(EngineTests.Name)]
[NoTensorLeak]
public class CentredFourierTests
{
    [Theory]
    [InlineData(640, 400, 0.0019764235376)]
    [InlineData(3, 5, 0.258198889747)]
    [InlineData(1, 1, 1)]
    public void A_point_at_the_centre_is_a_constant_image(int rows, int columns, double expected)
    {
        using var scope = NewDisposeScope();
        var image = Complexes.Elements(CentredFourier.ToImage(Complexes.Point(rows, columns, rows / 2, columns / 2)));
        Assert.All(image, v => Assert.True(Complex.Abs(v - expected) < 1e-12, $"{v}"));
    }

    [Fact]
    public void A_point_one_column_beside_the_centre_turns_the_phase_once_across_the_image()
    {
        using var scope = NewDisposeScope();
        var image = Complexes.Elements(CentredFourier.ToImage(Complexes.Point(640, 400, 320, 201)));
        foreach (var row in new[] { 0, 320, 639 })
        {
            Close(0.0019764235376, image[(row * 400) + 200]);
            Close(new Complex(0, 0.0019764235376), image[(row * 400) + 300]);
            Close(new Complex(0, -0.0019764235376), image[(row * 400) + 100]);
            Close(-0.0019764235376, image[row * 400]);
        }
    }

    [Fact]
    public void Numbers_in_order_give_a_cross()
    {
        using var scope = NewDisposeScope();
        var kspace = Complexes.Matrix(4, 4, (r, c) => (4 * r) + c);
        var image = CentredFourier.ToImage(kspace);
        Complex i = Complex.ImaginaryOne;
        Complex[] row = [-2, 2 - (2 * i), 30, 2 + (2 * i)];
        Complex[] column = [-8, 8 - (8 * i), 30, 8 + (8 * i)];
        var elements = Complexes.Elements(image);
        for (var n = 0; n < 16; n++)
            Close(n / 4 == 2 ? row[n % 4] : n % 4 == 2 ? column[n / 4] : 0, elements[n]);
        Assert.Equal(1240, elements.Sum(v => v.Magnitude * v.Magnitude), 1e-10);
        Assert.True(Complexes.Distance(kspace, CentredFourier.ToKSpace(image)) < 1e-12);
    }

    [Fact]
    public void Rows_and_columns_are_not_taken_for_one_another()
    {
        using var scope = NewDisposeScope();
        var image = CentredFourier.ToImage(Complexes.Matrix(8, 6, (r, c) => new Complex(r + 1, c - 2)));
        Close(new Complex(31.17691453623979, 3.4641016151377544), Complexes.Elements(image)[(4 * 6) + 3]);
        Assert.Equal(31.36877428271624, image.abs().max().item<double>(), 1e-12);
    }

    [Theory]
    [InlineData(640, 400, true)]
    [InlineData(640, 371, true)]
    [InlineData(33, 7, true)]
    [InlineData(1, 9, true)]
    [InlineData(640, 372, false)]
    public void Energy_stays_and_the_way_back_is_the_inverse(int rows, int columns, bool isDouble)
    {
        using var scope = NewDisposeScope();
        var kspace = Complexes.Noise([rows, columns], isDouble ? complex128 : complex64);
        var image = CentredFourier.ToImage(kspace);
        var tolerance = isDouble ? 1e-12 : 1e-5;
        Assert.Equal(kspace.dtype, image.dtype);
        Assert.Equal(1, Energy(image) / Energy(kspace), tolerance);
        Assert.True(Complexes.Distance(kspace, CentredFourier.ToKSpace(image)) < tolerance);
        Assert.True(Complexes.Distance(image, CentredFourier.ToImage(CentredFourier.ToKSpace(image))) < tolerance);
    }

    [Fact]
    public void Slices_of_a_batch_are_those_of_themselves_whatever_the_threads()
    {
        using var scope = NewDisposeScope();
        var kspace = Complexes.Noise([3, 64, 50], complex64);
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var alone = Enumerable.Range(0, 3).Select(s => Bytes(CentredFourier.ToImage(kspace.select(0, s)))).SelectMany(b => b).ToArray();
            set_num_threads(2);
            Assert.Equal(alone, Bytes(CentredFourier.ToImage(kspace)));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static byte[] Bytes(Tensor tensor) => tensor.contiguous().bytes.ToArray();

    private static double Energy(Tensor tensor) => tensor.view_as_real().to(float64).pow(2).sum().item<double>();

    private static void Close(Complex expected, Complex actual) => Assert.True(Complex.Abs(expected - actual) < 1e-12, $"{expected} expected, {actual} found");
}
