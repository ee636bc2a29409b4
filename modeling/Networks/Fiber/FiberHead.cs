using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>
/// The head of an expert over FIBER's features, [B, d] to logits [B, K]: affine map, layer norm, GELU, affine map. Its tensors are `0`, `1`
/// and `3`, the reference's numbers. Reference: fiber/modules/classify.py.
/// </summary>
public sealed class FiberHead : Module<Tensor, Tensor>
{
    private readonly Linear first;
    private readonly LayerNorm norm;
    private readonly Linear last;

    /// <param name="features">Features d.</param>
    /// <param name="hidden">Hidden features, 2 H in the reference.</param>
    /// <param name="classes">Classes K.</param>
    public FiberHead(int features, int hidden, int classes)
        : base(nameof(FiberHead))
    {
        register_module("0", first = Initial.Linear(features, hidden));
        register_module("1", norm = LayerNorm(hidden));
        register_module("3", last = Initial.Linear(hidden, classes));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(last.call(functional.gelu(norm.call(first.call(input)))));
    }
}
