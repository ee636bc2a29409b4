using I2M2.Modeling.Training;

namespace I2M2.Modeling.Tasks.VisionLanguage;

/// <summary>Whether a sentence about two pictures, left and right, is true.</summary>
public sealed class Nlvr2Task : FiberTask
{
    /// <summary>Over features that lie in the shards.</summary>
    public Nlvr2Task()
        : this(null)
    {
    }

    private Nlvr2Task(Settings? settings)
        : base(settings, pictures: 2)
    {
    }

    /// <inheritdoc/>
    public override string Dataset => "nlvr2";

    /// <inheritdoc/>
    public override string Name => "truth";

    /// <inheritdoc/>
    public override string LabelColumn => "label";

    /// <inheritdoc/>
    public override string IdColumn => "pair_id";

    /// <inheritdoc/>
    public override IReadOnlyList<string> IdColumns { get; } = ["set_id", "pair_id", "sentence_id"];

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> PictureColumns { get; } = ["left", "right"];

    /// <inheritdoc/>
    public override IReadOnlyList<string> JudgedSplits { get; } = ["valid", "dev", "test", "test2"];

    /// <inheritdoc/>
    public override string? SubsetColumn => "subset";

    /// <inheritdoc/>
    public override ITask Under(Settings settings) => new Nlvr2Task(settings);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks(IReadOnlyDictionary<string, string> options) => [];
}
