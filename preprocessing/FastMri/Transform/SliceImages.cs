using static TorchSharp.torch;

namespace I2M2.Preprocessing.FastMri.Transform;

/// <summary>
/// The complex image of a slice, from whose numbers magnitude (<c>abs</c>) and phase (<c>angle</c>, from -pi to pi, not unwrapped) are taken. As in the reference
/// nothing is normalised, clipped or turned upside down.
/// </summary>
internal static class SliceImages
{
    /// <summary>Images of slices: the middle of what the transform of all of k-space gives.</summary>
    /// <param name="kspace">Complex, [.., R, W], not empty.</param>
    /// <param name="grid">Sizes; k-space of others is filled up or cut about its centre.</param>
    /// <returns>Complex, [.., side, side], contiguous, of the same type.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer rows or columns than are to be kept.</exception>
    internal static Tensor Of(Tensor kspace, SliceGrid grid)
    {
        using var scope = NewDisposeScope();
        var tall = KSpaceFit.Of(kspace, -2, grid.Rows, KSpaceFit.Before(kspace.shape[^2], grid.Rows));

        // One axis after the other: rows that are not kept need no transform along the other axis, and columns of zeros none along this one.
        var rows = CentredFourier.ToImage(tall, -2, grid.Side);
        var wide = grid.Columns is { } columns ? KSpaceFit.Of(rows, -1, columns, grid.ColumnsBefore(rows.shape[^1])) : rows;
        return CentredFourier.ToImage(wide, -1, grid.Side).MoveToOuterDisposeScope();
    }

    /// <summary>Real and imaginary parts as two planes.</summary>
    /// <param name="image">Complex, [.., side, side].</param>
    /// <returns>float32, [.., 2, side, side], contiguous.</returns>
    internal static Tensor Planes(Tensor image)
    {
        using var scope = NewDisposeScope();
        var axes = image.shape.Length;
        long[] order = [.. Enumerable.Range(0, axes - 2), axes, axes - 2, axes - 1];
        return image.view_as_real().permute(order).to(float32).contiguous().MoveToOuterDisposeScope();
    }
}
