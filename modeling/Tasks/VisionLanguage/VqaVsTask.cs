using I2M2.Modeling.Training;

namespace I2M2.Modeling.Tasks.VisionLanguage;

/// <summary>The answer to a question about a picture, one of K that annotators gave; what an answer is worth depends on how many gave it.</summary>
public sealed class VqaVsTask : FiberTask
{
    /// <summary>Over features that lie in the shards.</summary>
    public VqaVsTask()
        : this(null)
    {
    }

    private VqaVsTask(Settings? settings)
        : base(settings, pictures: 1)
    {
    }

    /// <inheritdoc/>
    public override string Dataset => "vqa-vs";

    /// <inheritdoc/>
    public override string Name => "answer";

    /// <inheritdoc/>
    public override string LabelColumn => "majority";

    /// <inheritdoc/>
    public override string IdColumn => "question_id";

    /// <inheritdoc/>
    public override string ClusterColumn => "image_id";

    /// <inheritdoc/>
    public override AnswerColumns Answers { get; } = new("answer_ids", "answer_counts", "ood_mask", "answer_type", "question_type");

    /// <inheritdoc/>
    private protected override IReadOnlyList<string> PictureColumns { get; } = ["image"];

    /// <inheritdoc/>
    public override ITask Under(Settings settings) => new VqaVsTask(settings);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks(IReadOnlyDictionary<string, string> options) =>
    [
        "A score of 0.68 by the table of VQA v2 (0.3, 0.6, 0.9, 1) and 68 by the thirds of VQA-VS are not the same quantity; both are given.",
    ];
}
