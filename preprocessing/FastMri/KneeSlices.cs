using I2M2.Preprocessing.FastMri.Annotations;
using I2M2.Preprocessing.FastMri.Splits;
using I2M2.Preprocessing.FastMri.Volumes;

namespace I2M2.Preprocessing.FastMri;

/// <summary>A row: one slice.</summary>
/// <param name="Volume">Its volume.</param>
/// <param name="Slice">Which of the volume's, from 0.</param>
/// <param name="Cluster">Number of its patient.</param>
/// <param name="Labels">What is found on it.</param>
internal readonly record struct KneeSlice(KneeVolume Volume, int Slice, long Cluster, Pathologies Labels);

/// <summary>All rows of all splits: volumes in ordinal order, slices from the first.</summary>
internal sealed class KneeSlices
{
    /// <summary>Labels in the order of the reference's heads: others, meniscus, acl, cartilage.</summary>
    internal static readonly Pathologies[] Order = [Pathologies.Others, Pathologies.Meniscus, Pathologies.Acl, Pathologies.Cartilage];

    private readonly Dictionary<string, KneeSlice[]> rows = new(StringComparer.Ordinal);

    /// <param name="volumes">All volumes, in ordinal order.</param>
    /// <param name="splits">The split of each.</param>
    /// <param name="labels">Findings of the slices that have any.</param>
    internal KneeSlices(IReadOnlyList<KneeVolume> volumes, VolumeSplits splits, IReadOnlyDictionary<(string Volume, int Slice), Pathologies> labels)
    {
        // Numbered in the order of hashes: the number says nothing of when a patient came.
        var clusters = volumes.Select(PatientOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Index().ToDictionary(p => p.Item, p => (long)p.Index, StringComparer.Ordinal);
        foreach (var split in VolumeSplits.Names)
        {
            rows[split] = [.. volumes
                .Where(v => splits.OfVolume[v.Id] == split)
                .SelectMany(v => Enumerable.Range(0, v.Slices).Select(s => new KneeSlice(v, s, clusters[PatientOf(v)], labels.GetValueOrDefault((v.Id, s)))))];
        }
    }

    /// <summary>Names and rows of the splits that have any.</summary>
    internal IReadOnlyList<(string Name, long Rows)> Splits => [.. VolumeSplits.Names.Where(s => rows[s].Length > 0).Select(s => (s, (long)rows[s].Length))];

    /// <summary>Rows of a split.</summary>
    internal IReadOnlyList<KneeSlice> Of(string split) => rows[split];

    /// <summary>The patient of a volume; one that has no identifier is a patient of its own.</summary>
    internal static string PatientOf(KneeVolume volume) => volume.Patient ?? volume.Id;
}
