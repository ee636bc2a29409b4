using I2M2.Preprocessing.FastMri.Transform;

namespace I2M2.Preprocessing.FastMri;

/// <summary>The sizes that slices of all volumes are brought to.</summary>
/// <param name="Rows">Rows of k-space, along the read-out.</param>
/// <param name="Columns">Columns to fill k-space up to; null: each volume keeps its own.</param>
/// <param name="Side">Rows and columns of the image that is kept.</param>
/// <param name="Alignment">Where fewer columns come to lie.</param>
internal sealed record SliceGrid(int Rows, int? Columns, int Side, ColumnAlignment Alignment = ColumnAlignment.Centre)
{
    /// <summary>That of the reference.</summary>
    internal static SliceGrid Knee { get; } = new(KneeGrid.Rows, KneeGrid.Columns, KneeGrid.Side);

    /// <summary>Columns before the data when k-space of so many is brought to <see cref="Columns"/>; negative: so many are left out.</summary>
    internal long ColumnsBefore(long width) => Alignment switch
    {
        ColumnAlignment.Left => (Columns!.Value - width) / 2,
        _ => KSpaceFit.Before(width, Columns!.Value),
    };
}

/// <summary>How k-space is put between columns of zeros when their number is odd.</summary>
internal enum ColumnAlignment
{
    /// <summary>Its centre on the centre.</summary>
    Centre,

    /// <summary>The smaller half of the zeros to the left, as in the reference: of an odd width the centre is one column off, and the phase has a ramp.</summary>
    Left,
}
