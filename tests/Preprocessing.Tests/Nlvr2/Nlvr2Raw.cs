using System.Text.Json;
using I2M2.Tests.Images;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Nlvr2;

/// <summary>A raw folder of NLVR2: sentences about pairs in five directories of train, and a few of the other splits; and the program run on it.</summary>
internal static class Nlvr2Raw
{
    internal const int Directories = 5;

    /// <summary>A folder with the files in `raw`.</summary>
    internal static TemporaryFolder Given()
    {
        var folder = new TemporaryFolder();
        TinyTokenizer.Write(folder.At("raw/tokenizer"));
        Put(folder, "train.json", Enumerable.Range(0, 30).Select(n => Example("train", n, n / 2 % Directories)));
        Put(folder, "dev.json", Enumerable.Range(0, 8).Select(n => Example("dev", n, null)));
        Put(folder, "test1.json", Enumerable.Range(0, 6).Select(n => Example("test1", n, null)));
        Put(folder, "balanced/balanced_dev.json", Enumerable.Range(0, 4).Select(n => Example("dev", n, null)));
        Put(folder, "unbalanced/unbalanced_dev.json", Enumerable.Range(5, 2).Select(n => Example("dev", n, null)));
        for (var pair = 0; pair < 15; pair++)
            PutPair(folder, $"images/train/{pair % Directories}/train-{pair}-0", pair);
        for (var pair = 0; pair < 4; pair++)
            PutPair(folder, $"images/dev/dev-{pair}-0", 20 + pair);

        // Without the folder around it, as some copies are.
        for (var pair = 0; pair < 3; pair++)
            PutPair(folder, $"test1/test1-{pair}-0", 30 + pair);
        return folder;
    }

    /// <summary>Two sentences to a pair.</summary>
    internal static object Example(string split, int number, int? directory)
    {
        var (identifier, sentence, label) = ($"{split}-{number / 2}-0-{number % 2}", $"Left {number}.", number % 3 == 0 ? "True" : "False");
        return directory is { } folder ? new { identifier, sentence, label, directory = folder } : new { identifier, sentence, label };
    }

    internal static (int Code, string Output, string Error) Run(TemporaryFolder folder, params string[] more) => PreprocessingProgram.Run(
        ["nlvr2", "--raw", folder.At("raw"), "--out", folder.At("out"), "--set", "rows_per_shard=4", "--set", "images_per_part=7", "--set", "max_length=16", .. more]);

    internal static void Put(TemporaryFolder folder, string name, IEnumerable<object> lines)
    {
        var path = folder.At($"raw/{name}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, lines.Select(l => JsonSerializer.Serialize(l)));
    }

    private static void PutPair(TemporaryFolder folder, string pair, int number)
    {
        Picture.Write(folder.At($"raw/{pair}-img0.png"), number);
        Picture.Write(folder.At($"raw/{pair}-img1.png"), number + 40);
    }
}
