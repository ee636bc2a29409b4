using System.Globalization;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.VqaVs.Answers;

namespace I2M2.Preprocessing.VqaVs;

/// <summary>What a user can choose with `--set`.</summary>
/// <param name="Layout">"auto", "vqa-vs" or "vqa-v2".</param>
/// <param name="Splits">Those to write, in their order.</param>
/// <param name="HasOod">Whether the nine test sets out of distribution are read.</param>
/// <param name="HasImages">Whether image files are put into the set.</param>
/// <param name="Tokenizer">Folder of the tokenizer; null: the usual one.</param>
/// <param name="MaxLength">Tokens of a question.</param>
/// <param name="VocabularyFrom">Splits whose majority answers make the vocabulary.</param>
/// <param name="Answers">File of the vocabulary instead; null: it is made.</param>
/// <param name="Least">How often an answer must be a majority answer.</param>
/// <param name="NormaliseRawAnswers">Whether annotators' answers are normalised before they are looked up.</param>
/// <param name="Target">How answers are scored.</param>
/// <param name="DropsUnanswerable">Whether questions of train and valid without an answer of the vocabulary are left out.</param>
/// <param name="ValidShare">For VQA v2: share of val2014's images that are for validation.</param>
/// <param name="Seed">Chooses them.</param>
/// <param name="RowsPerShard">Rows of a full shard.</param>
/// <param name="ImagesPerPart">Images of a full Parquet part.</param>
internal sealed record VqaVsOptions(
    string Layout, IReadOnlyList<string> Splits, bool HasOod, bool HasImages, string? Tokenizer, int MaxLength, IReadOnlyList<string> VocabularyFrom, string? Answers, int Least,
    bool NormaliseRawAnswers, ScoreRule Target, bool DropsUnanswerable, double ValidShare, int Seed, int RowsPerShard, int ImagesPerPart)
{
    internal const string Train = "train", Valid = "valid", Test = "test", Auto = "auto", VqaVs = "vqa-vs", VqaV2 = "vqa-v2";
    private static readonly string[] AllSplits = [Train, Valid, Test];

    /// <summary>One line for each option.</summary>
    internal static IReadOnlyList<string> Help { get; } =
    [
        "layout=auto|vqa-vs|vqa-v2 (whose files lie in --raw; auto: those that are there)",
        "splits=train,valid,test (VQA-VS: Training, Val, IID-Test; VQA v2: train2014, and val2014 divided by image into valid and test)",
        "ood=all|none (all: a test row says in which of the nine OOD-Test sets it is; none: they are not read, as for VQA v2)",
        "images=embed|none (none: a set of texts and answers alone)",
        "tokenizer=DIR (folder of vocab.json and merges.txt; normally tokenizer/ in --raw)",
        "max_length=50 (tokens of a question, <s> and </s> included)",
        "vocabulary_from=train (splits whose majority answers make the vocabulary; for VQA v2, valid or test is all of val2014: train,valid gives the published 3,129)",
        "answers=FILE (JSON of the vocabulary instead: a list, or answers and their ids)",
        "minimum_count=9 (how often an answer must be a question's majority answer)",
        "normalise_raw_answers=no|yes (yes: bring the ten answers to the vocabulary's spelling before they are looked up)",
        "target=table|thirds (scores of answers: 0, 0.3, 0.6, 0.9, 1 as I2M2 trains, or min(1, n/3) as VQA-VS scores)",
        "without_answer=drop|keep (questions of train and valid none of whose answers is in the vocabulary; of test they are kept always)",
        "valid_share=0.1 (for VQA v2: share of val2014's images whose questions are valid, the rest are test)",
        "seed=0 (for VQA v2: chooses these images)",
        "rows_per_shard=65536",
        "images_per_part=2048 (images of a Parquet file)",
    ];

    /// <summary>Reads the options; unknown keys are refused.</summary>
    /// <exception cref="UsageException">A value is none of those.</exception>
    internal static VqaVsOptions Read(Settings settings)
    {
        var answers = settings.Text("answers");
        if (answers is not null && (settings.Text("vocabulary_from") ?? settings.Text("minimum_count")) is not null)
            throw new UsageException("--set answers: the file says the vocabulary; leave vocabulary_from and minimum_count out");
        var options = new VqaVsOptions(
            settings.Choice("layout", Auto, VqaVs, VqaV2),
            SplitNames.Read(settings, "splits", AllSplits, AllSplits),
            settings.Choice("ood", "all", "none") == "all",
            settings.Choice("images", "embed", "none") == "embed",
            settings.Text("tokenizer"),
            settings.Whole("max_length", 50, 2, 512),
            SplitNames.Read(settings, "vocabulary_from", AllSplits, [Train]),
            answers,
            settings.Whole("minimum_count", AnswerVocabulary.UsualLeast, 1, 1_000_000),
            settings.Choice("normalise_raw_answers", "no", "yes") == "yes",
            settings.Choice("target", "table", "thirds") == "table" ? ScoreRule.LeaveOneOut : ScoreRule.Thirds,
            settings.Choice("without_answer", "drop", "keep") == "drop",
            settings.Number("valid_share", 0.1, 0, 1),
            settings.Whole("seed", 0, 0, int.MaxValue),
            settings.Whole("rows_per_shard", 65536, 1, 1 << 20),
            settings.Whole("images_per_part", 2048, 1, 1 << 16));
        settings.RefuseUnknown();
        return options;
    }

    /// <summary>For the manifest: what shapes the rows' values.</summary>
    /// <param name="layout">The layout that was found.</param>
    /// <param name="vocabulary">What the vocabulary is made from.</param>
    /// <param name="images">Which images there are.</param>
    /// <param name="skipBad">Whether what cannot be read is left out.</param>
    internal IReadOnlyDictionary<string, string> Text(string layout, string vocabulary, string images, bool skipBad) => new Dictionary<string, string>
    {
        ["layout"] = layout,
        ["splits"] = string.Join(',', Splits),
        ["ood"] = HasOod && layout == VqaVs ? "all" : "none",
        ["images"] = images,
        ["max_length"] = Text(MaxLength),
        ["vocabulary"] = vocabulary,
        ["normalise_raw_answers"] = NormaliseRawAnswers ? "yes" : "no",
        ["target"] = Target == ScoreRule.LeaveOneOut ? "table" : "thirds",
        ["without_answer"] = DropsUnanswerable ? "drop" : "keep",
        ["valid_share"] = layout == VqaV2 ? ValidShare.ToString(CultureInfo.InvariantCulture) : "as published",
        ["seed"] = Text(Seed),
        ["skip_bad"] = skipBad ? "yes" : "no",
        ["rows_per_shard"] = Text(RowsPerShard),
        ["images_per_part"] = Text(ImagesPerPart),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
