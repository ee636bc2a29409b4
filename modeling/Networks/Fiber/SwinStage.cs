using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>Blocks over one grid, and the merging that leads to the next one.</summary>
public sealed class SwinStage : Module
{
    private readonly ModuleList<SwinBlock> blocks;
    private readonly PatchMerging? downsample;

    /// <param name="config">Sizes.</param>
    /// <param name="stage">Which stage.</param>
    public SwinStage(FiberConfig config, int stage)
        : base(nameof(SwinStage))
    {
        blocks = ModuleList([.. Enumerable.Range(0, config.Depths[stage]).Select(b => new SwinBlock(config, stage, b))]);
        downsample = stage < FiberConfig.Stages - 1 ? new PatchMerging(config.Grid(stage), config.Channels(stage)) : null;
        RegisterComponents();
    }

    /// <summary>In order.</summary>
    public ModuleList<SwinBlock> Blocks => blocks;

    /// <summary>To the next stage; null for the last.</summary>
    public PatchMerging? Downsample => downsample;
}
