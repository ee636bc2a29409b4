namespace I2M2.Preprocessing.FastMri.Annotations;

/// <summary>A label of fastMRI+ and the group it belongs to.</summary>
/// <param name="Name">As fastMRI+ spells it, without blanks around it.</param>
/// <param name="Group">One of the four.</param>
internal sealed record KneeLabel(string Name, Pathologies Group)
{
    /// <summary>The label of whole studies with image artifacts, given to their first slice.</summary>
    internal const string Artifact = "artifact";

    /// <summary>The labels of the release of 2021 (Zhao and others, Scientific Data 9:152, 2022): a new one must not fall into "Others" unseen.</summary>
    internal static IReadOnlyList<KneeLabel> All { get; } =
    [
        .. new[]
        {
            "Meniscus Tear",
            "Displaced Meniscal Tissue",
            "Cartilage - Partial Thickness loss/defect",
            "Cartilage - Full Thickness loss/defect",
            "Ligament - ACL Low Grade sprain",
            "Ligament - ACL High Grade Sprain",
            "Ligament - MCL Low-Mod Grade Sprain",
            "Ligament - MCL High Grade sprain",
            "Ligament - PCL Low-Mod grade sprain",
            "Ligament - PCL High Grade",
            "LCL Complex - Low-Mod Grade Sprain",
            "LCL Complex- High Grade Sprain",
            "Bone-Fracture/Contusion/dislocation",
            "Bone- Subchondral edema",
            "Bone - Lesion",
            "Joint Effusion",
            "Joint Bodies",
            "Periarticular cysts",
            "Soft Tissue Lesion",
            "Muscle Strain",
            "Patellar Retinaculum - High grade sprain",
            Artifact,
        }.Select(name => new KneeLabel(name, GroupOf(name))),
    ];

    private static readonly Dictionary<string, KneeLabel> ByName = All.ToDictionary(l => l.Name, StringComparer.Ordinal);

    /// <summary>The label of a text; blanks around it do not count, fastMRI+ itself writes one after `Joint Effusion`.</summary>
    /// <returns>Null: none of <see cref="All"/>.</returns>
    internal static KneeLabel? Find(string text) => ByName.GetValueOrDefault(text.Trim(' '));

    // The first that matches, as in the data module of the reference's ancestor (anonycodes/MRI, src/data/knee_data.py).
    private static Pathologies GroupOf(string name)
        => name.Contains("ACL", StringComparison.Ordinal) ? Pathologies.Acl
        : name.Contains("Meniscus Tear", StringComparison.Ordinal) ? Pathologies.Meniscus
        : name.Contains("cartilage", StringComparison.OrdinalIgnoreCase) ? Pathologies.Cartilage
        : Pathologies.Others;
}
