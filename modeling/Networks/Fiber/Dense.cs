using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>An affine map that goes by the name `dense` within its module, [.., in] to [.., out].</summary>
public sealed class Dense : Module<Tensor, Tensor>
{
    private readonly Linear dense;

    /// <param name="inputs">Channels in.</param>
    /// <param name="outputs">Channels out.</param>
    public Dense(int inputs, int outputs)
        : base(nameof(Dense))
    {
        dense = Initial.Linear(inputs, outputs);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => dense.call(input);
}
