using static TorchSharp.torch;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>Features of a batch; null where they were not asked for.</summary>
/// <param name="Fused">[B, 2 H], the text's half first; numbers between -1 and 1.</param>
/// <param name="Image">[B, H], of length 1.</param>
/// <param name="Text">[B, H], of length 1.</param>
public sealed record FiberFeatures(Tensor? Fused, Tensor? Image, Tensor? Text);
