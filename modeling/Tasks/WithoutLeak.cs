using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Tasks;

/// <summary>
/// A task whose networks do not get to see the inputs that give its label away: an ablation that shows how much of a result is theirs. The
/// networks are the same; the features stay at 0, their mean. Runs lie under a task name of their own.
/// </summary>
public sealed class WithoutLeak : ITask
{
    /// <summary>What is added to the task's name.</summary>
    public const string Suffix = "-drop-leaky";

    private readonly ITask task;

    /// <param name="task">With a leak.</param>
    /// <exception cref="ArgumentException">It has none.</exception>
    public WithoutLeak(ITask task)
    {
        this.task = task;
        Masked = task.Leak?.Features ?? throw new ArgumentException($"{task.Name} has no leak", nameof(task));
    }

    /// <inheritdoc/>
    public string Dataset => task.Dataset;

    /// <inheritdoc/>
    public string Name => task.Name + Suffix;

    /// <inheritdoc/>
    public string RecipeName => task.RecipeName;

    /// <inheritdoc/>
    public string ComparedBy => task.ComparedBy;

    /// <inheritdoc/>
    public IReadOnlyList<string> Masked { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities => task.Modalities;

    /// <inheritdoc/>
    public string LabelColumn => task.LabelColumn;

    /// <inheritdoc/>
    public string IdColumn => task.IdColumn;

    /// <inheritdoc/>
    public IReadOnlyList<string> Fusions => task.Fusions;

    /// <inheritdoc/>
    public Expert IntraExpert(int modality, int classes) => task.IntraExpert(modality, classes);

    /// <inheritdoc/>
    public Expert JointExpert(string fusion, int classes, bool trainFusion) => task.JointExpert(fusion, classes, trainFusion);

    /// <inheritdoc/>
    public ITask Under(Settings settings) => new WithoutLeak(task.Under(settings));

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks(IReadOnlyDictionary<string, string> options) => task.Remarks(options);
}
