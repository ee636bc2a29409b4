using static TorchSharp.torch;

namespace I2M2.Preprocessing.FastMri.Transform;

/// <summary>
/// Fills k-space up with columns of zeros, so that slices of all widths get images of one size. The centre of k-space, column W/2, comes to lie on the
/// centre of the wider one: for odd widths the reference puts it one column before, and its phase images have a ramp. The image is interpolated, not
/// extended: seen through 320 of 400 columns it is 400/W times as wide as through 320 of W.
/// </summary>
internal static class ColumnPadding
{
    /// <summary>Columns of zeros before the data.</summary>
    /// <param name="width">Columns there are.</param>
    /// <param name="columns">Columns wanted.</param>
    internal static long Left(long width, long columns) => (columns / 2) - (width / 2);

    /// <summary>K-space with columns of zeros on both sides.</summary>
    /// <param name="kspace">Complex, [.., rows, W].</param>
    /// <param name="columns">Columns wanted.</param>
    /// <returns>Complex, [.., rows, columns], a copy of its own.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are more columns than wanted: to leave some out would lose resolution.</exception>
    internal static Tensor Fill(Tensor kspace, long columns)
    {
        var shape = kspace.shape;
        var width = shape[^1];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, columns, nameof(kspace));
        var filled = zeros([.. shape[..^1], columns], kspace.dtype, kspace.device);
        using var data = filled.narrow(-1, Left(width, columns), width);
        data.copy_(kspace);
        return filled;
    }
}
