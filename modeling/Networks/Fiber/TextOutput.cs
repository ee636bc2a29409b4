using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>The affine map at the end of a branch of a text layer, [.., in] to [.., hidden], and the layer norm behind the residual.</summary>
public sealed class TextOutput : Module<Tensor, Tensor>
{
    private readonly Linear dense;
    private readonly double dropout;

    /// <param name="inputs">Channels in.</param>
    /// <param name="hidden">Channels out.</param>
    /// <param name="dropout">Probability with which a number is dropped in training.</param>
    public TextOutput(int inputs, int hidden, double dropout)
        : base(nameof(TextOutput))
    {
        this.dropout = dropout;
        register_module(nameof(dense), dense = Initial.Linear(inputs, hidden));
        register_module("LayerNorm", Norm = LayerNorm(hidden));
    }

    /// <summary>Of the state that the result was added to; not part of <see cref="forward"/>.</summary>
    public LayerNorm Norm { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => functional.dropout(dense.call(input), dropout, training);
}
