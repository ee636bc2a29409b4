using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>An affine map of each patch of p x p pixels and layer norm, [B, 3, S, S] to [B, (S / p)^2, C].</summary>
public sealed class PatchEmbedding : Module<Tensor, Tensor>
{
    private const int Colours = 3;
    private readonly Conv2d proj;
    private readonly LayerNorm norm;

    /// <param name="patch">Side p of a patch.</param>
    /// <param name="channels">Channels C.</param>
    public PatchEmbedding(int patch, int channels)
        : base(nameof(PatchEmbedding))
    {
        proj = Conv2d(Colours, channels, patch, stride: patch);
        norm = LayerNorm(channels);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(norm.call(proj.call(input).flatten(2).transpose(1, 2)));
    }
}
