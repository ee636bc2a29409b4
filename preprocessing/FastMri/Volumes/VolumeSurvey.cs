using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.FastMri.Volumes;

/// <summary>What there is of volumes, found before hours are spent on any.</summary>
/// <param name="Volumes">Those that can be read, in the order of their files.</param>
/// <param name="Faults">Those that cannot, and why.</param>
internal sealed record VolumeSurvey(IReadOnlyList<KneeVolume> Volumes, IReadOnlyList<(VolumeFile File, InputRefusedException Fault)> Faults)
{
    /// <summary>Checks all volumes.</summary>
    /// <param name="files">Their files.</param>
    /// <param name="side">See <see cref="VolumeCheck.Run"/>.</param>
    /// <param name="thorough">See <see cref="VolumeCheck.Run"/>.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    internal static VolumeSurvey Of(IReadOnlyList<VolumeFile> files, int side, bool thorough, int workers, CancellationToken stop)
    {
        var found = new (KneeVolume? Volume, InputRefusedException? Fault)[files.Count];
        using var meter = new ProgressMeter("fastmri  check", files.Count, "volumes");
        Workers.For(files.Count, workers, i =>
        {
            try
            {
                found[i].Volume = VolumeCheck.Run(files[i], side, thorough, stop);
            }
            catch (InputRefusedException e)
            {
                found[i].Fault = e;
            }

            lock (meter)
                meter.Advance(1);
        }, stop);
        return new VolumeSurvey(
            [.. found.Select(f => f.Volume).OfType<KneeVolume>()],
            [.. found.Index().Where(f => f.Item.Fault is not null).Select(f => (files[f.Index], f.Item.Fault!))]);
    }
}
