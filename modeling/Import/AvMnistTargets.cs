using I2M2.Modeling.Tasks;

namespace I2M2.Modeling.Import;

/// <summary>The reference's AV-MNIST models.</summary>
public sealed class AvMnistTargets : IImportTargets
{
    private const int Digits = 10;
    private static readonly AvMnistTask Networks = new();

    /// <inheritdoc/>
    public IReadOnlyList<ImportTarget> All { get; } = new TwoModalityModels
    {
        Dataset = Networks.Dataset,
        Task = Networks.Name,
        ClassNames = [.. Enumerable.Range(0, Digits).Select(d => $"{d}")],
        Intra = [.. Networks.Modalities.Select((m, k) => (m.Name, (Func<Paradigms.Expert>)(() => Networks.IntraExpert(k, Digits))))],
        Joint = fusion => Networks.JointExpert(fusion, Digits, trainFusion: true),
    }.All();
}
