using I2M2.Modeling.Networks.Fiber;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tasks.VisionLanguage;

/// <summary>
/// What tasks of pictures and a text share: experts are heads over FIBER's three features, that of the pictures, that of the text and that of both together. Features lie in the
/// shards (`modeling features`), or come from a backbone that trains along or stays as it is (setting `backbone`). Reference: vqa_nlvr/ of the reference.
/// </summary>
public abstract class FiberTask : ITask
{
    /// <summary>Column of the pictures' feature.</summary>
    public const string ImageFeature = "image_feature";

    /// <summary>Column of the text's feature.</summary>
    public const string TextFeature = "text_feature";

    /// <summary>Column of the feature of both together.</summary>
    public const string FusedFeature = "fused_feature";

    private const string Fusion = "fiber";
    private const string NoFeatures = "name a backbone, --set backbone=FILE or --profile tiny, or train on what `modeling features` wrote";
    private const string NoPictures = "train without --set backbone where features lie in the shards, or preprocess with pictures";
    private readonly Settings settings;
    private readonly FiberConfig? network;
    private readonly int pictures;

    /// <param name="settings">Backbone, its size, pictures; null: features lie in the shards, of full width.</param>
    /// <param name="pictures">Pictures of a row.</param>
    private protected FiberTask(Settings? settings, int pictures)
    {
        this.settings = settings ?? new Settings();
        this.pictures = pictures;
        network = this.settings.Backbone.Length > 0 ? FiberWeights.Config(this.settings.Backbone, this.settings.ImageSize) : null;
        Modalities = [Feature("image", ImageFeature, pictures), Feature("text", TextFeature, 1)];
        JointInputs = [Feature("fused", FusedFeature, 2 * pictures)];
    }

    /// <inheritdoc/>
    public abstract string Dataset { get; }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Modality> JointInputs { get; }

    /// <inheritdoc/>
    public SharedBackbone? Backbone => network is null ? null : new(Inputs(network), () => new FiberFeatureBackbone(FiberWeights.Create(settings.Backbone, network), pictures), settings.UseOfBackbone);

    /// <inheritdoc/>
    public abstract string LabelColumn { get; }

    /// <inheritdoc/>
    public abstract string IdColumn { get; }

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> IdColumns => [IdColumn];

    /// <inheritdoc/>
    public virtual string? ClusterColumn => null;

    /// <inheritdoc/>
    public virtual string? SubsetColumn => null;

    /// <inheritdoc/>
    public virtual AnswerColumns? Answers => null;

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> JudgedSplits { get; } = ["valid", "test"];

    /// <inheritdoc/>
    public IReadOnlyList<string> Fusions { get; } = [Fusion];

    /// <summary>H, the width of one picture's feature and of the text's.</summary>
    private int Width => network?.Width ?? (settings.Width > 0 ? settings.Width : FiberConfig.Base384.Width);

    /// <inheritdoc/>
    public Expert IntraExpert(int modality, int classes) => modality is 0 or 1
        ? Head(Modalities[modality].Name, modality, modality == 0 ? pictures * Width : Width, classes)
        : throw new ArgumentOutOfRangeException(nameof(modality), modality, $"{Dataset} has {Modalities.Count} modalities");

    /// <inheritdoc/>
    public Expert JointExpert(string fusion, int classes, bool trainFusion) => fusion == Fusion
        ? Head(Expert.JointName, Modalities.Count, 2 * pictures * Width, classes)
        : throw new ArgumentException($"Unknown fusion '{fusion}': {Dataset} has {Fusion}", nameof(fusion));

    /// <inheritdoc/>
    public abstract ITask Under(Settings settings);

    /// <inheritdoc/>
    public abstract IReadOnlyList<string> Remarks(IReadOnlyDictionary<string, string> options);

    /// <summary>Columns that point to the pictures, in their order.</summary>
    private protected abstract IReadOnlyList<string> PictureColumns { get; }

    private Modality Feature(string name, string column, int times) => new(name, column) { Otherwise = NoFeatures, Width = new(Width, times) };

    private Expert Head(string name, int input, int features, int classes) => new(name, input, nn.Identity(), new FiberHead(features, 2 * Width, classes));

    // Features are those of the pictures, of the text and of both, in this order.
    private IReadOnlyList<BackboneInput> Inputs(FiberConfig of) =>
    [
        .. PictureColumns.Select(c => new BackboneInput(new Modality(c, c) { Picture = new(of.ImageSize, settings.Augment, settings.Flips, settings.ScaledDecoding), Otherwise = NoPictures }, 0, 2)),
        new(new Modality("input_ids", "input_ids"), 1, 2), new(new Modality("attention_mask", "attention_mask"), 1, 2),
    ];
}
