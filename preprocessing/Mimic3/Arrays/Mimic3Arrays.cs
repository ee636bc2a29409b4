using I2M2.Preprocessing.Mimic3.Extraction;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Mimic3.Arrays;

/// <summary>
/// Ready-made arrays in the raw folder instead of the tables: the four that MultiBench's im.pk holds, in one .npz file or as .npy files of
/// these names. The pickle itself is never read: loading one runs the code in it.
/// </summary>
public static class Mimic3Arrays
{
    /// <summary>Hourly series, [N, 24, 12].</summary>
    public const string Series = "ep_tdata";

    /// <summary>Static features, [N, 5].</summary>
    public const string Statics = "adm_features_all";

    /// <summary>Flags of death, [N, 6].</summary>
    public const string Flags = "adm_labels_all";

    /// <summary>Flags of diagnoses, [N, 20] or [N, 21].</summary>
    public const string Diagnoses = "y_icd9";

    /// <summary>What to do with a pickle; the statements can be pasted as they are.</summary>
    internal const string Conversion =
        "where you trust the file, convert it in Python: import pickle, numpy; data = pickle.load(open('im.pk', 'rb')); "
        + "keys = ['ep_tdata', 'adm_features_all', 'adm_labels_all', 'y_icd9']; "
        + "arrays = {key: numpy.asarray(data[key]) for key in keys}; numpy.savez('im.npz', **arrays)  # then give im.npz in the pickle's place";

    private static readonly string[] Keys = [Series, Statics, Flags, Diagnoses];

    /// <summary>Whether the folder holds arrays, or no table and a pickle of them.</summary>
    public static bool Found(string folder) => Inspect(folder) is not null;

    /// <summary>Looks which arrays there are.</summary>
    /// <returns>Null when there is none.</returns>
    public static RawFolder? Inspect(string folder)
    {
        var (archives, single) = (Archives(folder), Single(folder));
        if (archives.Length + single.Length > 0)
        {
            var bytes = archives.Concat(single).Sum(f => new FileInfo(f).Length);
            string[] missing = archives.Length > 0 ? [] : [.. Keys.Where(k => !File.Exists(At(folder, k))).Select(k => $"{k}.npy")];
            return new RawFolder(bytes, missing);
        }

        return Mimic3RawFiles.Look(folder).Found.Count == 0 && Pickled(folder) is { } pickle
            ? new RawFolder(new FileInfo(pickle).Length, [$"arrays: {Path.GetFileName(pickle)} is a pickle, which is not read; mimic3 tells how to convert it"])
            : null;
    }

    /// <summary>Finds the files: one .npz, or the four .npy in the order of the keys.</summary>
    /// <exception cref="InputRefusedException">There is a pickle instead, an array is missing, or tables or other arrays are there too.</exception>
    internal static string[] Locate(string folder)
    {
        var (archives, single) = (Archives(folder), Single(folder));
        var found = archives.Concat(single).ToArray();
        if ((found.FirstOrDefault(Pickle.IsAt) ?? (found.Length == 0 ? Pickled(folder) : null)) is { } pickle)
            throw new InputRefusedException(pickle, "a Python pickle, which is not read since loading one runs the code in it", Conversion);
        if (found.Length > 0 && Mimic3RawFiles.Look(folder).Found.Values.FirstOrDefault() is { } table)
            throw new InputRefusedException(folder, $"arrays are there ({Path.GetFileName(found[0])}) and also tables ({Path.GetFileName(table)})", "move one of the two elsewhere");
        if (archives.Length > 1 || (archives.Length == 1 && single.Length > 0))
            throw new InputRefusedException(folder, $"arrays are there twice: {string.Join(", ", found.Select(Path.GetFileName))}", "leave one set of them");
        if (archives.Length == 1)
            return archives;
        return Keys.Where(k => !File.Exists(At(folder, k))).Select(k => $"{k}.npy").ToArray() is { Length: > 0 } missing
            ? throw new InputRefusedException(folder, $"missing: {string.Join(", ", missing)}", $"give all four of {string.Join(", ", Keys)}, or one .npz file with them")
            : single;
    }

    /// <summary>A pickle in the raw folder; null: there is none.</summary>
    internal static string? Pickled(string folder)
        => Files(folder, f => f.EndsWith(".pk", StringComparison.OrdinalIgnoreCase) || f.EndsWith(".pkl", StringComparison.OrdinalIgnoreCase)
            || f.EndsWith(".pickle", StringComparison.OrdinalIgnoreCase) || Pickle.IsAt(f)).FirstOrDefault();

    private static string At(string folder, string key) => Path.Combine(folder, $"{key}.npy");

    private static string[] Single(string folder) => [.. Keys.Select(k => At(folder, k)).Where(File.Exists)];

    private static string[] Archives(string folder) => Files(folder, f => f.EndsWith(".npz", StringComparison.OrdinalIgnoreCase));

    private static string[] Files(string folder, Func<string, bool> wanted)
        => Directory.Exists(folder) ? [.. Directory.GetFiles(folder).Where(wanted).Order(StringComparer.Ordinal)] : [];
}
