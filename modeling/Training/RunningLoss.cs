using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>The sum of rows' losses, kept where they are computed: adding waits for nothing, reading waits for the device.</summary>
internal sealed class RunningLoss : IDisposable
{
    private readonly Tensor sum;

    /// <param name="start">What it begins with.</param>
    /// <param name="device">Where the losses are.</param>
    internal RunningLoss(double start, Device device) => sum = full([], start, float64, device).DetachFromDisposeScope();

    /// <summary>Adds a batch's mean loss as often as it has rows.</summary>
    internal void Add(Tensor meanLoss, long rows)
    {
        using var scope = NewDisposeScope();
        sum.add_(meanLoss.to(float64) * rows);
    }

    /// <summary>The sum so far.</summary>
    internal double Sum() => sum.ToDouble();

    public void Dispose() => sum.Dispose();
}
