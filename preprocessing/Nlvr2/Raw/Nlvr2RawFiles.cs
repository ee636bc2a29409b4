using I2M2.Preprocessing.Images;
using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Tokenize;
using I2M2.Shards;

namespace I2M2.Preprocessing.Nlvr2.Raw;

/// <summary>
/// Where the raw files lie: `train.json`, `dev.json`, `test1.json`, `test2.json` in the raw folder or in `data/`, as NLVR2's repository has them, `balanced/` and `unbalanced/` beside
/// them, and images in `images/train/{directory}/`, `images/dev/`, `images/test1/`, or the same without `images/`.
/// </summary>
/// <param name="Folder">The raw folder.</param>
/// <param name="Splits">The splits to write, in their order.</param>
internal sealed record Nlvr2RawFiles(string Folder, IReadOnlyList<string> Splits)
{
    private const string Data = "data", Images = "images";
    private const string Get = "see data-manifests/nlvr2.yaml for how to get them; --set splits=dev, for one, leaves the others out";
    private static readonly string[] Endings = [".png", ".jpg", ".jpeg"];

    /// <summary>Finds the files that options ask for.</summary>
    /// <exception cref="InputRefusedException">Some are missing.</exception>
    internal static Nlvr2RawFiles Locate(string folder, Nlvr2Options options)
    {
        var files = new Nlvr2RawFiles(folder, options.Splits ?? Usual(folder));
        var missing = files.Missing();
        return missing.Count == 0 ? files : throw new InputRefusedException(folder, $"missing: {string.Join(", ", missing)}", Get);
    }

    /// <summary>Looks which files there are, of those that are needed without options.</summary>
    internal static RawFolder Inspect(string folder)
    {
        var files = new Nlvr2RawFiles(folder, Usual(folder));
        var missing = files.Missing();
        missing.AddRange(TokenizerFolder.Missing(folder));
        if (missing.Count == 0)
            missing.AddRange(files.Sources.Select(FileSplit).Where(s => !Array.Exists(files.Places(s), Directory.Exists)).Select(s => $"{Images}/{s}/"));
        return new RawFolder(files.Sources.Select(files.At).Where(File.Exists).Sum(f => new FileInfo(f).Length), missing);
    }

    /// <summary>The raw files of the splits, each once.</summary>
    internal IReadOnlyList<string> Sources => [.. Splits.Select(Source).Distinct()];

    /// <summary>Name of the raw file that a split is made from.</summary>
    internal static string Source(string split) => split switch
    {
        Nlvr2Options.Valid => "train.json",
        Nlvr2Options.Test => "test1.json",
        _ => $"{split}.json",
    };

    /// <summary>What identifiers of a raw file begin with.</summary>
    internal static string FileSplit(string source) => Path.GetFileNameWithoutExtension(source);

    /// <summary>Path of a raw file.</summary>
    internal string At(string source) => new[] { Path.Combine(Folder, source), Path.Combine(Folder, Data, source) } is var both && File.Exists(both[0]) ? both[0] : both[1];

    /// <summary>The files that list the sentences of a kind, of those that are there.</summary>
    /// <param name="kind">"balanced" or "unbalanced".</param>
    internal IEnumerable<string> Lists(string kind) => Sources
        .Select(s => $"{kind}_{s}")
        .Select(name => new[] { name, $"{kind}/{name}", $"{Data}/{kind}/{name}" }.Select(n => Path.Combine(Folder, n)).FirstOrDefault(File.Exists))
        .OfType<string>();

    /// <summary>One of the two images of an example, whether there is a file of it or not.</summary>
    internal RawImage Image(Nlvr2Example example, int side)
    {
        var key = Key(example, side);
        var below = example.Directory is { } directory ? $"{directory}/{key}" : key;
        var found = Places(example.Split).SelectMany(p => Endings.Select(e => Path.Combine(p, $"{below}{e}"))).FirstOrDefault(File.Exists);
        return new RawImage(key, found is null ? $"{Images}/{example.Split}/{below}.png" : Path.GetRelativePath(Folder, found).Replace('\\', '/'), found);
    }

    /// <summary>Name of an image in the set.</summary>
    /// <param name="example">A sentence about it.</param>
    /// <param name="side">0: left, 1: right.</param>
    internal static string Key(Nlvr2Example example, int side) => $"{example.PairKey}-img{side}";

    private static string[] Usual(string folder)
        => [.. Nlvr2Options.AllSplits.Where(s => s != Nlvr2Options.Test2 || File.Exists(new Nlvr2RawFiles(folder, []).At(Source(s))))];

    private List<string> Missing() => [.. Sources.Where(s => !File.Exists(At(s)))];

    private string[] Places(string fileSplit) => [Path.Combine(Folder, Images, fileSplit), Path.Combine(Folder, fileSplit)];
}
