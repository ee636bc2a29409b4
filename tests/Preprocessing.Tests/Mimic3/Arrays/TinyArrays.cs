using System.IO.Compression;
using I2M2.Tests.AvMnist.Archive;

namespace I2M2.Tests.Mimic3.Arrays;

/// <summary>The four arrays of im.pk in small: 20 invented admissions. Row r has flags and diagnoses that follow from r.</summary>
internal static class TinyArrays
{
    internal const int Rows = 20;

    internal static readonly string[] Keys = ["ep_tdata", "adm_features_all", "adm_labels_all", "y_icd9"];

    /// <summary>[20, 24, 12]; nothing was ever observed of bilirubin, the last feature, in row 3.</summary>
    internal static double[] Series { get; } =
        [.. Enumerable.Range(0, Rows * 24 * 12).Select(i => i / 288 == 3 && i % 12 == 11 ? double.NaN : 0.1 + (i * 37 % 1009 / 8.0))];

    /// <summary>[20, 5]; feature 1 is the same in every row, and no dyadic fraction.</summary>
    internal static double[] Statics { get; } = [.. Enumerable.Range(0, Rows).SelectMany(r => new[] { 7000.3 + (913 * r), 0.1, r % 2, r % 3 == 0 ? 1 : 0, r % 3 })];

    /// <summary>[20, 6]: the seven vectors of the label rule in turn.</summary>
    internal static double[] Flags { get; } = [.. Enumerable.Range(0, Rows).SelectMany(r => LabelRule[r % LabelRule.Length].Flags)];

    /// <summary>Flags and the class that they give.</summary>
    internal static (double[] Flags, int Class)[] LabelRule =>
    [
        ([1, 1, 1, 1, 1, 1], 1), ([1, 0, 1, 1, 1, 1], 2), ([1, 0, 0, 1, 1, 1], 3), ([1, 0, 0, 0, 1, 1], 4),
        ([0, 0, 0, 0, 0, 1], 5), ([0, 0, 0, 0, 0, 0], 0), ([1, 0, 0, 0, 0, 0], 0),
    ];

    /// <summary>[20, columns]: column c of row r is set where r + c is a multiple of 3.</summary>
    internal static double[] Diagnoses(int columns) => [.. Enumerable.Range(0, Rows * columns).Select(i => ((i / columns) + (i % columns)) % 3 == 0 ? 1.0 : 0)];

    /// <summary>Writes four .npy files.</summary>
    internal static string WriteFiles(string folder, int diagnoses = 20, string floats = "<f8", string integers = "<i8")
    {
        Directory.CreateDirectory(folder);
        NpyBytes.Write(Path.Combine(folder, "ep_tdata.npy"), floats, [Rows, 24, 12], Series);
        NpyBytes.Write(Path.Combine(folder, "adm_features_all.npy"), floats, [Rows, 5], Statics);
        NpyBytes.Write(Path.Combine(folder, "adm_labels_all.npy"), integers, [Rows, 6], Flags);
        NpyBytes.Write(Path.Combine(folder, "y_icd9.npy"), integers, [Rows, diagnoses], Diagnoses(diagnoses));
        return folder;
    }

    /// <summary>Writes one .npz file, as numpy.savez does.</summary>
    internal static string WriteArchive(string folder, int diagnoses = 20)
    {
        Directory.CreateDirectory(folder);
        using var loose = new TemporaryFolder();
        ZipFile.CreateFromDirectory(WriteFiles(loose.At("arrays"), diagnoses), Path.Combine(folder, "im.npz"), CompressionLevel.NoCompression, includeBaseDirectory: false);
        return folder;
    }
}
