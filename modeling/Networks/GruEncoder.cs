using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks;

/// <summary>Encoder of time series: all hidden states of a GRU, [B, T, in] to [B, T * h], time-major. Reference: common_models.py, GRU.</summary>
public sealed class GruEncoder : Module<Tensor, Tensor>
{
    private readonly GRU gru;

    /// <param name="inputs">Features of one time step.</param>
    /// <param name="hidden">Hidden features h.</param>
    public GruEncoder(long inputs, long hidden)
        : base(nameof(GruEncoder))
    {
        gru = GRU(inputs, hidden, batchFirst: true);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => gru.call(input).Item1.flatten(1);
}

/// <summary>
/// Encoder of time series: a GRU, then the same affine map at each step, [B, T, in] to [B, T * out]. Reference: common_models.py, GRUWithLinear.
/// </summary>
public sealed class GruWithLinear : Module<Tensor, Tensor>
{
    private readonly GRU gru;
    private readonly Linear linear;

    /// <param name="inputs">Features of one time step.</param>
    /// <param name="hidden">Hidden features.</param>
    /// <param name="outputs">Features of one step after the affine map.</param>
    public GruWithLinear(long inputs, long hidden, long outputs)
        : base(nameof(GruWithLinear))
    {
        gru = GRU(inputs, hidden, batchFirst: true);
        linear = Linear(hidden, outputs);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => linear.call(gru.call(input).Item1).flatten(1);
}
