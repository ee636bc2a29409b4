using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>
/// Halves a g x g grid and doubles its channels, [B, g^2, C] to [B, g^2 / 4, 2 C]: the neighbours (row, column) = (0, 0), (1, 0), (0, 1),
/// (1, 1) behind each other, layer norm, and an affine map without bias.
/// </summary>
public sealed class PatchMerging : Module<Tensor, Tensor>
{
    private readonly LayerNorm norm;
    private readonly Linear reduction;
    private readonly int grid;

    /// <param name="grid">Side of the grid.</param>
    /// <param name="channels">Channels C.</param>
    public PatchMerging(int grid, int channels)
        : base(nameof(PatchMerging))
    {
        this.grid = grid;
        norm = LayerNorm(4 * channels);
        reduction = Initial.Linear(4 * channels, 2 * channels, bias: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (b, half, channels) = (input.shape[0], grid / 2, input.shape[2]);
        var neighbours = input.view(b, half, 2, half, 2, channels).permute(0, 1, 3, 4, 2, 5).reshape(b, half * half, 4 * channels);
        return scope.MoveToOuter(reduction.call(norm.call(neighbours)));
    }
}
