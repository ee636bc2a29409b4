using System.Globalization;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.FastMri;

/// <summary>What becomes of a volume whose size is not the grid's.</summary>
internal enum SizePolicy
{
    /// <summary>It is left out, counted and listed.</summary>
    Skip,

    /// <summary>Its k-space is filled up with zeros, or cut, about its centre.</summary>
    Fit,

    /// <summary>It ends the run.</summary>
    Refuse,
}

/// <summary>What a user can choose with `--set`.</summary>
/// <param name="Grid">Sizes of k-space and image.</param>
/// <param name="Coils">"auto", "single" or "multi".</param>
/// <param name="Rows">What becomes of volumes of other rows.</param>
/// <param name="Wide">What becomes of volumes of more columns.</param>
/// <param name="Rss">"stored", or "computed" from the coils at the volume's own width.</param>
/// <param name="Store">Tensors to store besides the complex pair: "magnitude", "phase", "rss".</param>
/// <param name="Half">The pair as float16, scaled by a power of two.</param>
/// <param name="Splits">"patient", "volume" or "official".</param>
/// <param name="SplitFile">File that says the splits; null: they are made.</param>
/// <param name="Annotations">Folder of knee.csv and knee_file_list.csv; null: the raw folder.</param>
/// <param name="CountsArtifact">Whether the label `artifact` is a finding.</param>
/// <param name="Device">"cpu" or "cuda".</param>
/// <param name="Seed">Chooses the splits.</param>
/// <param name="RowsPerShard">Rows of a full shard.</param>
internal sealed record FastMriOptions(
    SliceGrid Grid, string Coils, SizePolicy Rows, SizePolicy Wide, string Rss, IReadOnlySet<string> Store, bool Half, string Splits, string? SplitFile, string? Annotations,
    bool CountsArtifact, string Device, int Seed, int RowsPerShard)
{
    internal const string Magnitude = "magnitude", Phase = "phase", RssTensor = "rss";
    private const string Native = "native", Reference = "reference", NoStore = "none";
    private const int MostSide = 4096;

    /// <summary>One line for each option.</summary>
    internal static IReadOnlyList<string> Help { get; } =
    [
        "profile=standard|reference (reference: splits by volume, odd widths one column off as the paper's code has them)",
        "grid=640x400 (rows and columns that k-space is brought to before the transform; 640xnative: each volume's own width)",
        "side=320 (rows and columns of the image that is kept)",
        "coils=auto|single|multi (which of singlecoil_* and multicoil_*; auto: the ones that are there)",
        "rows=skip|fit|refuse (volumes of other rows than the grid's; fit: filled up or cut about the centre of k-space)",
        "wide=skip|fit|refuse (volumes of more columns than the grid's; fit: the outer columns are left out)",
        "rss=stored|computed (the root-sum-of-squares image of the file, or of its coils at its own width)",
        "store=rss (tensors to store beside the complex pair, e.g. magnitude,phase,rss; none: only the pair. Training takes magnitude and phase from the pair, and rss for its baseline)",
        "pair=float32|float16 (float16: half the size, scaled by a power of two)",
        "splits=patient|volume|official (official: fastMRI's train and val, without a test split)",
        "split_file=FILE (CSV of volume,split instead; every run writes its own as splits.csv)",
        "annotations=DIR (where knee.csv and knee_file_list.csv of fastMRI+ lie; normally --raw)",
        "artifact=count|ignore (whether the label `artifact` is a finding of the group others)",
        "device=cpu|cuda (what transforms)",
        "seed=0 (chooses the splits)",
        "rows_per_shard=64",
    ];

    /// <summary>Reads the options; unknown keys are refused.</summary>
    /// <exception cref="UsageException">A value is none of those.</exception>
    internal static FastMriOptions Read(Settings settings)
    {
        var reference = settings.Choice("profile", "standard", Reference) == Reference;
        var splits = settings.Choice("splits", reference ? ["volume", "patient", "official"] : ["patient", "volume", "official"]);
        var splitFile = settings.Text("split_file");
        if (splitFile is not null && !File.Exists(splitFile))
            throw new UsageException($"--set split_file={SafeText.ForTerminal(splitFile, 300)}: no such file");
        if (splitFile is not null && settings.Text("splits") is not null)
            throw new UsageException("--set splits and --set split_file: the file says the splits; leave one of the two out");
        var options = new FastMriOptions(
            ReadGrid(settings, reference ? ColumnAlignment.Left : ColumnAlignment.Centre),
            settings.Choice("coils", "auto", "single", "multi"),
            Policy(settings, "rows"),
            Policy(settings, "wide"),
            settings.Choice("rss", "stored", "computed"),
            ReadStore(settings),
            settings.Choice("pair", "float32", "float16") == "float16",
            splits,
            splitFile,
            settings.Text("annotations"),
            settings.Choice("artifact", "count", "ignore") == "count",
            settings.Choice("device", "cpu", "cuda"),
            settings.Whole("seed", 0, 0, int.MaxValue),
            settings.Whole("rows_per_shard", 64, 1, 65536));
        settings.RefuseUnknown();
        return options;
    }

    /// <summary>For the manifest: what shapes the rows' values.</summary>
    /// <param name="splitSource">What the splits are: the option, or the file's hash.</param>
    /// <param name="skipBad">Whether what cannot be read is left out.</param>
    /// <param name="isMultiCoil">Which volumes were there.</param>
    internal IReadOnlyDictionary<string, string> Text(string splitSource, bool skipBad, bool isMultiCoil) => new Dictionary<string, string>
    {
        ["grid"] = $"{Grid.Rows}x{(Grid.Columns is { } columns ? columns.ToString(CultureInfo.InvariantCulture) : Native)}",
        ["odd_widths"] = Grid.Alignment == ColumnAlignment.Left ? "left" : "centre",
        ["side"] = Text(Grid.Side),
        ["coils"] = isMultiCoil ? "multi" : "single",
        ["rows"] = Rows.ToString().ToLowerInvariant(),
        ["wide"] = Wide.ToString().ToLowerInvariant(),
        ["rss"] = Rss,
        ["store"] = Store.Count > 0 ? string.Join(',', Store) : NoStore,
        ["pair"] = Half ? "float16" : "float32",
        ["splits"] = splitSource,
        ["artifact"] = CountsArtifact ? "count" : "ignore",
        ["device"] = Device,
        ["seed"] = Text(Seed),
        ["skip_bad"] = skipBad ? "yes" : "no",
        ["rows_per_shard"] = Text(RowsPerShard),
    };

    private static SizePolicy Policy(Settings settings, string key) => Enum.Parse<SizePolicy>(settings.Choice(key, "skip", "fit", "refuse"), ignoreCase: true);

    private static SliceGrid ReadGrid(Settings settings, ColumnAlignment alignment)
    {
        var side = settings.Whole("side", KneeGrid.Side, 1, MostSide);
        var text = settings.Text("grid") ?? $"{KneeGrid.Rows}x{KneeGrid.Columns}";
        var columns = 0;
        if (text.Split('x') is not [var first, var second] || !IsSide(first, out var rows) || (second != Native && !IsSide(second, out columns)))
            throw new UsageException($"--set grid={SafeText.ForTerminal(text)}: ROWSxCOLUMNS, e.g. 640x400, or ROWSx{Native}, is expected, each 1 to {MostSide}");
        if (side > rows || (second != Native && side > columns))
            throw new UsageException($"--set side={side}: more than the rows or columns of grid={text}");
        return new SliceGrid(rows, second == Native ? null : columns, side, alignment);
    }

    private static bool IsSide(string text, out int side)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out side) && side is >= 1 and <= MostSide;

    private static SortedSet<string> ReadStore(Settings settings)
    {
        var text = settings.Text("store") ?? RssTensor;
        string[] names = text == NoStore ? [] : text.Split(',');
        return names.FirstOrDefault(n => n is not (Magnitude or Phase or RssTensor)) is { } other
            ? throw new UsageException($"--set store={SafeText.ForTerminal(text)}: '{SafeText.ForTerminal(other)}' is none of {Magnitude}, {Phase}, {RssTensor}; several are written with commas between, none of them as {NoStore}")
            : new SortedSet<string>(names, StringComparer.Ordinal);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
