using I2M2.Modeling.Networks;
using I2M2.Modeling.Paradigms;

namespace I2M2.Modeling.Tasks;

/// <summary>
/// Digits 0-9 from an image [1, 28, 28] and a spectrogram [1, 112, 112]. Sizes: avmnist_and_mimic of the reference; the joint expert's
/// encoders are twice as wide as the intra experts'.
/// </summary>
public sealed class AvMnistTask : ITask
{
    /// <inheritdoc/>
    public string Dataset => "avmnist";

    /// <inheritdoc/>
    public string Name => "digit";

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; } = [new("image", "image"), new("audio", "audio")];

    /// <inheritdoc/>
    public string LabelColumn => "label";

    /// <inheritdoc/>
    public string IdColumn => "row";

    /// <inheritdoc/>
    public IReadOnlyList<string> Fusions { get; } = ["concat", "lrtf"];

    /// <inheritdoc/>
    public Expert IntraExpert(int modality, int classes) => modality switch
    {
        0 => new Expert("image", 0, new LeNet(3, 3), new Mlp(24, 100, classes)),
        1 => new Expert("audio", 1, new LeNet(3, 5), new Mlp(96, 100, classes)),
        _ => throw new ArgumentOutOfRangeException(nameof(modality), modality, "AV-MNIST has two modalities"),
    };

    /// <inheritdoc/>
    public Expert JointExpert(string fusion, int classes, bool trainFusion) => fusion switch
    {
        "concat" => new Expert([new LeNet(6, 3), new LeNet(6, 5)], new Concatenation(), new Mlp(48 + 192, 100, classes)),
        "lrtf" => new Expert([new LeNet(6, 3), new LeNet(6, 5)], new LowRankTensorFusion([48, 192], 120, 40, trainFusion), new Mlp(120, 100, classes)),
        _ => throw new ArgumentException($"Unknown fusion '{fusion}': AV-MNIST has {string.Join(", ", Fusions)}", nameof(fusion)),
    };
}
