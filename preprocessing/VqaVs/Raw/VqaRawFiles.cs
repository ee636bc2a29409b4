using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Tokenize;
using I2M2.Shards;

namespace I2M2.Preprocessing.VqaVs.Raw;

/// <summary>Where the questions and answers of a raw folder lie: the splits of VQA-VS, or those of VQA v2.</summary>
/// <param name="Folder">The raw folder.</param>
/// <param name="Layout">"vqa-vs" or "vqa-v2".</param>
internal sealed record VqaRawFiles(string Folder, string Layout)
{
    private const string Get = "see data-manifests/vqa-vs.yaml for how to get them; --set splits=train,valid, for one, leaves test out";

    /// <summary>Whether it is VQA v2.</summary>
    internal bool IsV2 => Layout == VqaVsOptions.VqaV2;

    /// <summary>Finds the files that options ask for.</summary>
    /// <exception cref="InputRefusedException">Some are missing, or both layouts are there.</exception>
    internal static VqaRawFiles Locate(string folder, VqaVsOptions options)
    {
        var layout = options.Layout;
        if (layout == VqaVsOptions.Auto)
        {
            var (vs, v2) = (IsThere(folder, VqaSplit.OfVqaVs), IsThere(folder, VqaSplit.OfVqaV2));
            if (vs && v2)
                throw new InputRefusedException(folder, "files of VQA-VS and of VQA v2 are there", "say which with --set layout=vqa-vs or --set layout=vqa-v2");
            layout = v2 ? VqaVsOptions.VqaV2 : VqaVsOptions.VqaVs;
        }

        var files = new VqaRawFiles(folder, layout);
        var missing = files.Missing(options.Splits, options.HasOod);
        return missing.Count == 0 ? files : throw new InputRefusedException(folder, $"missing: {string.Join(", ", missing)}", Get);
    }

    /// <summary>Looks which files there are, of those that are needed without options.</summary>
    internal static RawFolder Inspect(string folder)
    {
        var v2 = IsThere(folder, VqaSplit.OfVqaV2) && !IsThere(folder, VqaSplit.OfVqaVs);
        var files = new VqaRawFiles(folder, v2 ? VqaVsOptions.VqaV2 : VqaVsOptions.VqaVs);
        string[] splits = [VqaVsOptions.Train, VqaVsOptions.Valid, VqaVsOptions.Test];
        var missing = files.Missing(splits, hasOod: true);
        missing.AddRange(TokenizerFolder.Missing(folder));
        missing.AddRange(CocoImages.Folders.Where(f => !Directory.Exists(Path.Combine(folder, f))).Select(f => $"{f}/"));
        var bytes = splits.SelectMany(s => files.Paths(files.Of(s))).Where(File.Exists).Distinct().Sum(f => new FileInfo(f).Length);
        return new RawFolder(bytes, missing);
    }

    /// <summary>The raw split that a split is made from; for VQA v2, valid and test are parts of one.</summary>
    internal VqaSplit Of(string split) => (split, IsV2) switch
    {
        (VqaVsOptions.Train, false) => VqaSplit.OfVqaVs[0],
        (VqaVsOptions.Valid, false) => VqaSplit.OfVqaVs[1],
        (_, false) => VqaSplit.OfVqaVs[2],
        (VqaVsOptions.Train, true) => VqaSplit.OfVqaV2[0],
        _ => VqaSplit.OfVqaV2[1],
    };

    /// <summary>The raw splits of some splits, each once.</summary>
    internal IReadOnlyList<VqaSplit> Of(IEnumerable<string> splits) => [.. splits.Select(Of).Distinct()];

    /// <summary>The test sets out of distribution, in the order of their bits; none for VQA v2.</summary>
    internal IReadOnlyList<VqaSplit> OutOfDistribution(bool has) => has && !IsV2 ? [.. VqaSplit.OfVqaVs.Skip(3)] : [];

    /// <summary>Paths of a raw split's two files.</summary>
    internal IEnumerable<string> Paths(VqaSplit split) => new[] { split.Questions, split.Annotations! }.Select(At);

    /// <summary>Path of a file below the raw folder.</summary>
    internal string At(string file) => Path.Combine(Folder, file);

    private List<string> Missing(IReadOnlyList<string> splits, bool hasOod)
    {
        IEnumerable<string> files = Of(splits).SelectMany(s => new[] { s.Questions, s.Annotations! });
        if (splits.Contains(VqaVsOptions.Test))
            files = files.Concat(OutOfDistribution(hasOod).Select(s => s.Questions));
        return [.. files.Where(f => !File.Exists(At(f)))];
    }

    private static bool IsThere(string folder, IEnumerable<VqaSplit> splits) => splits.Any(s => File.Exists(Path.Combine(folder, s.Questions)));
}
