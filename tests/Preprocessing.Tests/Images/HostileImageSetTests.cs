using System.Runtime.InteropServices;
using System.Text;
using I2M2.Shards;
using I2M2.Tests.Mimic3;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Images;

/// <summary>Each broken JSON file, and each broken image, takes its place in a small set of VQA-VS or NLVR2, and the whole program is run on it.</summary>
[Collection(ConsoleTests.Name)]
public sealed class HostileImageSetTests
{
    private const string Index = "hostile/index.json";
    private const string Broken = "COCO_val2014_000000000002.jpg";

    public static TheoryData<string, string> Records { get; } = HostileCases.Of("json");

    public static TheoryData<string, string> Images { get; } = HostileCases.Of("images");

    [DataTheory(Index)]
    [MemberData(nameof(Records))]
    public void A_broken_file_ends_the_run_by_name_or_gives_what_its_rule_says(string path, string allowed)
    {
        var entry = HostileCases.Entry(path);
        var (basis, name) = (entry.GetProperty("base").GetString()!, entry.GetProperty("as").GetString()!);
        using var good = Given(basis);
        using var folder = Given(basis);
        File.Copy(TestData.At($"hostile/{path}"), folder.At($"raw/{name}"), overwrite: true);
        var (code, output, error) = Run(folder, basis);
        Assert.Equal(0, Run(good, basis).Code);
        LeaksNothing(path, folder, output + error);
        if (allowed.StartsWith("refuse", StringComparison.Ordinal))
        {
            Refused(folder, code, error, Path.GetFileName(name));
            return;
        }

        Assert.True(code == 0, error);
        var (expected, found) = (Rows(good), Rows(folder));
        Assert.Equal(expected.Count, found.Count);
        // Only the row of the text that the case is about differs, and only in its tokens.
        Assert.True(expected.Zip(found).Count(p => p.First.Tokens != p.Second.Tokens) <= 1);
        Assert.Equal(expected.Select(r => r.Others), found.Select(r => r.Others));
        if (path.Contains("100k_letters", StringComparison.Ordinal))
            Assert.Contains(found, r => r.Length == 50);
    }

    [DataTheory(Index)]
    [MemberData(nameof(Images))]
    public void A_broken_image_ends_the_run_by_name_and_can_be_left_out_with_its_questions(string path, string allowed)
    {
        using var folder = Given("json/base-vqa");
        File.Copy(TestData.At($"hostile/{path}"), folder.At($"raw/val2014/{Broken}"), overwrite: true);
        var (code, _, error) = Run(folder, "json/base-vqa");
        if (code == 0)
        {
            Assert.Contains("accept", allowed, StringComparison.Ordinal);
            Assert.True(SynthTables.Failures(error).Length == 0, error);
            return;
        }

        Assert.Contains("refuse", allowed, StringComparison.Ordinal);
        Refused(folder, code, error, Broken);
        (code, var output, error) = Run(folder, "json/base-vqa", "--skip-bad");
        Assert.True(code == 0, error);
        Assert.Contains("left out 1 image and ", output, StringComparison.Ordinal);
        Assert.Contains($"val2014/{Broken}", File.ReadAllText(folder.At("out/rejects.jsonl")), StringComparison.Ordinal);
        Assert.Equal(1, ShardSet.ReadManifest(folder.At("out")).Rejects["images"]);
    }

    private static TemporaryFolder Given(string basis)
    {
        var folder = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(TestData.At($"hostile/{basis}"), "*", SearchOption.AllDirectories))
        {
            var copy = folder.At($"raw/{Path.GetRelativePath(TestData.At($"hostile/{basis}"), file)}");
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllBytes(copy, File.ReadAllBytes(file));
        }

        TinyTokenizer.Write(folder.At("raw/tokenizer"));
        return folder;
    }

    private static (int Code, string Output, string Error) Run(TemporaryFolder folder, string basis, params string[] more)
    {
        string[] own = basis.EndsWith("vqa", StringComparison.Ordinal) ? ["vqa-vs", "--set", "splits=train,valid", "--set", "minimum_count=1"] : ["nlvr2", "--set", "splits=dev"];
        return PreprocessingProgram.Run([.. own, "--raw", folder.At("raw"), "--out", folder.At("out"), .. more]);
    }

    private static void Refused(TemporaryFolder folder, int code, string error, string name)
    {
        Assert.Equal(3, code);
        Assert.Contains(name, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.True(error.Length < 3000);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    // Of every row of every split its tokens, how many they are, and all else.
    private static List<(string Tokens, int Length, string Others)> Rows(TemporaryFolder folder)
    {
        using var set = ShardSet.Open(folder.At("out"));
        var rows = new List<(string, int, string)>();
        foreach (var split in set.Manifest.Splits)
        {
            var others = set[split.Name].ColumnNames.Where(c => c is not ("input_ids" or "attention_mask")).Order(StringComparer.Ordinal).ToList();
            for (var row = 0; row < split.Rows; row++)
            {
                var tokens = set[split.Name]["input_ids"].Row(row);
                rows.Add((Convert.ToHexString(tokens), set[split.Name]["attention_mask"].Row(row).Count((byte)1), string.Join(' ', others.Select(c => Convert.ToHexString(set[split.Name][c].Row(row))))));
                Assert.Equal(50, MemoryMarshal.Cast<byte, int>(tokens).Length);
            }
        }

        return rows;
    }

    // The texts themselves are the set's content; what must not show them as they are is what people look at.
    private static void LeaksNothing(string path, TemporaryFolder folder, string shown)
    {
        if (!HostileCases.Entry(path).TryGetProperty("planted", out var planted))
            return;
        string[] manifest = File.Exists(folder.At("out/manifest.json")) ? [File.ReadAllText(folder.At("out/manifest.json"), Encoding.UTF8)] : [];
        Assert.All(planted.EnumerateArray(), p => Assert.All(manifest.Append(shown), text => Assert.DoesNotContain(p.GetString()!, text, StringComparison.Ordinal)));
    }
}
