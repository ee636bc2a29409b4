using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Import;

/// <summary>A model of other code that can be taken over: which paradigm it is here, and how its tensors are called there.</summary>
public sealed record ImportTarget
{
    /// <summary>Data set.</summary>
    public required string Dataset { get; init; }

    /// <summary>Task within it.</summary>
    public required string Task { get; init; }

    /// <summary>The model's name in the other code: "i2m2-lf".</summary>
    public required string Model { get; init; }

    /// <summary>Which experts it has here.</summary>
    public required Paradigm Paradigm { get; init; }

    /// <summary>Names of the classes, by label.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>Its experts, in the order in which the other code lists their files.</summary>
    public required IReadOnlyList<ImportPart> Parts { get; init; }

    /// <summary>As users write it: "avmnist/i2m2-lf".</summary>
    public string Name => $"{Dataset}/{Model}";

    /// <summary>The task that can judge the model here, or null when this version has none.</summary>
    public ITask? FindTask() =>
        TaskList.Find(Dataset, Task) is { } task && Paradigm.All(task).Contains(Paradigm) ? task : null;

    /// <summary>A fresh model of these experts, intra ones first, on the host.</summary>
    public ExpertSet Create(long seed) => ModelFactory.Create(
        Paradigm, Parts.OrderBy(p => p.Expert == Expert.JointName).Select(p => (p.Expert, p.Create)), seed);
}
