using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>Writes the set: volumes as HDF5 and the two tables of fastMRI+.</summary>
/// <param name="options">What shapes it.</param>
internal sealed class KneeSet(KneeOptions options)
{
    /// <summary>The plans, in order of names.</summary>
    internal VolumePlan[] Plans { get; } = VolumePlan.All(options);

    /// <summary>Writes everything to a folder, which gets its name when it is whole.</summary>
    /// <param name="folder">Must not exist, or be empty, or hold this very set.</param>
    /// <param name="workers">Threads, a volume at a time each; they change no byte.</param>
    /// <returns>False when the folder held this very set already.</returns>
    /// <exception cref="UsageException">The folder holds something else.</exception>
    internal bool Write(string folder, int workers) => SyntheticFolder.Write(folder, new KneeSource(options).Text(), partial =>
    {
        foreach (var isVal in Plans.Select(p => p.IsVal).Distinct())
        {
            var (single, multi) = VolumeFiles.Folders(isVal);
            DurableFolder.Create(Path.Combine(partial, single));
            if (options.Coils > 1)
                DurableFolder.Create(Path.Combine(partial, multi));
        }

        var files = new VolumeFiles(options, partial);
        using var meter = new ProgressMeter("fastmri-synth", Plans.Length, "volumes");
        Workers.For(Plans.Length, workers, i =>
        {
            files.Write(Plans[i]);
            lock (meter)
                meter.Advance(1);
        });
        KneeTables.Write(partial, Plans, options);
    });
}
