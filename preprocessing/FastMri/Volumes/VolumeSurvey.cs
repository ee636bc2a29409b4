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
    /// <param name="side">Rows and columns that images shall have at least.</param>
    /// <param name="thorough">See <see cref="VolumeCheck.Run"/>.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <exception cref="InputRefusedException">All volumes have smaller images, of one size: the options are not for them.</exception>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    internal static VolumeSurvey Of(IReadOnlyList<VolumeFile> files, int side, bool thorough, int workers, CancellationToken stop)
    {
        var found = new (KneeVolume? Volume, InputRefusedException? Fault)[files.Count];
        using var meter = new ProgressMeter("fastmri  check", files.Count, "volumes");
        Workers.For(files.Count, workers, i =>
        {
            try
            {
                found[i].Volume = VolumeCheck.Run(files[i], thorough, stop);
            }
            catch (InputRefusedException e)
            {
                found[i].Fault = e;
            }

            lock (meter)
                meter.Advance(1);
        }, stop);
        RefuseOneOtherSize([.. found.Select(f => f.Volume).OfType<KneeVolume>()], side);
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i].Volume is { RssSide: { } own } && own < side)
                found[i] = (null, TooSmall(files[i], own, side));
        }

        return new VolumeSurvey(
            [.. found.Select(f => f.Volume).OfType<KneeVolume>()],
            [.. found.Index().Where(f => f.Item.Fault is not null).Select(f => (files[f.Index], f.Item.Fault!))]);
    }

    // One sentence about the options, not a fault of every file.
    private static void RefuseOneOtherSize(IReadOnlyList<KneeVolume> volumes, int side)
    {
        if (volumes is not [{ RssSide: { } own } first, _, ..] || own >= side || volumes.Any(v => v.RssSide != own || v.Rows != first.Rows))
            return;
        var columns = Math.Max(own, volumes.Max(v => v.Columns));
        throw new InputRefusedException(
            Path.GetDirectoryName(Path.GetDirectoryName(first.File.Path))!,
            $"all volumes that can be read, {PreprocessingReport.Count(volumes.Count)}, have {first.Rows} rows of k-space and images of {own} rows or columns; {side} x {side} were to be kept of each",
            $"give their size with --set grid={Math.Max(own, first.Rows)}x{columns} --set side={own}");
    }

    private static InputRefusedException TooSmall(VolumeFile file, int own, int side) => new(
        file.Path, $"dataset {VolumeReader.Rss}: its images have {own} rows or columns, {side} x {side} are to be kept",
        "give the volumes' own sizes with --set grid and --set side, fetch the file again, or leave such volumes out with --skip-bad");
}
