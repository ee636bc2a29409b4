using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>A batch on the training device.</summary>
/// <param name="Inputs">One tensor [B, ...] float32 for each input; [B, 0] for one that is not looked at.</param>
/// <param name="Labels">[B] int64; of L independent labels, [B, L].</param>
public sealed record Batch(IReadOnlyList<Tensor> Inputs, Tensor Labels) : IDisposable
{
    /// <summary>Rows B.</summary>
    public long Size => Labels.shape[0];

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var input in Inputs)
            input.Dispose();
        Labels.Dispose();
    }
}
