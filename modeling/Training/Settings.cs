using System.Globalization;
using I2M2.Cli;
using I2M2.Modeling.Metrics;
using I2M2.Modeling.Paradigms;

namespace I2M2.Modeling.Training;

/// <summary>How one run trains: every figure a recipe may set, fully resolved.</summary>
public sealed record Settings
{
    /// <summary>Magnitudes as they are stored.</summary>
    public const string Unscaled = "none";

    /// <summary>Magnitudes divided by their standard deviation over the slice.</summary>
    public const string SliceStd = "slice-std";

    /// <summary>Magnitudes divided by the maximum that came with the volume.</summary>
    public const string VolumeMax = "volume-max";

    /// <summary>One learning rate from the first step to the last.</summary>
    public const string ConstantRate = "constant";

    /// <summary>A rate that rises over the first tenth of the steps and falls to 0 over the rest.</summary>
    public const string LinearSchedule = "linear";

    private const int MostThreads = 1024;
    private const string None = "none";

    private static readonly Dictionary<string, Func<Settings, string, Settings>> Setters = new(StringComparer.Ordinal)
    {
        ["batch_size"] = (s, v) => s with { BatchSize = Whole(v, 1, 1 << 20) },
        ["epochs"] = (s, v) => s with { Epochs = Whole(v, 1) },
        ["patience"] = (s, v) => s with { Patience = Whole(v, 0) },
        ["optimizer"] = (s, v) => s with { Optimizer = OneOf(v, "sgd", "rmsprop", "adamw") },
        ["learning_rate"] = (s, v) => s with { LearningRate = Real(v) },
        ["weight_decay"] = (s, v) => s with { WeightDecay = Real(v) },
        ["clip_norm"] = (s, v) => s with { ClipNorm = Real(v) },
        ["select_by"] = (s, v) => s with { SelectBy = OneOf(v, [.. Selection.Names]) },
        ["init"] = (s, v) => s with { Init = OneOf(v, "scratch", "pretrained") },
        ["train_fusion"] = (s, v) => s with { TrainFusion = Flag(v) },
        ["intra_test_rule"] = (s, v) => s with { IntraTestRule = OneOf(v, "product", "mixture") },
        ["unimodal_batch_norm"] = (s, v) => s with { UnimodalBatchNorm = OneOf(v, "running", "batch") },
        ["aten_threads"] = (s, v) => s with { AtenThreads = Whole(v, 0, MostThreads) },
        ["blas_threads"] = (s, v) => s with { BlasThreads = Whole(v, 0, MostThreads) },
    };

    // Settings that few tasks have: a recipe may leave them out, and a run that does not use them does not list them.
    private static readonly Dictionary<string, (Func<Settings, string, Settings> Set, Func<Settings, string> Get)> Further = new(StringComparer.Ordinal)
    {
        ["class_weights"] = ((s, v) => s with { ClassWeights = OneOf(v, None, "balanced") }, s => s.ClassWeights),
        ["micro_batch"] = ((s, v) => s with { MicroBatch = Whole(v, 0, 1 << 20) }, s => Text(s.MicroBatch)),
        ["autocast"] = ((s, v) => s with { Autocast = OneOf(v, None, "bf16") }, s => s.Autocast),
        ["recompute"] = ((s, v) => s with { Recompute = Flag(v) }, s => Text(s.Recompute)),
        ["width"] = ((s, v) => s with { Width = Whole(v, 0, 1 << 12) }, s => Text(s.Width)),
        ["pool"] = ((s, v) => s with { Pool = Whole(v, 0, 1 << 10) }, s => Text(s.Pool)),
        ["beta2"] = ((s, v) => s with { Beta2 = Share(v) }, s => Text(s.Beta2)),
        ["schedule"] = ((s, v) => s with { Schedule = OneOf(v, ConstantRate, LinearSchedule) }, s => s.Schedule),
        ["head_rate"] = ((s, v) => s with { HeadRate = Real(v) }, s => Text(s.HeadRate)),
        ["cross_rate"] = ((s, v) => s with { CrossRate = Real(v) }, s => Text(s.CrossRate)),
        ["targets"] = ((s, v) => s with { Targets = OneOf(v, AnswerTargets.Table, AnswerTargets.Thirds) }, s => s.Targets),
        ["combination"] = ((s, v) => s with { Combination = OneOf(v, "log-softmax", "bernoulli") }, s => s.Combination),
        ["backbone"] = ((s, v) => s with { Backbone = v }, s => s.Backbone),
        ["freeze_backbone"] = ((s, v) => s with { FreezeBackbone = Flag(v) }, s => Text(s.FreezeBackbone)),
        ["backbone_dropout"] = ((s, v) => s with { BackboneDropout = Flag(v) }, s => Text(s.BackboneDropout)),
        ["image_size"] = ((s, v) => s with { ImageSize = Whole(v, 0, 1 << 12) }, s => Text(s.ImageSize)),
        ["augment"] = ((s, v) => s with { Augment = OneOf(v, None, "standard", "reference") }, s => s.Augment),
        ["flips"] = ((s, v) => s with { Flips = Flag(v) }, s => Text(s.Flips)),
        ["scaled_decoding"] = ((s, v) => s with { ScaledDecoding = Flag(v) }, s => Text(s.ScaledDecoding)),
        ["magnitude_scale"] = ((s, v) => s with { MagnitudeScale = OneOf(v, Unscaled, SliceStd, VolumeMax) }, s => s.MagnitudeScale),
    };

