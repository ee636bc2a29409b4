using I2M2.Torch;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>The two thread counts of the engine; with others, sums round differently.</summary>
public static class EngineThreads
{
    /// <summary>Sets both as a run's settings say, but never to more than there are cores: a run may come from a larger machine.</summary>
    public static void Use(Settings settings)
    {
        var cores = Environment.ProcessorCount;
        set_num_threads(settings.AtenThreads > 0 ? Math.Min(settings.AtenThreads, cores) : cores);
        if (settings.BlasThreads > 0)
            Engine.BlasThreads = Math.Min(settings.BlasThreads, cores);
    }
}
