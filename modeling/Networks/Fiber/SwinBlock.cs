using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>
/// Block of a Swin transformer over a g x g grid of tokens, [B, g^2, C] to the same: x + attention(LN(x)), then x + mlp(LN(x)). The windows
/// of an odd block lie half a window off those of an even one, unless there is only one window.
/// </summary>
public sealed class SwinBlock : Module
{
    private readonly LayerNorm norm1;
    private readonly WindowAttention attn;
    private readonly LayerNorm norm2;
    private readonly SwinMlp mlp;
    private readonly int grid;
    private readonly int window;
    private readonly int shift;
    private readonly double dropPath;
    private readonly Tensor? mask;

    /// <param name="config">Sizes.</param>
    /// <param name="stage">Which stage.</param>
    /// <param name="block">Which of its blocks.</param>
    public SwinBlock(FiberConfig config, int stage, int block)
        : this(config, stage, block % 2 == 1, config.Fuses(stage, block), config.DropPathOf(stage, block))
    {
    }

    /// <param name="config">Sizes.</param>
    /// <param name="stage">Which stage.</param>
    /// <param name="shifted">Whether its windows lie half a window off, where there are several.</param>
    /// <param name="fused">Whether it can attend to the text.</param>
    /// <param name="dropPath">Probability with which a branch is dropped in training.</param>
    public SwinBlock(FiberConfig config, int stage, bool shifted, bool fused, double dropPath)
        : base(nameof(SwinBlock))
    {
        (grid, window, this.dropPath) = (config.Grid(stage), config.Window, dropPath);
        shift = shifted && grid > window ? window / 2 : 0;
        var channels = config.Channels(stage);
        register_module(nameof(norm1), norm1 = LayerNorm(channels));
        register_module(nameof(attn), attn = new WindowAttention(channels, config.Heads[stage], window, fused ? config.Hidden : 0));
        register_module(nameof(norm2), norm2 = LayerNorm(channels));
        register_module(nameof(mlp), mlp = new SwinMlp(channels));
        if (shift == 0)
            return;
        var tokens = window * window;
        mask = tensor(Windows.ShiftMask(grid, window, shift), [grid / window * (grid / window), 1, tokens, tokens]);
        register_buffer("attn_mask", mask, persistent: false);
    }

    /// <summary>The block's result.</summary>
    /// <param name="x">Tokens [B, g^2, C].</param>
    /// <param name="text">The text's states [B, T, hidden], for a fused block; null: the image alone.</param>
    /// <param name="padding">[B, 1, 1, T], true where the text is padding.</param>
    public Tensor Run(Tensor x, Tensor? text = null, Tensor? padding = null)
    {
        using var scope = NewDisposeScope();
        var rows = norm1.call(x).view(x.shape[0], grid, grid, x.shape[2]);
        if (shift > 0)
            rows = rows.roll([-shift, -shift], [1, 2]);
        var attended = Windows.Join(attn.Run(Windows.Cut(rows, window), mask, text, padding), grid);
        if (shift > 0)
            attended = attended.roll([shift, shift], [1, 2]);
        var y = x + Dropped(attended.view(x.shape));
        return scope.MoveToOuter(y + Dropped(mlp.call(norm2.call(y))));
    }

    // A sample's branch as a whole.
    private Tensor Dropped(Tensor branch) => training && dropPath > 0
        ? branch * functional.dropout(ones([branch.shape[0], 1, 1], branch.dtype, branch.device), dropPath)
        : branch;
}
