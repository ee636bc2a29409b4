using System.Diagnostics;
using System.Globalization;
using I2M2.Shards;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.VqaVs;

/// <summary>The published validation split of VQA-VS, or as much of it as is there, as a set of texts; its statistics against Python's, and against the published figures when it is whole.</summary>
[Collection(ConsoleTests.Name)]
public sealed class SharedQuestionsTests
{
    private const int Published = 32_723;

    // Exact spelling, as the published code compares; the vocabulary is the set's own.
    private const string Script = """
        import json, sys, collections
        folder, vocabulary = sys.argv[1], json.load(open(sys.argv[2]))
        ids = {a: i for i, a in enumerate(vocabulary)}
        answers = {a['question_id']: [x['answer'] for x in a['answers']] for a in json.load(open(folder + '/Val/Val-Ans.json'))}
        questions = 0; slots = 0; given = 0; weighted = 0; table = 0; thirds = 0
        for q in json.load(open(folder + '/Val/Val-Ques.json')):
            counts = collections.Counter(a for a in answers[q['question_id']] if a in ids)
            questions += 1; slots += len(counts); given += sum(counts.values())
            weighted += sum((ids[a] + 1) * n * n for a, n in counts.items()) * (q['question_id'] % 1009)
            table += sum(min(10, 3 * n) for n in counts.values()); thirds += sum(min(3, n) for n in counts.values())
        print(questions, slots, given, weighted, table, thirds)
        """;

    [DataFact("data/vqa-vs/Val", "data/roberta-bpe")]
    public void Answers_are_counted_as_Python_counts_them_and_tokens_are_those_of_the_published_tokenizer()
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = Run(folder, "table");
        Assert.True(code == 0, error);
        using var set = ShardSet.Open(folder.At("table"));
        var valid = set["valid"];
        var rows = (int)valid.Rows;
        if (rows == Published)
        {
            Assert.Equal(327, set.Manifest.ClassNames.Count);
            Assert.Equal(307_840, Enumerable.Range(0, rows).Sum(r => valid["attention_mask"].Row(r).Count((byte)1)));
            Assert.Equal(709_854_191, Enumerable.Range(0, rows).Sum(r => VqaVsProgramTests.All<int>(valid, "input_ids", r).Sum(i => (long)i) - valid["attention_mask"].Row(r).Count((byte)0)));
        }

        if (Python(folder, set.Manifest.ClassNames) is not { } found)
            return;
        var (slots, given, weighted, table) = (0L, 0L, 0L, 0.0);
        for (var row = 0; row < rows; row++)
        {
            var (ids, counts) = (VqaVsProgramTests.All<int>(valid, "answer_ids", row), VqaVsProgramTests.All<byte>(valid, "answer_counts", row));
            var id = VqaVsProgramTests.One<long>(valid, "question_id", row);
            slots += ids.Count(i => i >= 0);
            given += counts.Sum(c => c);
            weighted += ids.Zip(counts).Where(a => a.First >= 0).Sum(a => (a.First + 1L) * a.Second * a.Second) * (id % 1009);
            table += VqaVsProgramTests.All<float>(valid, "answer_scores", row).Sum();
        }

        Assert.Equal(0, Run(folder, "thirds").Code);
        using var other = ShardSet.Open(folder.At("thirds"));
        var thirds = Enumerable.Range(0, rows).Sum(r => (double)VqaVsProgramTests.All<float>(other["valid"], "answer_scores", r).Sum());
        long[] ours = [rows, slots, given, weighted, (long)Math.Round(10 * table), (long)Math.Round(3 * thirds)];
        Assert.Equal(found, ours);
    }

    [DataFact("data/vqa-vs/Val", "data/roberta-bpe")]
    public void A_constant_answer_scores_as_published()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Run(folder, "thirds").Code);
        using var set = ShardSet.Open(folder.At("thirds"));
        var valid = set["valid"];
        if (valid.Rows != Published)
            return;
        var yes = set.Manifest.ClassNames.ToList().IndexOf("yes");
        var score = Enumerable.Range(0, Published).Sum(r => VqaVsProgramTests.All<int>(valid, "answer_ids", r).Zip(VqaVsProgramTests.All<float>(valid, "answer_scores", r)).Where(a => a.First == yes).Sum(a => (double)a.Second));
        Assert.Equal(24.6178, 100 * score / Published, 4);
    }

    private static (int Code, string Output, string Error) Run(TemporaryFolder folder, string target) => PreprocessingProgram.Run(
        "vqa-vs", "--raw", TestData.At("data/vqa-vs"), "--out", folder.At(target), "--set", "splits=valid", "--set", "vocabulary_from=valid", "--set", "images=none", "--set", "without_answer=keep",
        "--set", $"target={target}", "--set", $"tokenizer={TestData.At("data/roberta-bpe")}", "--set", "rows_per_shard=5000");

    private static long[]? Python(TemporaryFolder folder, IReadOnlyList<string> vocabulary)
    {
        File.WriteAllText(folder.At("answers.json"), System.Text.Json.JsonSerializer.Serialize(vocabulary));
        try
        {
            using var process = Process.Start(new ProcessStartInfo("python3", ["-c", Script, TestData.At("data/vqa-vs"), folder.At("answers.json")]) { RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return [.. output.Split(' ').Select(n => long.Parse(n, CultureInfo.InvariantCulture))];
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
