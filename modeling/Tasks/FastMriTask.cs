using I2M2.Modeling.Networks;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tasks;

/// <summary>
/// Four findings in a slice of a knee, each present or absent, from magnitude [1, H, W] and phase [1, H, W] of the complex image [2, H, W].
/// The joint expert sees both as one image of two channels. The root-sum-of-squares image of all coils is a baseline: it holds what the
/// single coil's images do not. Networks: fastMRI/ of the reference.
/// </summary>
public sealed class FastMriTask : ITask
{
    private const string ComplexShape = "[2, height, width], real and imaginary part";
    private const string Image = "image", Rss = "rss", Max = "max";
    private const float Least = 1e-30f; // an empty slice stays empty
    private const long FullWidth = 64, FullPool = 10;
    private readonly long width;
    private readonly long pool;

    /// <summary>The full network, magnitudes as they are.</summary>
    public FastMriTask()
        : this(FullWidth, FullPool, Settings.Unscaled)
    {
    }

    private FastMriTask(long width, long pool, string scale)
    {
        (this.width, this.pool) = (width, pool);
        Modalities = [new("magnitude", Image) { Derived = Magnitude(scale) }, new("phase", Image) { Derived = OfComplex(x => Imaginary(x).atan2(Real(x))) }];
    }

    /// <inheritdoc/>
    public string Dataset => "fastmri";

    /// <inheritdoc/>
    public string Name => "pathology";

    /// <inheritdoc/>
    public string ComparedBy => "auroc";

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Modalities { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Modality> Baselines { get; } = [new(Rss, Rss)
    {
        Derived = new("[height, width]", s => s.Length == 2, x => x[0].unsqueeze(1)),
    }];

    /// <inheritdoc/>
    public IReadOnlyList<string> Labels { get; } = ["others", "meniscus", "acl", "cartilage"];

    /// <inheritdoc/>
    public string LabelColumn => "labels";

    /// <inheritdoc/>
    public string IdColumn => "slice";

    /// <inheritdoc/>
    public IReadOnlyList<string> IdColumns { get; } = ["volume", "slice"];

    /// <inheritdoc/>
    public string ClusterColumn => "cluster";

    /// <inheritdoc/>
    public string GroupColumn => "volume";

    /// <inheritdoc/>
    public IReadOnlyList<string> Fusions { get; } = ["early"];

    /// <inheritdoc/>
    public Expert IntraExpert(int modality, int classes)
    {
        string[] names = [.. Modalities.Concat(Baselines).Select(m => m.Name)];
        return modality >= 0 && modality < names.Length
            ? new Expert(names[modality], modality, new PreActResNet(1, width, pool), Heads())
            : throw new ArgumentOutOfRangeException(nameof(modality), modality, $"fastMRI has {names.Length} inputs");
    }

    /// <inheritdoc/>
    public Expert JointExpert(string fusion, int classes, bool trainFusion) => fusion == "early"
        ? new Expert([0, 1], new Concatenation(), new PreActResNet(2, width, pool), Heads())
        : throw new ArgumentException($"Unknown fusion '{fusion}': fastMRI has {string.Join(", ", Fusions)}", nameof(fusion));

    /// <inheritdoc/>
    public ITask Under(Settings settings) => new FastMriTask(
        settings.Width > 0 ? settings.Width : FullWidth, settings.Pool > 0 ? settings.Pool : FullPool, settings.MagnitudeScale);

    /// <inheritdoc/>
    public IReadOnlyList<string> Remarks(IReadOnlyDictionary<string, string> options) =>
    [
        "\"others\" is every finding that is none of the other three, not \"any finding\".",
        (options.GetValueOrDefault("coils"), options.GetValueOrDefault("rss")) switch
        {
            ("multi", _) => "The rss baseline is made from the same coils as the complex image; it has no phase.",
            ("single", "computed") => "The rss baseline is the single coil's own magnitude, at each volume's own width.",
            _ => "The rss baseline is made from all coils of the scanner, which the single coil's magnitude and phase are not: it is not a further modality of the same measurement.",
        },
    ];

    private static DerivedInput Magnitude(string scale) => scale switch
    {
        Settings.SliceStd => OfComplex(x => Modulus(x) is var m ? m / (Deviation(m) + Least) : m),
        Settings.VolumeMax => new(ComplexShape, IsComplex, x => Modulus(x[0]) / x[1].view(-1, 1, 1, 1), Max),
        _ => OfComplex(Modulus),
    };

    private static bool IsComplex(long[] shape) => shape is [2, _, _];

    private static DerivedInput OfComplex(Func<Tensor, Tensor> of) => new(ComplexShape, IsComplex, x => of(x[0]));

    private static Tensor Real(Tensor image) => image.narrow(1, 0, 1);

    private static Tensor Imaginary(Tensor image) => image.narrow(1, 1, 1);

    // sqrt(re^2 + im^2). Of intensities near 1e-5 the squares are near 1e-10, well inside float32.
    private static Tensor Modulus(Tensor image) => (image * image).sum(dim: 1, keepdim: true).sqrt();

    // Over each slice, [B, 1, 1, 1].
    private static Tensor Deviation(Tensor image)
    {
        var centred = image - image.mean([2, 3], keepdim: true);
        return (centred * centred).mean([2, 3], keepdim: true).sqrt();
    }

    private LabelHeads Heads() => new(PreActResNet.Features(width, pool), Labels);
}