    /// <summary>Rows of one step.</summary>
    public int BatchSize { get; init; }

    /// <summary>Passes over the training split, at most.</summary>
    public int Epochs { get; init; }

    /// <summary>Epochs without improvement that are tolerated; 0: no early stop.</summary>
    public int Patience { get; init; }

    /// <summary>"sgd", "rmsprop" or "adamw".</summary>
    public string Optimizer { get; init; } = "";

    /// <summary>Learning rate.</summary>
    public double LearningRate { get; init; }

    /// <summary>L2 penalty; of adamw, the decay apart from it.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Largest norm of all gradients together; 0: no clipping.</summary>
    public double ClipNorm { get; init; }

    /// <summary>The validation metric whose best epoch is kept.</summary>
    public string SelectBy { get; init; } = "";

    /// <summary>"scratch", or "pretrained": experts start from the unimodal and inter runs of the same seed.</summary>
    public string Init { get; init; } = "";

    /// <summary>False leaves a low-rank fusion a random projection (the reference on a GPU).</summary>
    public bool TrainFusion { get; init; }

    /// <summary>"product", or "mixture": the rule by which the reference tests intra.</summary>
    public string IntraTestRule { get; init; } = "";

    /// <summary>"running", or "batch": the reference never leaves training mode in unimodal validation and test.</summary>
    public string UnimodalBatchNorm { get; init; } = "";

    /// <summary>Threads of ATen; 0: one for each core.</summary>
    public int AtenThreads { get; init; }

    /// <summary>Threads of the BLAS; 0: as it is.</summary>
    public int BlasThreads { get; init; }

    /// <summary>"none", or "balanced": classes of independent labels weigh N / (2 N_c) in the loss, counted on the training rows.</summary>
    public string ClassWeights { get; init; } = None;

    /// <summary>Rows that go through the networks at once; a step adds up the gradients of its batch's parts. 0: the whole batch.</summary>
    public int MicroBatch { get; init; }

    /// <summary>"none", or "bf16": training multiplies in bfloat16 on a GPU; the host always computes in float32.</summary>
    public string Autocast { get; init; } = None;

    /// <summary>Whether networks that can compute the inside of their stages again for the backward pass instead of keeping it.</summary>
    public bool Recompute { get; init; }

    /// <summary>Width of networks that come in several; 0: full size.</summary>
    public int Width { get; init; }

    /// <summary>Windows along a side of the last pooling of networks that have one; 0: full size.</summary>
    public int Pool { get; init; }

    /// <summary>"none", "slice-std" or "volume-max": what magnitudes of complex images are divided by.</summary>
    public string MagnitudeScale { get; init; } = Unscaled;

    /// <summary>Of adamw: weight of the past in the mean of the squared gradient.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary><see cref="ConstantRate"/> or <see cref="LinearSchedule"/>: the learning rate from step to step.</summary>
    public string Schedule { get; init; } = ConstantRate;

    /// <summary>Of adamw: how many times the learning rate the heads train at.</summary>
    public double HeadRate { get; init; } = 1;

    /// <summary>Of adamw: how many times the learning rate a backbone's layers between the modalities train at.</summary>
    public double CrossRate { get; init; } = 1;

    /// <summary>What answers are worth, see <see cref="AnswerTargets"/>.</summary>
    public string Targets { get; init; } = AnswerTargets.Table;

