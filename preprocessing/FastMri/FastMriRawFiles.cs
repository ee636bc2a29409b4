using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.FastMri;

/// <summary>A volume's file.</summary>
/// <param name="Volume">A <see cref="VolumeId"/>.</param>
/// <param name="Path">Where it is.</param>
/// <param name="IsOfficialTrain">In fastMRI's training set; else in its validation set.</param>
internal sealed record VolumeFile(string Volume, string Path, bool IsOfficialTrain)
{
    /// <summary>Path below the raw folder, e.g. "singlecoil_train/file1000001.h5": what messages and manifests say.</summary>
    internal string Name => $"{System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(Path))}/{System.IO.Path.GetFileName(Path)}";
}

/// <summary>
/// Where the raw files lie: volumes in `singlecoil_train/`, `singlecoil_val/` or `multicoil_train/`, `multicoil_val/`, as fastMRI unpacks them, and
/// fastMRI+'s `knee.csv` and `knee_file_list.csv` beside those folders or elsewhere.
/// </summary>
/// <param name="IsMultiCoil">Which of the two kinds of volumes.</param>
/// <param name="Volumes">In ordinal order.</param>
/// <param name="OtherFiles">Files of those folders that are not named as volumes are.</param>
/// <param name="Annotations">knee.csv, plain or gzip.</param>
/// <param name="Reviewed">knee_file_list.csv.</param>
internal sealed record FastMriRawFiles(bool IsMultiCoil, IReadOnlyList<VolumeFile> Volumes, int OtherFiles, string Annotations, string Reviewed)
{
    private const string Ending = ".h5";
    private static readonly string[] AnnotationNames = ["knee.csv", "knee.csv.gz"];
    private const string ReviewedName = "knee_file_list.csv";

    /// <summary>Finds the files.</summary>
    /// <param name="folder">The raw folder.</param>
    /// <param name="options">Which coils, and where annotations lie.</param>
    /// <exception cref="InputRefusedException">Some are missing, both kinds of volumes are there, or a volume is there twice.</exception>
    internal static FastMriRawFiles Locate(string folder, FastMriOptions options)
    {
        var annotations = options.Annotations ?? folder;
        var missing = Missing(folder, annotations, options.Coils);
        if (missing.Count > 0)
            throw new InputRefusedException(folder, $"missing: {string.Join(", ", missing)}", "see data-manifests/fastmri.yaml for how to get them; --set annotations=DIR if the two tables lie elsewhere");
        var multi = options.Coils == "multi" || (options.Coils == "auto" && !Has(folder, "singlecoil"));
        if (options.Coils == "auto" && Has(folder, "singlecoil") && Has(folder, "multicoil"))
            throw new InputRefusedException(folder, "single-coil and multi-coil volumes are there", "say which with --set coils=single or --set coils=multi");
        var volumes = Find(folder, multi ? "multicoil" : "singlecoil", out var others);
        var twice = volumes.GroupBy(v => v.Volume, StringComparer.Ordinal).FirstOrDefault(v => v.Skip(1).Any());
        return twice is null
            ? new FastMriRawFiles(multi, volumes, others, First(annotations, AnnotationNames)!, Path.Combine(annotations, ReviewedName))
            : throw new InputRefusedException(folder, $"{twice.Key} is there twice: {string.Join(", ", twice.Select(v => v.Name))}", "remove one of them");
    }

    /// <summary>Looks which files there are.</summary>
    internal static RawFolder Inspect(string folder)
    {
        var bytes = Find(folder, "singlecoil", out _).Concat(Find(folder, "multicoil", out _)).Sum(v => new FileInfo(v.Path).Length);
        return new RawFolder(bytes, Missing(folder, folder, "auto"));
    }

    private static List<string> Missing(string folder, string annotations, string coils)
    {
        var missing = new List<string>();
        if (!(coils != "multi" && Has(folder, "singlecoil")) && !(coils != "single" && Has(folder, "multicoil")))
            missing.Add(coils == "multi" ? "multicoil_train/file*.h5" : "singlecoil_train/file*.h5");
        if (First(annotations, AnnotationNames) is null)
            missing.Add(AnnotationNames[0]);
        if (!File.Exists(Path.Combine(annotations, ReviewedName)))
            missing.Add(ReviewedName);
        return missing;
    }

    private static bool Has(string folder, string kind) => Find(folder, kind, out _).Count > 0;

    private static string? First(string folder, IEnumerable<string> names) => names.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);

    private static List<VolumeFile> Find(string folder, string kind, out int others)
    {
        var files = new[] { "train", "val" }
            .Select(s => (IsTrain: s == "train", Path: Path.Combine(folder, $"{kind}_{s}")))
            .Where(f => Directory.Exists(f.Path))
            .SelectMany(f => Directory.EnumerateFiles(f.Path).Select(path => new VolumeFile(Path.GetFileNameWithoutExtension(path), path, f.IsTrain)))
            .ToList();
        var volumes = files.Where(f => f.Path.EndsWith(Ending, StringComparison.Ordinal) && VolumeId.Is(f.Volume)).OrderBy(f => f.Volume, StringComparer.Ordinal).ThenBy(f => f.Path, StringComparer.Ordinal).ToList();
        others = files.Count - volumes.Count;
        return volumes;
    }
}
