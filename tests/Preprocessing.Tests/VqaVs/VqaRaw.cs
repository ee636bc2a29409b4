using System.Text.Json;
using I2M2.Preprocessing.VqaVs.Raw;
using I2M2.Tests.Images;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.VqaVs;

/// <summary>A raw folder of VQA-VS: 40, 16 and 24 questions about twelve pictures, and the program run on it.</summary>
internal static class VqaRaw
{
    internal const int Pictures = 12;

    /// <summary>Options for so few questions, shards and parts of a few rows.</summary>
    internal static string[] Small { get; } = ["--set", "minimum_count=2", "--set", "rows_per_shard=7", "--set", "images_per_part=5", "--set", "max_length=24"];

    /// <summary>Questions that a split has.</summary>
    internal static IReadOnlyDictionary<string, (string Stem, int First, int Count)> Splits { get; } = new Dictionary<string, (string, int, int)>
    {
        ["train"] = ("Training/Training", 0, 40),
        ["valid"] = ("Val/Val", 40, 16),
        ["test"] = ("IID-Test/IID-Test", 56, 24),
    };

    /// <summary>Id of a question.</summary>
    internal static long Id(int number) => 1000 + number;

    /// <summary>COCO's number of its picture.</summary>
    internal static int ImageOf(int number) => 100 + (number % Pictures);

    /// <summary>Its text.</summary>
    internal static string Text(int number) => $"Is it {number}?";

    /// <summary>Its ten answers: "yes" and "no" in turn by most, "2" by some; every ninth has answers that nobody else gives.</summary>
    internal static string[] Answers(int number)
    {
        if (number % 9 == 8)
            return [.. Enumerable.Repeat($"rare{number}", 10)];
        string[] few = ["2", "2", "2", "maybe"];
        return [.. few[(number % 4)..], .. Enumerable.Repeat(number % 2 == 0 ? "yes" : "no", 6 + (number % 4))];
    }

    /// <summary>Whether a question of the test split is in a set out of distribution.</summary>
    internal static bool IsIn(int set, int number) => (number + set) % (set + 2) == 0;

    /// <summary>A folder with the files in `raw`.</summary>
    internal static TemporaryFolder Given(bool hasImages = true)
    {
        var folder = new TemporaryFolder();
        TinyTokenizer.Write(folder.At("raw/tokenizer"));
        foreach (var (stem, first, count) in Splits.Values)
        {
            Put(folder, $"{stem}-Ques.json", Enumerable.Range(first, count).Select(Question));
            Put(folder, $"{stem}-Ans.json", Enumerable.Range(first, count).Select(Annotation));
        }

        var (_, from, rows) = Splits["test"];
        for (var set = 0; set < VqaSplit.OutOfDistribution.Count; set++)
        {
            var name = VqaSplit.OutOfDistribution[set];
            Put(folder, $"OOD-Test/{name}/OOD-Test-{name}-Ques.json", Enumerable.Range(from, rows).Where(n => IsIn(set, n)).Select(Question));
        }

        for (var picture = 0; picture < Pictures && hasImages; picture++)
            Picture.Write(folder.At($"raw/{ImageName(picture)}"), picture);
        return folder;
    }

    /// <summary>Where a picture lies: some in each of COCO's two folders.</summary>
    internal static string ImageName(int picture) => picture % 3 == 0 ? $"val2014/COCO_val2014_{100 + picture:D12}.jpg" : $"train2014/COCO_train2014_{100 + picture:D12}.jpg";

    internal static object Question(int number) => new { image_id = ImageOf(number), question = Text(number), question_id = Id(number) };

    internal static object Annotation(int number)
    {
        var answers = Answers(number);
        return new
        {
            question_id = Id(number),
            image_id = ImageOf(number),
            question_type = number % 3 == 0 ? "is it" : "is",
            answer_type = answers[^1].StartsWith("rare", StringComparison.Ordinal) ? "other" : "yes/no",
            multiple_choice_answer = answers[^1],
            answers = answers.Select((a, i) => new { answer = a, answer_confidence = "yes", answer_id = i + 1 }),
        };
    }

    /// <summary>Writes a file of entries.</summary>
    internal static void Put(TemporaryFolder folder, string name, IEnumerable<object> entries)
    {
        var path = folder.At($"raw/{name}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, JsonSerializer.Serialize(entries));
    }

    /// <summary>Runs the program from `raw` to `out`.</summary>
    internal static (int Code, string Output, string Error) Run(TemporaryFolder folder, params string[] more) => PreprocessingProgram.Run([.. Args(folder, "out"), .. more]);

    internal static string[] Args(TemporaryFolder folder, string output) => ["vqa-vs", "--raw", folder.At("raw"), "--out", folder.At(output), .. Small];
}
