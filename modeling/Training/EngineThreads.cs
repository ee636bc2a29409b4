using I2M2.Torch;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>The two thread counts of the engine; with others, sums round differently.</summary>
public static class EngineThreads
{
    /// <summary>Sets both as a run's settings say.</summary>
    public static void Use(Settings settings)
    {
        set_num_threads(settings.AtenThreads > 0 ? settings.AtenThreads : Environment.ProcessorCount);
        if (settings.BlasThreads > 0)
            Engine.BlasThreads = settings.BlasThreads;
    }
}
