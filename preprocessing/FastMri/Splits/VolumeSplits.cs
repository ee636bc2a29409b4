using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.FastMri.Splits;

/// <summary>Which volume is in which split: all slices of a volume, and all volumes of a patient, are in one.</summary>
internal sealed class VolumeSplits
{
    /// <summary>Names of the splits.</summary>
    internal static readonly string[] Names = ["train", "valid", "test"];

    /// <summary>Patients that can be divided: one for each split.</summary>
    internal const int Fewest = 3;

    private readonly SortedDictionary<string, string> splits;

    /// <param name="splits">The split of each volume, one of <see cref="Names"/>.</param>
    internal VolumeSplits(IEnumerable<KeyValuePair<string, string>> splits) => this.splits = new(splits.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>The split of each volume, in ordinal order of the volumes.</summary>
    internal IReadOnlyDictionary<string, string> OfVolume => splits;

    /// <summary>Divides volumes, each as if it were a patient of its own: 30 % are held out, half of them to validate and half to test, as in the reference.</summary>
    /// <param name="volumes">Names, each once, <see cref="Fewest"/> or more.</param>
    /// <param name="seed">Other seeds give other splits.</param>
    internal static VolumeSplits ByVolume(IEnumerable<string> volumes, long seed) => ByPatient(volumes.ToDictionary(v => v, v => v), seed);

    /// <summary>
    /// Divides patients with all their volumes. Each draws a number of its own, by which they are sorted and dealt: to validation until it has half of 30 % of the
    /// volumes, to test until it has the other half, to training. So each of the two exceeds its share by less than one patient, and a patient more or less
    /// moves no others but those at the borders.
    /// </summary>
    /// <param name="patientOf">The patient of each volume; <see cref="Fewest"/> or more patients.</param>
    /// <param name="seed">Other seeds give other splits.</param>
    internal static VolumeSplits ByPatient(IReadOnlyDictionary<string, string> patientOf, long seed)
    {
        var patients = patientOf.GroupBy(p => p.Value, p => p.Key, StringComparer.Ordinal)
            .OrderBy(p => new RandomNumbers(seed, $"fastmri splits/{p.Key}").Next()).ThenBy(p => p.Key, StringComparer.Ordinal).ToArray();
        ArgumentOutOfRangeException.ThrowIfLessThan(patients.Length, Fewest, nameof(patientOf));

        // 30 %, rounded up; one for each of the two at least.
        var heldOut = Math.Max(2, ((3 * patientOf.Count) + 9) / 10);
        var next = 0;
        var valid = Deal(heldOut / 2, keep: 2);
        var test = Deal(heldOut - (heldOut / 2), keep: 1);
        var train = Deal(patientOf.Count, keep: 0);
        return new([.. In("valid", valid), .. In("test", test), .. In("train", train)]);

        // Patients of many volumes must not leave the splits that follow without any.
        List<string> Deal(int share, int keep)
        {
            var dealt = new List<string>();
            while (dealt.Count < share && next < patients.Length - keep)
                dealt.AddRange(patients[next++]);
            return dealt;
        }
    }

    /// <summary>fastMRI's own division: its training set to train on, its validation set to validate on. Its test set has no images, so there is no test split.</summary>
    /// <param name="train">Volumes of `singlecoil_train`.</param>
    /// <param name="valid">Volumes of `singlecoil_val`; none of the others.</param>
    internal static VolumeSplits Official(IEnumerable<string> train, IEnumerable<string> valid)
        => new([.. In("train", train), .. In("valid", valid)]);

    /// <summary>Volumes of a split, in ordinal order.</summary>
    internal IEnumerable<string> Volumes(string split) => splits.Where(s => s.Value == split).Select(s => s.Key);

    /// <summary>Volumes of patients who are in more than one split: what a division by volume, or one that was read, lets cross.</summary>
    /// <param name="patientOf">The patient of each volume.</param>
    internal IReadOnlyList<string> Crossing(IReadOnlyDictionary<string, string> patientOf)
        => [.. splits.GroupBy(s => patientOf[s.Key], StringComparer.Ordinal)
            .Where(p => p.DistinctBy(s => s.Value).Skip(1).Any())
            .SelectMany(p => p.Select(s => s.Key)).Order(StringComparer.Ordinal)];

    private static IEnumerable<KeyValuePair<string, string>> In(string split, IEnumerable<string> volumes) => volumes.Select(v => KeyValuePair.Create(v, split));
}
