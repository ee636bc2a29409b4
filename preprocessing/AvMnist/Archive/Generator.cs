using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist.Archive;

/// <summary>
/// Which of the two public versions of the generator (_MFAS, datasets/avmnist_gen.py) made some arrays, by <see cref="ArrayEvidence"/>. The newer keeps
/// components up to a quarter of the variance, 3 for MNIST, and renders audio to 8 bits; the older keeps 196 components and power spectra.
/// </summary>
internal static class Generator
{
    /// <summary>The conclusion when the evidence fits neither.</summary>
    internal const string Unknown = "unknown";

    private const int NewerComponents = 3;
    private const int OlderComponents = 196;

    // A mean that is added back is one more direction.
    private const int OlderComponentsAndMean = 197;

    /// <summary>The conclusion, to be stored: "newer", "older" or "unknown".</summary>
    internal static string Of(ArrayEvidence evidence) => evidence switch
    {
        { LabelsAreMnists: true, Components: NewerComponents, MeanRemoved: true, AudioDtype: Dtype.U8 } => "newer",
        { LabelsAreMnists: true, Components: OlderComponents or OlderComponentsAndMean, AudioDtype: Dtype.F32 or Dtype.F64, Audio.Least: >= 0 } => "older",
        _ => Unknown,
    };

    /// <summary>What the conclusion rests on, in words.</summary>
    internal static string Evidence(ArrayEvidence evidence)
    {
        var components = evidence.Components == evidence.RankedImages ? $"{evidence.Components} components or more" : $"{evidence.Components} components";
        return $"labels {(evidence.LabelsAreMnists ? "in MNIST's order" : "not those of MNIST's train file")}, "
            + $"images of {components}, {(evidence.MeanRemoved ? "mean removed" : "mean not removed")}, {evidence.Images.Least:0.#} to {evidence.Images.Greatest:0.#}, "
            + $"audio {evidence.AudioDtype}, {evidence.Audio.Least:G3} to {evidence.Audio.Greatest:G3}";
    }
}
