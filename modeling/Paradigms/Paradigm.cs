using I2M2.Modeling.Tasks;

namespace I2M2.Modeling.Paradigms;

/// <summary>Which experts predict.</summary>
public enum ParadigmKind
{
    /// <summary>One modality's expert.</summary>
    Unimodal,

    /// <summary>All modalities' experts.</summary>
    Intra,

    /// <summary>The joint expert.</summary>
    Inter,

    /// <summary>All modalities' experts and the joint one.</summary>
    I2M2,
}

/// <summary>A choice of experts: a kind, and which modality or fusion it is about.</summary>
/// <param name="Kind">Which experts.</param>
/// <param name="Variant">Unimodal: the modality. Inter and i2m2: the fusion. Intra: empty.</param>
public sealed record Paradigm(ParadigmKind Kind, string Variant)
{
    /// <summary>The kind as users write it: "unimodal", "intra", "inter", "i2m2".</summary>
    public string KindName => Kind.ToString().ToLowerInvariant();

    private bool HasJoint => Kind is ParadigmKind.Inter or ParadigmKind.I2M2;

    /// <summary>Kind and variant: "unimodal-image", "intra", "i2m2-lrtf".</summary>
    public string Name => Variant.Length == 0 ? KindName : $"{KindName}-{Variant}";

    /// <summary>Every paradigm of a task, in an order in which each comes after those it starts from.</summary>
    public static IReadOnlyList<Paradigm> All(ITask task) =>
    [
        .. task.Modalities.Concat(task.Baselines).Select(m => new Paradigm(ParadigmKind.Unimodal, m.Name)),
        .. task.Fusions.Select(f => new Paradigm(ParadigmKind.Inter, f)),
        new Paradigm(ParadigmKind.Intra, ""),
        .. task.Fusions.Select(f => new Paradigm(ParadigmKind.I2M2, f)),
    ];

    /// <summary>The paradigms whose trained experts this one starts from.</summary>
    public IReadOnlyList<Paradigm> StartsFrom(ITask task) => Kind switch
    {
        ParadigmKind.Intra => [.. task.Modalities.Select(m => new Paradigm(ParadigmKind.Unimodal, m.Name))],
        ParadigmKind.I2M2 => [.. task.Modalities.Select(m => new Paradigm(ParadigmKind.Unimodal, m.Name)), this with { Kind = ParadigmKind.Inter }],
        _ => [],
    };

    /// <summary>
    /// The inputs in the experts' order: the modalities, or one baseline alone, then what only the joint expert sees; null stands for what is not looked at. Of a
    /// task with a backbone, the backbone's.
    /// </summary>
    public IReadOnlyList<Modality?> Inputs(ITask task)
    {
        if (task.Backbone is { } backbone)
            return backbone.InputsOf(Features(task));
        var baseline = Kind == ParadigmKind.Unimodal && task.Baselines.Any(b => b.Name == Variant);
        return
        [
            .. task.Modalities.Select(m => baseline ? null : m), .. task.Baselines.Select(b => baseline && b.Name == Variant ? b : null),
            .. task.JointInputs.Select(j => HasJoint ? j : null),
        ];
    }

    /// <summary>Places of what the experts start from, among modalities, baselines and joint inputs.</summary>
    public IReadOnlySet<int> Features(ITask task)
    {
        var intra = task.Modalities.Concat(task.Baselines).Index().Where(m => Kind is ParadigmKind.Intra or ParadigmKind.I2M2 || (Kind == ParadigmKind.Unimodal && m.Item.Name == Variant));
        var joint = Enumerable.Range(task.Modalities.Count + task.Baselines.Count, HasJoint ? task.JointInputs.Count : 0);
        return intra.Select(m => m.Index).Concat(joint).ToHashSet();
    }

    /// <summary>The experts' names, intra ones in the order of the modalities, then the joint one.</summary>
    public IReadOnlyList<string> ExpertNames(ITask task) => Kind switch
    {
        ParadigmKind.Unimodal => [Variant],
        ParadigmKind.Intra => [.. task.Modalities.Select(m => m.Name)],
        ParadigmKind.Inter => [Expert.JointName],
        _ => [.. task.Modalities.Select(m => m.Name), Expert.JointName],
    };
}
