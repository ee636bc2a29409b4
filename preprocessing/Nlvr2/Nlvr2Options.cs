using System.Globalization;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Nlvr2;

/// <summary>What a user can choose with `--set`.</summary>
/// <param name="Splits">Those to write, in their order; null: all that the published files give, test2 where it is there.</param>
/// <param name="ValidDirectories">Directories of train whose pairs are for validation; null: a share of them.</param>
/// <param name="ValidShare">That share.</param>
/// <param name="HasImages">Whether image files are put into the set.</param>
/// <param name="Tokenizer">Folder of the tokenizer; null: the usual one.</param>
/// <param name="MaxLength">Tokens of a sentence.</param>
/// <param name="Seed">Chooses the directories.</param>
/// <param name="RowsPerShard">Rows of a full shard.</param>
/// <param name="ImagesPerPart">Images of a full Parquet part.</param>
internal sealed record Nlvr2Options(
    IReadOnlyList<string>? Splits, IReadOnlyList<int>? ValidDirectories, double ValidShare, bool HasImages, string? Tokenizer, int MaxLength, int Seed, int RowsPerShard, int ImagesPerPart)
{
    internal const string Train = "train", Valid = "valid", Dev = "dev", Test = "test", Test2 = "test2";

    /// <summary>All splits in their order.</summary>
    internal static IReadOnlyList<string> AllSplits { get; } = [Train, Valid, Dev, Test, Test2];

    /// <summary>One line for each option.</summary>
    internal static IReadOnlyList<string> Help { get; } =
    [
        "splits=train,valid,dev,test,test2 (train and valid: train.json, divided by directory; test: test1.json; test2 unless asked for only where it is there)",
        "valid_share=0.1 (share of train's directories that are for validation)",
        "valid_directories=3,17 (these instead)",
        "images=embed|none (none: a set of sentences alone)",
        "tokenizer=DIR (folder of vocab.json and merges.txt; normally tokenizer/ in --raw)",
        "max_length=50 (tokens of a sentence, <s> and </s> included)",
        "seed=0 (chooses the directories)",
        "rows_per_shard=65536",
        "images_per_part=2048 (images of a Parquet file)",
    ];

    /// <summary>Reads the options; unknown keys are refused.</summary>
    /// <exception cref="UsageException">A value is none of those.</exception>
    internal static Nlvr2Options Read(Settings settings)
    {
        if (settings.Text("valid_share") is not null && settings.Text("valid_directories") is not null)
            throw new UsageException("--set valid_share and --set valid_directories: leave one of the two out");
        var options = new Nlvr2Options(
            settings.Text("splits") is null ? null : SplitNames.Read(settings, "splits", AllSplits, AllSplits),
            Directories(settings),
            settings.Number("valid_share", 0.1, 0, 1),
            settings.Choice("images", "embed", "none") == "embed",
            settings.Text("tokenizer"),
            settings.Whole("max_length", 50, 2, 512),
            settings.Whole("seed", 0, 0, int.MaxValue),
            settings.Whole("rows_per_shard", 65536, 1, 1 << 20),
            settings.Whole("images_per_part", 2048, 1, 1 << 16));
        settings.RefuseUnknown();
        return options;
    }

    /// <summary>For the manifest: what shapes the rows' values.</summary>
    /// <param name="splits">The splits that are written.</param>
    /// <param name="images">Which images there are.</param>
    /// <param name="skipBad">Whether what cannot be read is left out.</param>
    internal IReadOnlyDictionary<string, string> Text(IReadOnlyList<string> splits, string images, bool skipBad) => new Dictionary<string, string>
    {
        ["splits"] = string.Join(',', splits),
        ["valid"] = ValidDirectories is { } own ? $"directories {string.Join(',', own)}" : $"{Text(ValidShare)} of the directories",
        ["images"] = images,
        ["max_length"] = Text(MaxLength),
        ["seed"] = Text(Seed),
        ["skip_bad"] = skipBad ? "yes" : "no",
        ["rows_per_shard"] = Text(RowsPerShard),
        ["images_per_part"] = Text(ImagesPerPart),
    };

    private static IReadOnlyList<int>? Directories(Settings settings)
    {
        if (settings.Text("valid_directories") is not { } text)
            return null;
        var numbers = new SortedSet<int>();
        foreach (var part in text.Split(','))
            numbers.Add(int.TryParse(part, NumberStyles.None, null, out var number) ? number : throw new UsageException($"--set valid_directories={SafeText.ForTerminal(text)}: numbers with commas between are expected"));
        return [.. numbers];
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
