using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>
/// Attention from text states [B, N, hidden] to states [B, M, ...], and the affine map of its result: [B, N, hidden], without residual.
/// The layer norm is the caller's to apply.
/// </summary>
public sealed class TextAttention : Module
{
    private readonly Projections self;
    private readonly TextOutput output;
    private readonly long heads;
    private readonly double dropout;

    /// <param name="config">Sizes.</param>
    /// <param name="others">Channels of what is attended to.</param>
    public TextAttention(FiberConfig config, int others)
        : base(nameof(TextAttention))
    {
        (heads, dropout) = (config.TextHeads, config.Dropout);
        self = new Projections(config.Hidden, others);
        output = new TextOutput(config.Hidden, config.Hidden, config.Dropout);
        RegisterComponents();
    }

    /// <summary>Its layer norm: of the state that the result was added to.</summary>
    public LayerNorm Norm => output.Norm;

    /// <summary>What is seen of the others.</summary>
    /// <param name="from">States that ask, [B, N, hidden].</param>
    /// <param name="to">States that answer, [B, M, ...].</param>
    /// <param name="padding">[B, 1, 1, M], true at padding; null: there is none.</param>
    public Tensor Run(Tensor from, Tensor to, Tensor? padding)
    {
        using var scope = NewDisposeScope();
        var query = Attention.Split(self.Query.call(from), heads);
        var (key, value) = (Attention.Split(self.Key.call(to), heads), Attention.Split(self.Value.call(to), heads));
        var bias = padding is null ? null : Attention.Hide(padding, query.dtype);
        var seen = Attention.Of(query, key, value, bias, training ? dropout : 0);
        return scope.MoveToOuter(output.call(Attention.Join(seen)));
    }

    private sealed class Projections : Module
    {
        internal Projections(int hidden, int others)
            : base(nameof(Projections))
        {
            register_module("query", Query = Initial.Linear(hidden, hidden));
            register_module("key", Key = Initial.Linear(others, hidden));
            register_module("value", Value = Initial.Linear(others, hidden));
        }

        internal Linear Query { get; }

        internal Linear Key { get; }

        internal Linear Value { get; }
    }
}
