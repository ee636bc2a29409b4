using I2M2.Storage.Hdf5;

namespace I2M2.Preprocessing.Synth.FastMri;

/// <summary>One HDF5 file in the layout of the release.</summary>
internal sealed class VolumeFile
{
    private const int GzipLevel = 4;
    private readonly Hdf5Writer writer;
    private readonly Hdf5Rows kspace;
    private readonly Hdf5Rows rss;
    private readonly Hdf5Rows? esc;
    private readonly string patientId;
    private readonly string acquisition;
    private float max;
    private double squares;

    /// <param name="writer">An empty file.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="plan">The volume.</param>
    /// <param name="coils">Their number; null: single-coil, k-space without an axis of coils and with reconstruction_esc.</param>
    internal VolumeFile(Hdf5Writer writer, KneeOptions options, VolumePlan plan, int? coils)
    {
        (this.writer, patientId, acquisition) = (writer, plan.PatientId(options.Seed), plan.Acquisition);
        long[] image = [options.Rows, plan.Width];
        long[] shape = coils is { } count ? [options.Slices, count, .. image] : [options.Slices, .. image];
        var storage = options.Gzip ? new Hdf5Storage { Chunk = [.. Enumerable.Repeat(1L, shape.Length - 2), .. image], Gzip = GzipLevel } : null;
        writer.Text("ismrmrd_header", IsmrmrdHeader.Text(options, plan.Width, coils ?? 1));
        kspace = writer.Dataset("kspace", Hdf5Type.C64, shape, storage);
        esc = coils is null ? writer.Dataset("reconstruction_esc", Hdf5Type.F32, [options.Slices, options.Side, options.Side]) : null;
        rss = writer.Dataset("reconstruction_rss", Hdf5Type.F32, [options.Slices, options.Side, options.Side]);
    }

    /// <summary>Writes a slice.</summary>
    /// <param name="slice">From 0.</param>
    /// <param name="stored">K-space.</param>
    /// <param name="rootSum">reconstruction_rss.</param>
    /// <param name="single">reconstruction_esc, if the file has one.</param>
    internal void Write(int slice, ReadOnlySpan<Complex64> stored, ReadOnlySpan<float> rootSum, ReadOnlySpan<float> single)
    {
        kspace.Write(slice, stored);
        rss.Write(slice, rootSum);
        esc?.Write(slice, single);
        foreach (var value in esc is null ? rootSum : single)
        {
            max = Math.Max(max, value);
            squares += (double)value * value;
        }
    }

    /// <summary>Writes the root attributes; max and norm are of the reconstruction that is the file's target: esc, or rss of several coils.</summary>
    internal void Finish()
    {
        writer.Attribute("acquisition", acquisition);
        writer.Attribute("max", max);
        writer.Attribute("norm", Math.Sqrt(squares));
        writer.Attribute("patient_id", patientId);
    }
}
