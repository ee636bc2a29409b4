using I2M2.Modeling.Networks;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;

namespace I2M2.Modeling.Tests.Given;

/// <summary>Three classes from three short vectors: small enough to train in a moment, and not of two modalities.</summary>
internal sealed class ToyTask : ITask
{
    internal const int Classes = 3;
    internal static readonly long[] Sizes = [4, 5, 6];

    public string Dataset => "toy";

    public string Name => "blobs";

    public IReadOnlyList<Modality> Modalities { get; } = [new("front", "front"), new("side", "side"), new("top", "top")];

    public string LabelColumn => "label";

    public string IdColumn => "row";

    public IReadOnlyList<string> Fusions { get; } = ["concat", "lrtf"];

    public Expert IntraExpert(int modality, int classes) =>
        new(Modalities[modality].Name, modality, new Mlp(Sizes[modality], 8, 6), new Mlp(6, 8, classes));

    public Expert JointExpert(string fusion, int classes, bool trainFusion)
    {
        Mlp[] encoders = [.. Sizes.Select(d => new Mlp(d, 8, 4))];
        return fusion == "concat"
            ? new Expert(encoders, new Concatenation(), new Mlp(12, 8, classes))
            : new Expert(encoders, new LowRankTensorFusion([4, 4, 4], 6, 3, trainFusion), new Mlp(6, 8, classes));
    }
}
