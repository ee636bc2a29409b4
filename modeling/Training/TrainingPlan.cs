using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;

namespace I2M2.Modeling.Training;

/// <summary>The runs that a command asks for, in an order in which every run comes after those it starts from.</summary>
public static class TrainingPlan
{
    /// <summary>For each seed: the wanted paradigms and, where they start from trained experts, the runs that train these.</summary>
    /// <param name="task">The task.</param>
    /// <param name="wanted">What was asked for.</param>
    /// <param name="seeds">The seeds.</param>
    /// <param name="startsPretrained">Whether a paradigm starts from trained experts.</param>
    public static IReadOnlyList<(Paradigm Paradigm, long Seed)> Order(
        ITask task, IReadOnlyList<Paradigm> wanted, IReadOnlyList<long> seeds, Func<Paradigm, bool> startsPretrained)
    {
        var needed = wanted.Concat(wanted.Where(startsPretrained).SelectMany(p => p.StartsFrom(task))).ToHashSet();
        var ordered = Paradigm.All(task).Where(needed.Contains).ToList();
        return [.. seeds.SelectMany(seed => ordered.Select(p => (p, seed)))];
    }
}
