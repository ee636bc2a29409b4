using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>The text side's parts (Liu et al. 2019): embeddings, layers, and a pooler that is there because FIBER's weights have it.</summary>
public sealed class TextTransformer : Module
{
    private readonly TextEmbeddings embeddings;
    private readonly Encoder encoder;
    private readonly Dense pooler;

    /// <param name="config">Sizes.</param>
    public TextTransformer(FiberConfig config)
        : base(nameof(TextTransformer))
    {
        embeddings = new TextEmbeddings(config);
        encoder = new Encoder(config);
        pooler = new Dense(config.Hidden, config.Hidden);
        RegisterComponents();
    }

    /// <summary>Ids to states.</summary>
    public TextEmbeddings Embeddings => embeddings;

    /// <summary>In order.</summary>
    public ModuleList<TextLayer> Layers => encoder.Layers;

    private sealed class Encoder : Module
    {
        internal Encoder(FiberConfig config)
            : base(nameof(Encoder))
        {
            Layers = ModuleList([.. Enumerable.Range(0, config.TextLayers).Select(k => new TextLayer(config, k))]);
            register_module("layer", Layers);
        }

        internal ModuleList<TextLayer> Layers { get; }
    }
}
