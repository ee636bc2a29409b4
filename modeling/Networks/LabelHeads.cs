using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks;

/// <summary>One affine map for each of L independent labels, [B, in] to logits [B, L, 2], class 1 of the last axis being "present".</summary>
public sealed class LabelHeads : Module<Tensor, Tensor>
{
    private readonly Linear[] heads;

    /// <param name="features">Features in.</param>
    /// <param name="labels">Names of the labels, in order; also the heads' names.</param>
    public LabelHeads(long features, IReadOnlyList<string> labels)
        : base(nameof(LabelHeads))
    {
        heads = [.. labels.Select(_ => Linear(features, 2))];
        for (var k = 0; k < heads.Length; k++)
            register_module(labels[k], heads[k]);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => stack(heads.Select(h => h.call(input)), 1);
}
