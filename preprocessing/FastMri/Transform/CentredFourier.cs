using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Preprocessing.FastMri.Transform;

/// <summary>
/// The Fourier transform between k-space and image, over the last two axes, with element n/2 of each axis as the centre on both sides, scaled so that
/// energy stays the same (fastMRI's `fft2c` and `ifft2c`). Any sizes; complex64 or complex128, and the result is of the same type.
/// </summary>
internal static class CentredFourier
{
    private static readonly long[] Axes = [-2, -1];

    /// <summary>Images of k-space.</summary>
    /// <param name="kspace">Complex, [.., rows, columns]; whatever is before the last two axes is a batch.</param>
    /// <returns>Complex, of the same shape.</returns>
    internal static Tensor ToImage(Tensor kspace)
    {
        using var corner = fft.ifftshift(kspace, Axes);
        using var image = fft.ifft2(corner, dim: Axes, norm: FFTNormType.Ortho);
        return fft.fftshift(image, Axes);
    }

    /// <summary>K-space of images: the inverse of <see cref="ToImage"/>.</summary>
    /// <param name="image">Complex, [.., rows, columns].</param>
    /// <returns>Complex, of the same shape.</returns>
    internal static Tensor ToKSpace(Tensor image)
    {
        using var corner = fft.ifftshift(image, Axes);
        using var kspace = fft.fft2(corner, dim: Axes, norm: FFTNormType.Ortho);
        return fft.fftshift(kspace, Axes);
    }
}
