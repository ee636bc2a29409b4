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

    /// <summary>The same along one axis, and only the middle of it, for what is cropped afterwards.</summary>
    /// <param name="kspace">Complex, of any shape.</param>
    /// <param name="axis">Which axis, from the end: -1 is the last.</param>
    /// <param name="kept">Elements of the axis to keep; of those left out at both ends, the odd one is at the end.</param>
    /// <returns>Complex, contiguous.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The axis has fewer.</exception>
    internal static Tensor ToImage(Tensor kspace, int axis, long kept)
    {
        using var scope = NewDisposeScope();
        var length = kspace.shape[^-axis];
        ArgumentOutOfRangeException.ThrowIfLessThan(length, kept, nameof(kspace));
        var isEven = length % 2 == 0;
        var image = fft.ifft(isEven ? kspace : fft.ifftshift(kspace, [axis]), dim: axis, norm: FFTNormType.Ortho);

        // Element k of the image lies at (k - n/2) mod n: those that are kept are an end of what there is, and a beginning.
        var first = ((length - kept) / 2) - (length / 2);
        var middle = cat([image.narrow(axis, length + first, -first), image.narrow(axis, 0, kept + first)], axis);

        // Moving k-space by half an even length changes the sign of every other element, exactly.
        if (isEven)
            Alternate(middle, axis, kept, 1 - ((length + first) % 2));
        return middle.MoveToOuterDisposeScope();
    }

    // Changes the sign of every other element of an axis.
    private static void Alternate(Tensor image, int axis, long length, long first)
    {
        var parts = image.view_as_real();
        if (axis != -1)
        {
            parts.slice(axis - 1, first, length, 2).mul_(-1);
            return;
        }

        // Elements of the last axis lie apart by two numbers, which would be taken two at a time.
        var signs = ones([length, 2], parts.dtype, parts.device);
        signs.slice(0, first, length, 2).mul_(-1);
        parts.view(-1, 2 * length).mul_(signs.view(-1));
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
