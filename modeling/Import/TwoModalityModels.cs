using I2M2.Modeling.Paradigms;

namespace I2M2.Modeling.Import;

/// <summary>
/// The seven models of the reference's avmnist_and_mimic (divyam3897/I2M2) for a data set of two modalities. There a unimodal model is
/// Sequential(encoder, head), the joint one has `encoders`, `fuse` and `head`; a model is saved in a file for each network, whose names are
/// the parts' here.
/// </summary>
internal sealed record TwoModalityModels
{
    internal required string Dataset { get; init; }

    internal required string Task { get; init; }

    internal required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Both modalities, with what makes their experts.</summary>
    internal required IReadOnlyList<(string Modality, Func<Expert> Create)> Intra { get; init; }

    /// <summary>The joint expert of a fusion: "concat" or "lrtf".</summary>
    internal required Func<string, Expert> Joint { get; init; }

    /// <summary>The models.</summary>
    internal IReadOnlyList<ImportTarget> All() =>
    [
        .. Intra.Select((m, k) => Target(m.Modality, new(ParadigmKind.Unimodal, m.Modality), Unimodal(k, "unimodal"))),
        Target("intra", new(ParadigmKind.Intra, ""), Unimodal(0, "ens_unimodal"), Unimodal(1, "ens_unimodal")),
        .. Fusions.Select(f => Target($"inter-{f.Theirs}", new(ParadigmKind.Inter, f.Ours), JointPart(f.Theirs, f.Ours))),
        .. Fusions.Select(f => Target(
            $"i2m2-{f.Theirs}", new(ParadigmKind.I2M2, f.Ours), JointPart("mm_cat", f.Ours), Unimodal(0, "mm_unimodal"), Unimodal(1, "mm_unimodal"))),
    ];

    private static (string Theirs, string Ours)[] Fusions => [("lf", "concat"), ("lrtf", "lrtf")];

    private ImportTarget Target(string model, Paradigm paradigm, params ImportPart[] parts) => new()
    {
        Dataset = Dataset,
        Task = Task,
        Model = model,
        Paradigm = paradigm,
        ClassNames = ClassNames,
        Parts = parts,
    };

    private ImportPart Unimodal(int modality, string file) => new()
    {
        Name = $"{file}_{modality}",
        Expert = Intra[modality].Modality,
        Create = Intra[modality].Create,
        TheirName = ours => Renamed(ours, ("encoders.0.", "0."), ("head.", "1.")),
    };

    private ImportPart JointPart(string file, string fusion) => new()
    {
        Name = file,
        Expert = Expert.JointName,
        Create = () => Joint(fusion),
        TheirName = ours => Renamed(ours, ("fusion.", "fuse.")),
        Unused = ["inter", "intra_1", "intra_2"],
    };

    private static string Renamed(string name, params ReadOnlySpan<(string Ours, string Theirs)> beginnings)
    {
        foreach (var (ours, theirs) in beginnings)
        {
            if (name.StartsWith(ours, StringComparison.Ordinal))
                return theirs + name[ours.Length..];
        }

        return name;
    }
}
