using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>
/// Layer of RoBERTa, [B, T, hidden] to the same, normalised after each residual: u = attention(h), h1 = LN(h + u), LN(h1 + mlp(h1)). With the
/// image, u grows by alpha crossattention(query from u, keys and values from image tokens), where alpha starts at 0.
/// </summary>
public sealed class TextLayer : Module
{
    private readonly Parameter alpha_t2i;
    private readonly TextAttention attention;
    private readonly TextAttention? crossattention_t2i;
    private readonly Dense intermediate;
    private readonly TextOutput output;

    /// <param name="config">Sizes.</param>
    /// <param name="layer">Which layer.</param>
    public TextLayer(FiberConfig config, int layer)
        : base(nameof(TextLayer))
    {
        alpha_t2i = Parameter(zeros([1]));
        attention = new TextAttention(config, config.Hidden);
        crossattention_t2i = config.ImageChannels(layer) is > 0 and var channels ? new TextAttention(config, channels) : null;
        intermediate = new Dense(config.Hidden, config.FeedForward);
        output = new TextOutput(config.FeedForward, config.Hidden, config.Dropout);
        RegisterComponents();
    }

    /// <summary>The layer's result.</summary>
    /// <param name="h">States [B, T, hidden].</param>
    /// <param name="padding">[B, 1, 1, T], true where the text is padding.</param>
    /// <param name="image">Image tokens [B, N, channels], for a fused layer; null: the text alone.</param>
    /// <param name="lastNorm">Whether the last layer norm is applied.</param>
    public Tensor Run(Tensor h, Tensor padding, Tensor? image = null, bool lastNorm = true)
    {
        using var scope = NewDisposeScope();
        var u = attention.Run(h, h, padding);
        if (image is not null)
            u = u + (alpha_t2i * (crossattention_t2i ?? throw new InvalidOperationException("This layer does not fuse")).Run(u, image, padding: null));
        var h1 = attention.Norm.call(u + h);
        var h2 = h1 + output.call(functional.gelu(intermediate.call(h1)));
        return scope.MoveToOuter(lastNorm ? output.Norm.call(h2) : h2);
    }
}
