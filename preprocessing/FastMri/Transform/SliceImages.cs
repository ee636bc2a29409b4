using static TorchSharp.torch;

namespace I2M2.Preprocessing.FastMri.Transform;

/// <summary>
/// The complex image of a slice, from whose numbers magnitude (<c>abs</c>) and phase (<c>angle</c>, from -pi to pi, not unwrapped) are taken. As in the reference
/// nothing is normalised, clipped or turned upside down.
/// </summary>
internal static class SliceImages
{
    /// <summary>Images of slices; the transform sees all of k-space, and the middle of what it gives is kept.</summary>
    /// <param name="kspace">Complex, [.., R, W], not empty; R at least <paramref name="side"/>.</param>
    /// <param name="columns">Columns to fill k-space up to, W or more, as <see cref="ColumnPadding"/> does; null: the transform is of W columns.</param>
    /// <param name="side">Rows and columns to keep.</param>
    /// <returns>Complex, [.., side, side], contiguous, of the same type.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Fewer rows or columns than are to be kept, or more columns than the filled k-space has.</exception>
    internal static Tensor Of(Tensor kspace, int? columns = KneeGrid.Columns, int side = KneeGrid.Side)
    {
        using var scope = NewDisposeScope();
        var filled = columns is { } wanted ? ColumnPadding.Fill(kspace, wanted) : kspace;
        return CentreCrop.Of(CentredFourier.ToImage(filled), side, side).contiguous().MoveToOuterDisposeScope();
    }
}
