using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks;

/// <summary>Two affine maps with a ReLU between, [B, in] to [B, out]; the head of every expert. Reference: common_models.py, MLP.</summary>
public sealed class Mlp : Module<Tensor, Tensor>
{
    private readonly Linear fc;
    private readonly Linear fc2;

    /// <param name="inputs">Features in.</param>
    /// <param name="hidden">Hidden features.</param>
    /// <param name="outputs">Features out, or classes.</param>
    public Mlp(long inputs, long hidden, long outputs)
        : base(nameof(Mlp))
    {
        fc = Linear(inputs, hidden);
        fc2 = Linear(hidden, outputs);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => fc2.call(functional.relu(fc.call(input), inplace: true));
}
