using I2M2.Shards;
using I2M2.Storage.Hdf5;

namespace I2M2.Preprocessing.FastMri.Volumes;

/// <summary>
/// A volume's file, opened to read its slices. For a slice that is asked for, the bytes of that slice are read, or the chunks it lies in. Not thread-safe.
/// </summary>
internal sealed class VolumeReader : IDisposable
{
    /// <summary>Name of the dataset of k-space: [S, R, W], or [S, C, R, W].</summary>
    internal const string KSpace = "kspace";

    /// <summary>Name of the dataset of combined images, [S, side, side].</summary>
    internal const string Rss = "reconstruction_rss";

    /// <summary>Name of the dataset of single-coil images, [S, side, side].</summary>
    internal const string Esc = "reconstruction_esc";

    private const string Remedy = "fetch the file again, or leave such volumes out with --skip-bad";

    /// <param name="volume">The file.</param>
    /// <exception cref="InputRefusedException">It is damaged, or has no k-space.</exception>
    internal VolumeReader(VolumeFile volume)
    {
        Volume = volume;
        File = Hdf5File.Open(volume.Path);
        try
        {
            Data = File.Dataset(KSpace);
            Combined = File.Has(Rss) ? File.Dataset(Rss) : null;
        }
        catch
        {
            File.Dispose();
            throw;
        }
    }

    /// <summary>Which volume.</summary>
    internal VolumeFile Volume { get; }

    /// <summary>The open file.</summary>
    internal Hdf5File File { get; }

    /// <summary>The dataset of k-space.</summary>
    internal Hdf5Dataset Data { get; }

    /// <summary>The dataset of combined images; null: there is none.</summary>
    internal Hdf5Dataset? Combined { get; }

    /// <summary>Reads a slice's k-space.</summary>
    /// <param name="slice">Which, from 0.</param>
    /// <param name="into">[coils, rows, columns], row-major.</param>
    /// <exception cref="InputRefusedException">It is damaged.</exception>
    internal void ReadKSpace(int slice, Span<Complex64> into) => Read(Data, slice, into);

    /// <summary>Reads a slice's combined image.</summary>
    /// <param name="slice">Which, from 0.</param>
    /// <param name="into">[rows, columns], row-major.</param>
    /// <exception cref="InputRefusedException">It is damaged.</exception>
    internal void ReadRss(int slice, Span<float> into) => Read(Combined!, slice, into);

    /// <summary>For values of a slice that cannot be.</summary>
    internal InputRefusedException Refused(int slice, string problem, Exception? cause = null) => new(Volume.Path, $"slice {slice}: {problem}", Remedy, cause);

    /// <summary>Closes the file.</summary>
    public void Dispose() => File.Dispose();

    private void Read<T>(Hdf5Dataset dataset, int slice, Span<T> into)
        where T : unmanaged
    {
        try
        {
            dataset.ReadLeading(slice, into);
        }
        catch (InputRefusedException e)
        {
            throw Refused(slice, e.Problem, e);
        }
    }
}
