using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;
using I2M2.Shards;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tasks;

/// <summary>One input of a task.</summary>
/// <param name="Name">The modality, e.g. "audio".</param>
/// <param name="Column">The column of the shards that holds it; stored values are multiplied by the column's scale.</param>
public sealed record Modality(string Name, string Column)
{
    /// <summary>How the input is made of its column; null: it is the column.</summary>
    public DerivedInput? Derived { get; init; }

    /// <summary>How pictures become the input, when the column points to pictures; null: it does not.</summary>
    public PictureInput? Picture { get; init; }

    /// <summary>What to do where the shards have no such column.</summary>
    public string Otherwise { get; init; } = "preprocess the data set again";

    /// <summary>Numbers that a row of the column must have, when the networks are made for so many; null: any.</summary>
    public FeatureWidth? Width { get; init; }
}

/// <summary>The width of an input of features.</summary>
/// <param name="Width">Setting `width`, or what it stands for.</param>
/// <param name="Times">How many times the width a row has.</param>
public sealed record FeatureWidth(int Width, int Times);

/// <summary>An input that is computed as batches are loaded, on the training device.</summary>
/// <param name="Shape">What a row of the modality's column must look like, for errors: "[2, height, width]".</param>
/// <param name="Fits">Whether a row's shape is that.</param>
/// <param name="Of">Makes the input [B, ...] from the column's batch and those of <paramref name="Factors"/>.</param>
/// <param name="Factors">Further columns that it is made of, each of one positive number a row.</param>
public sealed record DerivedInput(string Shape, Func<long[], bool> Fits, Func<IReadOnlyList<Tensor>, Tensor> Of, params IReadOnlyList<string> Factors);

/// <summary>An input of decoded pictures, float32 [B, 3, side, side], normalised as ImageNet's are.</summary>
/// <param name="Side">Rows and columns.</param>
/// <param name="Augmentation">"none"; "standard": random crops, flips and RandAugment while training; "reference": the same as the paper's code has them.</param>
/// <param name="Flips">Whether augmented pictures are mirrored; not where a text speaks of left and right.</param>
/// <param name="Scaled">Whether JPEG files much larger than needed are decoded smaller.</param>
public sealed record PictureInput(int Side, string Augmentation, bool Flips, bool Scaled);

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

    /// <summary>The metric by which paradigms are compared: "accuracy", or "auroc" for two classes of which one is rare. Independent labels always go by AUROC.</summary>
    string ComparedBy => "accuracy";

    /// <summary>Inputs that the label is partly made from; null: none.</summary>
    Leak? Leak => null;

    /// <summary>Features that the networks do not get to see: their standardised values are 0.</summary>
    IReadOnlyList<string> Masked => [];

    /// <summary>The inputs, in the order in which they are handed to the experts.</summary>
    IReadOnlyList<Modality> Modalities { get; }

    /// <summary>Further inputs, after the modalities, that only unimodal runs see: to compare with.</summary>
    IReadOnlyList<Modality> Baselines => [];

    /// <summary>Further inputs, after the baselines, that only the joint expert sees: features of all modalities together.</summary>
    IReadOnlyList<Modality> JointInputs => [];

    /// <summary>What the experts share when they train on raw inputs; null: nothing.</summary>
    SharedBackbone? Backbone => null;

    /// <summary>Where the several right answers of a row lie; null: a row has one label.</summary>
    AnswerColumns? Answers => null;

    /// <summary>
    /// Names of independent labels that are present or absent, in the order of the networks' heads; null: there is one label of C classes.
    /// </summary>
    IReadOnlyList<string>? Labels => null;

    /// <summary>The column of class numbers, int64, where the task has <see cref="Answers"/> that of the answer most annotators gave, -1 when it is no class; of independent labels, that of 0 and 1 for each by its class names, uint8.</summary>
    string LabelColumn { get; }

    /// <summary>The column that names a row.</summary>
    string IdColumn { get; }

    /// <summary>The columns that name a row together, "/" between their numbers.</summary>
    IReadOnlyList<string> IdColumns => [IdColumn];

    /// <summary>The column of units, such as patients, whose rows are not independent of each other; null: every row stands for itself.</summary>
    string? ClusterColumn => null;

    /// <summary>The column of what rows are parts of, such as volumes, which are judged as wholes too; null: of nothing.</summary>
    string? GroupColumn => null;

    /// <summary>The column that says which named part of its split a row is of, a class index in U8; null: parts have no names.</summary>
    string? SubsetColumn => null;

    /// <summary>The splits whose rows are predicted at the end of a training, of those that there are.</summary>
    IReadOnlyList<string> JudgedSplits => ["valid", "test"];

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

    /// <summary>The task as settings have it: its networks' size, its inputs' scale.</summary>
    ITask Under(Settings settings) => this;

    /// <summary>What whoever reads a result must know of the task, a sentence each.</summary>
    /// <param name="options">How the shards were preprocessed; empty when that is not known.</param>
    IReadOnlyList<string> Remarks(IReadOnlyDictionary<string, string> options) => [];
}
