using I2M2.Modeling.Paradigms;
using I2M2.Shards;

namespace I2M2.Modeling.Tasks;

/// <summary>One input of a task.</summary>
/// <param name="Name">The modality, e.g. "audio".</param>
/// <param name="Column">The column of the shards that holds it; stored values are multiplied by the column's scale.</param>
public sealed record Modality(string Name, string Column);

/// <summary>Inputs that give a task's label away, wholly or in part.</summary>
/// <param name="Features">Their names in <see cref="ColumnSchema.Features"/> of the input columns.</param>
/// <param name="Why">What they have to do with the label: a sentence.</param>
public sealed record Leak(IReadOnlyList<string> Features, string Why);

/// <summary>
/// What is predicted from what, and by which networks. A new task is a new class with a parameterless constructor in this folder:
/// it is found by itself, with its recipe of the same name.
/// </summary>
public interface ITask
{
    /// <summary>The data set, as the shards' manifest names it.</summary>
    string Dataset { get; }

    /// <summary>The task within the data set; a folder name.</summary>
    string Name { get; }

    /// <summary>The recipe's name after the data set's: tasks that train alike share one.</summary>
    string RecipeName => Name;

    /// <summary>The metric by which paradigms are compared: "accuracy", or "auroc" for two classes of which one is rare.</summary>
    string ComparedBy => "accuracy";

    /// <summary>Inputs that the label is partly made from; null: none.</summary>
    Leak? Leak => null;

    /// <summary>Features that the networks do not get to see: their standardised values are 0.</summary>
    IReadOnlyList<string> Masked => [];

    /// <summary>The inputs, in the order in which they are handed to the experts.</summary>
    IReadOnlyList<Modality> Modalities { get; }

    /// <summary>The column of class numbers, int64.</summary>
    string LabelColumn { get; }

    /// <summary>The column that names a row.</summary>
    string IdColumn { get; }

    /// <summary>Ways in which the joint expert can fuse, the default first.</summary>
    IReadOnlyList<string> Fusions { get; }

    /// <summary>A fresh expert over one modality.</summary>
    /// <param name="modality">Which of <see cref="Modalities"/>.</param>
    /// <param name="classes">Number of classes C.</param>
    Expert IntraExpert(int modality, int classes);

    /// <summary>A fresh expert over all modalities.</summary>
    /// <param name="fusion">One of <see cref="Fusions"/>.</param>
    /// <param name="classes">Number of classes C.</param>
    /// <param name="trainFusion">False leaves a fusion with weights a random projection.</param>
    Expert JointExpert(string fusion, int classes, bool trainFusion);

    /// <summary>What whoever reads a result must know of the task, a sentence each.</summary>
    /// <param name="options">How the shards were preprocessed; empty when that is not known.</param>
    IReadOnlyList<string> Remarks(IReadOnlyDictionary<string, string> options) => [];
}
