using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;
using I2M2.Storage.Hdf5;

namespace I2M2.Preprocessing.FastMri.Volumes;

/// <summary>
/// Looks whether a file is a volume of knee slices. Quickly: that it is whole, has fully sampled k-space of a size that can be, and a reconstruction that fits it.
/// Thoroughly: also that every slice can be read and holds numbers.
/// </summary>
internal static class VolumeCheck
{
    private const string Remedy = "fetch the file again, or leave such volumes out with --skip-bad";
    private const string Scope = "i2m2.fastmri.patient:";
    private const int MostSlices = 4096, MostCoils = 256, MostLength = 8192;

    // A slice of all coils is held in memory.
    private const long MostSliceBytes = 1L << 30;

    /// <summary>Checks one volume.</summary>
    /// <param name="from">Its file.</param>
    /// <param name="thorough">Read every slice.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <exception cref="InputRefusedException">It is none; the message names the slice, where it is one slice's fault.</exception>
    internal static KneeVolume Run(VolumeFile from, bool thorough, CancellationToken stop)
    {
        using var reader = new VolumeReader(from);
        var (slices, coils, rows, columns) = Sizes(reader);
        if (reader.File.Has("mask"))
            throw Refused(from, "k-space is sampled in part (dataset mask), as in fastMRI's test and challenge files", "give files of the training and validation sets");
        CheckCombined(reader, slices);
        var header = IsmrmrdHeader.Read(reader.File);
        var (max, isComputed) = Max(reader, slices);
        var volume = new KneeVolume(from, slices, coils, rows, columns, reader.File.Attribute("acquisition")?.Text ?? "", Patient(reader.File), max, reader.Combined is not null)
        {
            IsMaxComputed = isComputed,
            HeaderContradicts = header?.EncodedColumns is { } encoded && (encoded > 1.25 * columns || columns > 1.25 * encoded),
            LacksHeader = header is null,
            RssSide = reader.Combined is { } combined ? (int)Math.Min(combined.Shape[1], combined.Shape[2]) : null,
        };
        if (thorough)
            ReadThrough(reader, volume, stop);
        return volume;
    }

    private static (int Slices, int Coils, int Rows, int Columns) Sizes(VolumeReader reader)
    {
        var data = reader.Data;
        var shown = $"dataset {VolumeReader.KSpace} of shape [{string.Join(", ", data.Shape)}]";
        if (data.Type is not (Hdf5Type.C64 or Hdf5Type.C128))
            throw Refused(reader.Volume, $"dataset {VolumeReader.KSpace}: expected complex numbers of members r and i, found {data.Type}: without one of the two there is no phase");
        if (data.Shape.Count is not (3 or 4))
            throw Refused(reader.Volume, $"{shown}: expected [slices, rows, columns] or [slices, coils, rows, columns]");
        if (data.Shape.Any(n => n == 0))
            throw Refused(reader.Volume, $"{shown}: is empty");
        var (slices, coils, rows, columns) = (data.Shape[0], data.Shape.Count == 4 ? data.Shape[1] : 0, data.Shape[^2], data.Shape[^1]);
        if (slices > MostSlices || coils > MostCoils || rows > MostLength || columns > MostLength || Math.Max(1, coils) * rows * columns > MostSliceBytes / 8)
            throw Refused(reader.Volume, $"{shown}: larger than any knee volume");
        if (data.StoredBytes == 0)
            throw Refused(reader.Volume, $"{shown}: its values were never stored");
        data.RequireReadable<Complex64>();
        return ((int)slices, (int)coils, (int)rows, (int)columns);
    }

    private static void CheckCombined(VolumeReader reader, int slices)
    {
        if (reader.Combined is not { } combined)
            return;
        if (combined.Type is not (Hdf5Type.F32 or Hdf5Type.F64) || combined.Shape is not [var count, var rows, var columns] || count != slices || rows == 0 || columns == 0 || rows > MostLength || columns > MostLength)
            throw Refused(reader.Volume, $"dataset {VolumeReader.Rss}: expected float [{slices}, rows, columns], found {combined.Type} [{string.Join(", ", combined.Shape)}]");

        combined.RequireReadable<float>();
    }

    /// <summary>The attribute; where there is none, the greatest value of what it would be the greatest of.</summary>
    private static (double Max, bool IsComputed) Max(VolumeReader reader, int slices)
    {
        if (reader.File.Attribute("max") is { } attribute)
        {
            var max = attribute.ToNumber();
            return max > 0 && double.IsFinite(max) ? (max, false) : throw Refused(reader.Volume, "attribute max: expected a number above 0");
        }

        if (reader.File.Has(VolumeReader.Esc))
        {
            using var single = reader.File.Dataset(VolumeReader.Esc);
            return (Max(reader.Volume, single, slices), true);
        }

        return reader.Combined is { } combined
            ? (Max(reader.Volume, combined, slices), true)
            : throw Refused(reader.Volume, "no attribute max and no reconstruction to take it from");
    }

    private static double Max(VolumeFile volume, Hdf5Dataset images, int slices)
    {
        if (images.Shape is not [var count, var rows, var columns] || count != slices || rows * columns > MostSliceBytes / 4)
            throw Refused(volume, $"dataset {images.Name}: expected [{slices}, rows, columns], found [{string.Join(", ", images.Shape)}]");
        var image = new float[rows * columns];
        var all = Moments.None;
        for (var slice = 0; slice < slices; slice++)
        {
            images.ReadLeading(slice, image.AsSpan());
            all = all.Plus(Moments.Of(image));
        }

        return all.Max > 0 && double.IsFinite(all.Sum) ? all.Max : throw Refused(volume, $"dataset {images.Name}: expected numbers, and one above 0");
    }

    // A number is as good a name as a text: two volumes that have the same one are of one patient.
    private static string? Patient(Hdf5File file) => file.Attribute("patient_id") is { } said && (said.Text ?? said.Number!.Value.ToString("R", CultureInfo.InvariantCulture)) is { Length: > 0 } id
        ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Scope + id)).AsSpan(0, 8))
        : null;

    private static void ReadThrough(VolumeReader reader, KneeVolume volume, CancellationToken stop)
    {
        var kspace = new Complex64[Math.Max(1, volume.Coils) * volume.Rows * volume.Columns];
        var combined = new float[reader.Combined is { } images ? images.Shape[1] * images.Shape[2] : 0];
        for (var slice = 0; slice < volume.Slices; slice++)
        {
            stop.ThrowIfCancellationRequested();
            reader.ReadKSpace(slice, kspace);
            if (!AreNumbers(MemoryMarshal.Cast<Complex64, float>(kspace)))
                throw reader.Refused(slice, NotNumbers(VolumeReader.KSpace));
            if (reader.Combined is null)
                continue;
            reader.ReadRss(slice, combined);
            if (!AreNumbers(combined))
                throw reader.Refused(slice, NotNumbers(VolumeReader.Rss));
        }
    }

    /// <summary>For a dataset that holds NaN or infinity.</summary>
    internal static string NotNumbers(string dataset) => $"dataset {dataset} holds NaN or infinite values";

    private static bool AreNumbers(ReadOnlySpan<float> values) => double.IsFinite(Moments.Of(values).Sum);

    private static InputRefusedException Refused(VolumeFile volume, string problem, string remedy = Remedy) => new(volume.Path, problem, remedy);
}
