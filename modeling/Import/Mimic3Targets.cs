using I2M2.Modeling.Tasks;

namespace I2M2.Modeling.Import;

/// <summary>The reference's MIMIC-III models for mortality in six classes.</summary>
public sealed class Mimic3Targets : IImportTargets
{
    private static readonly Mimic3MortalityTask Networks = new();
    private static readonly string[] Classes = ["none", "1 day", "2 days", "3 days", "30 days", "1 year"];

    /// <inheritdoc/>
    public IReadOnlyList<ImportTarget> All { get; } = new TwoModalityModels
    {
        Dataset = Networks.Dataset,
        Task = Networks.Name,
        ClassNames = Classes,
        Intra = [.. Networks.Modalities.Select((m, k) => (m.Name, (Func<Paradigms.Expert>)(() => Networks.IntraExpert(k, Classes.Length))))],
        Joint = fusion => Networks.JointExpert(fusion, Classes.Length, trainFusion: true),
    }.All();
}