    /// <summary>"log-softmax", or "bernoulli": how experts on several answers are multiplied, see <see cref="Paradigms.SoftTargetLoss"/>.</summary>
    public string Combination { get; init; } = "log-softmax";

    /// <summary>The same as a value.</summary>
    public Paradigms.Combination Experts => Combination == "bernoulli" ? Paradigms.Combination.BernoulliProduct : Paradigms.Combination.LogSoftmaxProduct;

    /// <summary>What features come from: a file of weights, or "tiny" or "base" for fresh ones; empty: they lie in the shards.</summary>
    public string Backbone { get; init; } = "";

    /// <summary>Whether the backbone stays as it is.</summary>
    public bool FreezeBackbone { get; init; }

    /// <summary>Whether a backbone that stays as it is draws dropout while its heads train.</summary>
    public bool BackboneDropout { get; init; }

    /// <summary>Both as one.</summary>
    public BackboneUse UseOfBackbone => !FreezeBackbone ? BackboneUse.Trained : BackboneDropout ? BackboneUse.FrozenWithDropout : BackboneUse.Frozen;

    /// <summary>Rows and columns of pictures; 0: as the backbone's weights have them.</summary>
    public int ImageSize { get; init; }

    /// <summary>What becomes of pictures while training, see <see cref="Tasks.PictureInput"/>.</summary>
    public string Augment { get; init; } = None;

    /// <summary>Whether augmented pictures are mirrored.</summary>
    public bool Flips { get; init; } = true;

    /// <summary>Whether JPEG files much larger than needed are decoded smaller, see <see cref="Media.Transforms.PictureTransform"/>.</summary>
    public bool ScaledDecoding { get; init; }

    /// <summary>The names that <see cref="With"/> takes.</summary>
    public static IEnumerable<string> Keys => Setters.Keys.Concat(Further.Keys);

    /// <summary>Those that every recipe states.</summary>
    public static IEnumerable<string> Required => Setters.Keys;

    /// <summary>These settings with one changed.</summary>
    /// <param name="key">A name as recipes write it; "lr" is short for learning_rate.</param>
    /// <param name="value">Its value as text.</param>
    /// <exception cref="UsageException">Unknown name, or a value it cannot take.</exception>
    public Settings With(string key, string? value)
    {
        var set = Setters.GetValueOrDefault(key == "lr" ? "learning_rate" : key) ?? Further.GetValueOrDefault(key).Set;
        if (set is null)
            throw new UsageException($"Unknown setting '{key}'; there are {string.Join(", ", Keys)}");
        try
        {
            return set(this, (value ?? "").Trim()); // an empty value in YAML is null
        }
        catch (FormatException e)
        {
            throw new UsageException($"{key}: '{value}' {e.Message}");
        }
    }

    /// <summary>All settings under the names recipes use, in a fixed order.</summary>
    public IReadOnlyList<(string Key, string Value)> ToPairs() =>
    [
        ("batch_size", Text(BatchSize)), ("epochs", Text(Epochs)), ("patience", Text(Patience)), ("optimizer", Optimizer),
        ("learning_rate", Text(LearningRate)), ("weight_decay", Text(WeightDecay)), ("clip_norm", Text(ClipNorm)), ("select_by", SelectBy),
        ("init", Init), ("train_fusion", Text(TrainFusion)), ("intra_test_rule", IntraTestRule),
        ("unimodal_batch_norm", UnimodalBatchNorm), ("aten_threads", Text(AtenThreads)), ("blas_threads", Text(BlasThreads)),
        .. Further.Where(f => f.Value.Get(this) != f.Value.Get(Plain)).Select(f => (f.Key, f.Value.Get(this))),
    ];

    private static Settings Plain { get; } = new();

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "true" : "false";

    private static bool Flag(string text) => OneOf(text, "true", "false") == "true";

    private static int Whole(string text, int least, int most = int.MaxValue) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= least && n <= most
            ? n
            : throw new FormatException(most == int.MaxValue ? $"is not a whole number of at least {least}" : $"is not a whole number from {least} to {most}");

    private static double Real(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var x) && x >= 0 && double.IsFinite(x)
            ? x
            : throw new FormatException("is not a number of at least 0");

    private static double Share(string text) => Real(text) is var x and < 1 ? x : throw new FormatException("is not a number from 0 to below 1");

    private static string OneOf(string text, params string[] allowed) =>
        allowed.Contains(text) ? text : throw new FormatException($"is none of {string.Join(", ", allowed)}");
}
