using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>The image side's parts (Liu et al. 2021): patches, four stages, and a layer norm that the fused path leaves out.</summary>
public sealed class SwinTransformer : Module
{
    private readonly PatchEmbedding patch_embed;
    private readonly ModuleList<SwinStage> layers;
    private readonly LayerNorm norm;

    /// <param name="config">Sizes.</param>
    public SwinTransformer(FiberConfig config)
        : base(nameof(SwinTransformer))
    {
        patch_embed = new PatchEmbedding(config.Patch, config.Embed);
        layers = ModuleList([.. Enumerable.Range(0, FiberConfig.Stages).Select(s => new SwinStage(config, s))]);
        norm = LayerNorm(config.Channels(FiberConfig.Stages - 1));
        RegisterComponents();
    }

    /// <summary>Pixels to tokens.</summary>
    public PatchEmbedding PatchEmbed => patch_embed;

    /// <summary>In order.</summary>
    public ModuleList<SwinStage> Stages => layers;

    /// <summary>Over the last stage's channels.</summary>
    public LayerNorm Norm => norm;
}
