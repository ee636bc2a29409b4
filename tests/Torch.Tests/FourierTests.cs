using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests;

/// <summary>Complex numbers and Fourier transforms; expected numbers by hand.</summary>
[NoTensorLeak]
public class FourierTests
{
    [Fact]
    public void Complex_numbers_are_pairs_of_real_ones_in_the_same_memory()
    {
        using var scope = NewDisposeScope();
        var pairs = tensor(new[] { 3.0, 4, 0, -2 }, [2, 2]);
        var numbers = pairs.view_as_complex();
        Assert.Equal(complex128, numbers.dtype);
        Assert.Equal([2L], numbers.shape);
        Assert.Equal([5.0, 2], numbers.abs().data<double>().ToArray());
        Assert.Equal([Math.Atan2(4, 3), -Math.PI / 2], numbers.angle().data<double>().ToArray());
        pairs.fill_(1);
        Assert.Equal([1.0, 1, 1, 1], numbers.view_as_real().data<double>().ToArray());
    }

    // A constant k has its whole sum, 6, at element (0, 0), times the scale of the direction.
    [Theory]
    [InlineData(FFTNormType.Backward, 6, 1)]
    [InlineData(FFTNormType.Forward, 1, 6)]
    [InlineData(FFTNormType.Ortho, 2.449489742783178, 2.449489742783178)]
    public void The_norm_says_which_direction_is_scaled(FFTNormType norm, double forward, double inverse)
    {
        using var scope = NewDisposeScope();
        var constant = ones([2, 3], complex128);
        Close([forward, 0, 0, 0, 0, 0], fft.fft2(constant, norm: norm).view_as_real().select(-1, 0));
        Close([inverse, 0, 0, 0, 0, 0], fft.ifft2(constant, norm: norm).view_as_real().select(-1, 0));
    }

    [Fact]
    public void Sizes_and_axes_may_be_given()
    {
        using var scope = NewDisposeScope();
        var constant = ones([2, 3, 4], complex128);
        Assert.Equal([2L, 5, 6], fft.fft2(constant, s: [5, 6]).shape);
        var first = fft.fft2(constant, dim: [0, 1]).view_as_real().select(-1, 0);
        Close([6, 6, 6, 6], first.select(0, 0).select(0, 0));
        Assert.Equal(24, first.sum().item<double>(), 1e-12);
    }

    [Fact]
    public void Odd_sizes_are_shifted_by_one_less_one_way_than_the_other()
    {
        using var scope = NewDisposeScope();
        var x = arange(5, float64);
        Assert.Equal([3.0, 4, 0, 1, 2], fft.fftshift(x).data<double>().ToArray());
        Assert.Equal([2.0, 3, 4, 0, 1], fft.ifftshift(x).data<double>().ToArray());
        Assert.Equal([1.0, 0, 3, 2], fft.fftshift(arange(4, float64).view(2, 2), [1]).flatten().data<double>().ToArray());
    }

    private static void Close(double[] expected, Tensor actual)
    {
        var elements = actual.flatten().data<double>().ToArray();
        Assert.Equal(expected.Length, elements.Length);
        Assert.All(expected.Zip(elements), p => Assert.Equal(p.First, p.Second, 1e-12));
    }
}
