using I2M2.Torch;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>The two thread counts of the engine; with others, sums round differently.</summary>
public static class EngineThreads
{
    /// <summary>Both as they will be here: never more than there are cores, since a run may come from a larger machine.</summary>
    public static Settings Fit(Settings settings)
    {
        var cores = Environment.ProcessorCount;
        return settings with
        {
            AtenThreads = settings.AtenThreads > 0 ? Math.Min(settings.AtenThreads, cores) : cores,
            BlasThreads = Math.Min(settings.BlasThreads, cores),
        };
    }

    /// <summary>Sets both as a run's settings say, within this machine's cores.</summary>
    public static void Use(Settings settings)
    {
        var fitting = Fit(settings);
        set_num_threads(fitting.AtenThreads);
        if (fitting.BlasThreads > 0)
            Engine.BlasThreads = fitting.BlasThreads;
    }
}
