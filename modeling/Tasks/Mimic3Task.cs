using I2M2.Modeling.Networks;
using I2M2.Modeling.Paradigms;

namespace I2M2.Modeling.Tasks;

/// <summary>
/// A prediction from 5 static features [5] and the first 24 hours of 12 measurements [24, 12] of an admission. Sizes: avmnist_and_mimic of
/// the reference; low-rank fusion as in MultiBench (pliang279/MultiBench, examples/healthcare).
/// </summary>
public abstract class Mimic3Task : ITask
{
    private const long Statics = 5, Hours = 24, Measurements = 12;
    private const long EncodedStatics = 10, Hidden = 30, OfHour = 15, Fused = 100, Rank = 40, HiddenOfHead = 40;

    /// <inheritdoc/>
    public string Dataset => "mimic3";

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string RecipeName { get; }

    /// <inheritdoc/>
    public abstract string ComparedBy { get; }

    /// <inheritdoc/>
    public virtual Leak? Leak => null;

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; } = [new("static", "static"), new("series", "series")];

    /// <inheritdoc/>
    public abstract string LabelColumn { get; }

    /// <inheritdoc/>
    public string IdColumn => "hadm_id";

    /// <inheritdoc/>
    public IReadOnlyList<string> Fusions { get; } = ["concat", "lrtf"];

    /// <inheritdoc/>
    public Expert IntraExpert(int modality, int classes) => modality switch
    {
        0 => new Expert("static", 0, StaticEncoder(), new Mlp(EncodedStatics, HiddenOfHead, classes)),
        1 => new Expert("series", 1, new GruWithLinear(Measurements, Hidden, OfHour), new Mlp(Hours * OfHour, HiddenOfHead, classes)),
        _ => throw new ArgumentOutOfRangeException(nameof(modality), modality, "MIMIC-III has two modalities"),
    };

    /// <inheritdoc/>
    public Expert JointExpert(string fusion, int classes, bool trainFusion)
    {
        const long encodedSeries = Hours * Hidden;
        return fusion switch
        {
            "concat" => Joint(new Concatenation(), EncodedStatics + encodedSeries),
            "lrtf" => Joint(new LowRankTensorFusion([EncodedStatics, encodedSeries], Fused, Rank, trainFusion), Fused),
            _ => throw new ArgumentException($"Unknown fusion '{fusion}': MIMIC-III has {string.Join(", ", Fusions)}", nameof(fusion)),
        };

        Expert Joint(Fusion fuse, long features) =>
            new([StaticEncoder(), new GruEncoder(Measurements, Hidden)], fuse, new Mlp(features, HiddenOfHead, classes));
    }

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> Remarks(IReadOnlyDictionary<string, string> options) => [];

    private static Mlp StaticEncoder() => new(Statics, 10, EncodedStatics);
}
