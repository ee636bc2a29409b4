using static TorchSharp.torch;

namespace I2M2.Preprocessing.FastMri.Transform;

/// <summary>
/// Brings an axis of k-space to another length, so that slices of all sizes get images of one. The centre, element n/2, comes to lie on the centre.
/// With zeros around it the image is interpolated, not extended: seen through 320 of 400 columns it is 400/W times as wide as through 320 of W.
/// Where elements are left out the image loses resolution.
/// </summary>
internal static class KSpaceFit
{
    /// <summary>Zeros before the data; negative: so many elements are left out.</summary>
    /// <param name="length">Elements there are.</param>
    /// <param name="wanted">Elements wanted.</param>
    internal static long Before(long length, long wanted) => (wanted / 2) - (length / 2);

    /// <summary>K-space with an axis of another length.</summary>
    /// <param name="kspace">Complex, of any shape.</param>
    /// <param name="axis">Which axis, from the end: -1 is the last.</param>
    /// <param name="wanted">Its length.</param>
    /// <param name="before">Zeros before the data, see <see cref="Before"/>.</param>
    /// <returns>A copy of its own, a view, or the tensor itself where nothing is to be done.</returns>
    internal static Tensor Of(Tensor kspace, int axis, long wanted, long before)
    {
        var shape = kspace.shape;
        var length = shape[^-axis];
        if (length == wanted)
            return kspace;
        if (length > wanted)
            return kspace.narrow(axis, -before, wanted);
        shape[^-axis] = wanted;
        var filled = zeros(shape, kspace.dtype, kspace.device);
        using var data = filled.narrow(axis, before, length);
        data.copy_(kspace);
        return filled;
    }
}
