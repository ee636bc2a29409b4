using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>Initial values of FIBER's parts: weights N(0, 0.02^2), biases 0.</summary>
internal static class Initial
{
    private const double Deviation = 0.02;

    /// <summary>An affine map.</summary>
    internal static Linear Linear(long inputs, long outputs, bool bias = true)
    {
        var linear = nn.Linear(inputs, outputs, bias);
        Normal(linear.weight);
        if (linear.bias is { } b)
            nn.init.zeros_(b);
        return linear;
    }

    /// <summary>A table of rows; that of padding stays zero.</summary>
    internal static Embedding Embedding(long rows, long channels, long? padding = null)
    {
        var table = nn.Embedding(rows, channels, padding);
        using var still = no_grad();
        table.weight!.mul_(Deviation);
        return table;
    }

    /// <summary>Overwrites a tensor; returns it.</summary>
    internal static Tensor Normal(Tensor tensor) => nn.init.normal_(tensor, 0, Deviation);
}
