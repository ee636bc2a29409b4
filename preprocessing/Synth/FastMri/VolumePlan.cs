using System.Security.Cryptography;
using System.Text;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>A group's lesion on a slice.</summary>
internal sealed record LesionPlan(LesionPlace Place, LesionState State);

/// <summary>What a volume holds, before any pixel is made.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Patient">Number of its patient: the knee's shape is the patient's.</param>
/// <param name="IsVal">In the folders of the validation part.</param>
/// <param name="Width">Columns of its k-space.</param>
/// <param name="Slices">Lesions of each slice, in the order of <see cref="LesionPlace.All"/>.</param>
internal sealed record VolumePlan(int Index, int Patient, bool IsVal, int Width, IReadOnlyList<IReadOnlyList<LesionPlan>> Slices)
{
    // Of the half side.
    private const double MostShift = 0.03;

    /// <summary>Name without ending.</summary>
    internal string Id => $"file{1_000_001 + Index}";

    /// <summary>With fat suppression, or without.</summary>
    internal bool FatSuppressed => Index % 2 == 1;

    /// <summary>The root attribute `acquisition`.</summary>
    internal string Acquisition => FatSuppressed ? "CORPDFS_FBK" : "CORPD_FBK";

    /// <summary>Plans all volumes. Every fourth is its predecessor's patient once more, in the other acquisition; patients stay on one side of the split.</summary>
    internal static VolumePlan[] All(KneeOptions options)
    {
        var patients = Enumerable.Range(0, options.Volumes).Select(PatientOf).Distinct().ToArray();
        new RandomNumbers(options.Seed, "fastmri val").Shuffle(patients.AsSpan());
        var wanted = options.ValShare == 0 ? 0 : Math.Clamp((int)Math.Round(options.ValShare * patients.Length), Math.Min(1, patients.Length - 1), patients.Length - 1);
        var val = patients.Take(wanted).ToHashSet();
        var laws = LesionLaw.Of(options.Signal).Select(e => new LesionLaw(e, options.Prevalence)).ToArray();
        return [.. Enumerable.Range(0, options.Volumes).Select(i => new VolumePlan(i, PatientOf(i), val.Contains(PatientOf(i)), options.Width(i), Lesions(options, laws, i)))];
    }

    /// <summary>The root attribute `patient_id`: 64 hexadecimal digits, as in the release.</summary>
    internal string PatientId(long seed) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"made-up patient {seed} {Patient}")));

    private static int PatientOf(int volume) => volume - ((volume + 1) / 4);

    private static LesionPlan[][] Lesions(KneeOptions options, LesionLaw[] laws, int volume)
    {
        var random = new RandomNumbers(options.Seed, $"fastmri lesions {volume}");
        return [.. Enumerable.Range(0, options.Slices).Select(_ => laws.Select((law, g) => new LesionPlan(LesionPlace.All[g].Moved(random, MostShift), law.Draw(random))).ToArray())];
    }
}
