namespace I2M2.Preprocessing.FastMri.Volumes;

/// <summary>What is known of a volume before its slices are read.</summary>
/// <param name="File">Its file.</param>
/// <param name="Slices">Slices, each a [Rows, Columns] k-space of every coil.</param>
/// <param name="Coils">Coils; 0: a single one, without an axis for it.</param>
/// <param name="Rows">Rows of k-space: read-out.</param>
/// <param name="Columns">Columns of k-space: phase encodings.</param>
/// <param name="Acquisition">E.g. CORPDFS_FBK; empty: not said.</param>
/// <param name="Patient">Hash of the patient's identifier; null: none is given.</param>
/// <param name="Max">Greatest value of the file's own reconstruction.</param>
/// <param name="HasRss">Whether it has a root-sum-of-squares image of every slice.</param>
internal sealed record KneeVolume(
    VolumeFile File, int Slices, int Coils, int Rows, int Columns, string Acquisition, string? Patient, double Max, bool HasRss)
{
    /// <summary>The two sequences of the knee data: coronal proton density without and with fat suppression.</summary>
    internal static readonly string[] Acquisitions = ["CORPD_FBK", "CORPDFS_FBK"];

    /// <summary>Its name.</summary>
    internal string Id => File.Volume;

    /// <summary>Its number in its name, e.g. 1000001.</summary>
    internal long Number => long.Parse(Id.AsSpan(4), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Whether <see cref="Max"/> is not the file's attribute but was taken from its reconstruction.</summary>
    internal bool IsMaxComputed { get; init; }

    /// <summary>Whether the header counts phase encodings that differ from the columns by over a quarter.</summary>
    internal bool HeaderContradicts { get; init; }

    /// <summary>The shorter side of its root-sum-of-squares images; null: it has none.</summary>
    internal int? RssSide { get; init; }

    /// <summary>Whether the file has no ISMRMRD header.</summary>
    internal bool LacksHeader { get; init; }
}
