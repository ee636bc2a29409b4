using System.Diagnostics;
using System.Text.Json;
using I2M2.Preprocessing.Nlvr2.Raw;
using I2M2.Preprocessing.VqaVs.Raw;
using I2M2.Shards;
using I2M2.Tokens;

namespace I2M2.Tests.Records;

/// <summary>Every broken JSON file of the corpus, in its place among good ones.</summary>
public sealed class HostileJsonTests
{
    private static readonly string[] BaseRows = ["dev-0-0-0", "dev-1-0-0", "dev-2-0-0", "dev-3-0-0"];

    public static TheoryData<string, string> Cases => HostileCases.Of("json");

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Cases))]
    public void A_case_ends_as_it_must(string path, string allowed)
    {
        var entry = HostileCases.Entry(path);
        var (folder, name) = (TestData.At($"hostile/{entry.GetProperty("base").GetString()}"), entry.GetProperty("as").GetString()!);
        if (allowed.Split(',')[0] == "refuse")
        {
            var refusal = Assert.Throws<InputRefusedException>(() => Read(folder, name, TestData.At($"hostile/{path}")));
            Assert.True(refusal.Message.Length < 500);
            Assert.Matches("(entry|line|question) [0-9,]+: |end: ", refusal.Message);
            return;
        }

        var expected = Read(folder, name, Path.Combine(folder, name));
        var found = Read(folder, name, TestData.At($"hostile/{path}"));
        Assert.Equal(expected.Count, found.Count);
        // Only the text that the case is about differs.
        Assert.True(expected.Zip(found).Count(p => p.First != p.Second) <= 1);
    }

    [DataFact("hostile/json", "data/roberta-bpe")]
    public void A_question_of_a_hundred_thousand_letters_has_fifty_tokens_in_a_moment()
    {
        var encoder = new TextEncoder(ByteLevelBpe.Read(TestData.At("data/roberta-bpe")));
        var text = VqaFiles.Questions(TestData.At("hostile/json/vqa_100k_letters.json")).MaxBy(q => q.Text.Length)!.Text;
        Assert.True(text.Length >= 100_000);
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(50, encoder.Encode(text, 50).Length);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [DataFact("hostile/json")]
    public void A_label_that_is_a_truth_value_is_that_label()
    {
        var rows = Nlvr2File.Read(TestData.At("hostile/json/nlvr2_label_boolean.json")).ToDictionary(r => r.Identifier);
        Assert.All(BaseRows, r => Assert.Contains(r, rows.Keys));
        Assert.False(rows["dev-3-0-0"].IsTrue);
    }

    private static List<string> Read(string folder, string name, string file)
    {
        if (name.EndsWith("dev.json", StringComparison.Ordinal))
            return [.. Nlvr2File.Read(file).Select(r => r.ToString())];
        var (questions, answers) = (Path.Combine(folder, "Val/Val-Ques.json"), Path.Combine(folder, "Val/Val-Ans.json"));
        var pairs = name.EndsWith("Val-Ans.json", StringComparison.Ordinal) ? VqaFiles.Split(questions, file) : VqaFiles.Split(file, answers);
        return [.. pairs.Select(p => $"{p.Question} {p.Annotation.Majority} {JsonSerializer.Serialize(p.Annotation.Answers)}")];
    }
}
