using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using I2M2.Cli;
using I2M2.Storage;

namespace I2M2.Evaluation.Tests.Answers;

/// <summary>
/// Runs on answers, from their folders to text, JSON, CSV and reports; see <see cref="AnswerRuns"/> for the questions. By the table, inter scores (1 + 0.3 + 0.9 + 0 + 1) / 5 and, with its other seed,
/// (1 + 1 + 0.9 + 0 + 1) / 5, i2m2 3 / 5 and text alone (0.6 + 1) / 5; intervals and p are another program's. Not parallel with others that watch the process's outputs.
/// </summary>
[Collection(nameof(EvaluateCommandTests))]
public sealed partial class AnswerEvaluationTests : IDisposable
{
    // Log-probabilities are float32.
    private const double Close = 1e-7;
    private readonly AnswerRuns runs = new();

    public void Dispose() => runs.Dispose();

    [Fact]
    public void The_text_has_every_table_with_its_numbers()
    {
        runs.AddAll();
        var (code, output, error) = Evaluate.Run(runs.Root);
        Assert.Equal((ExitCode.Done, ""), (code, error));
        Assert.StartsWith(
            "inter fiber has the highest VQA score on vqa-vs answer, profile tiny (test, 5 questions about 4 pictures, 2 seeds): 71.00 ± 9.90, ahead of i2m2 fiber by 11.00 [-60.31, 82.31], p = 0.676 (Holm, 2 comparisons): "
            + "chance over rows alone can explain it, so the order is not settled.\n",
            output, StringComparison.Ordinal);
        var table = Table(output, "VQA score, in and out of distribution");
        // In QT are 101, 103 and 105; in the other sets 105 alone.
        Assert.Equal("inter fiber | 71.00 ± 9.90 | 96.67 ± 0.00 | 100.00 ± 0.00", string.Join(" | ", table["inter fiber"][..4]));
        Assert.Equal(["unimodal text", "32.00", "20.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "0.00", "5.00", "0.00", "0.00", "2.22", "1"], table["unimodal text"]);
        Assert.Equal(["32.00", "20.00"], table["best single answer"][1..3]);
        Assert.Equal(["78.00", "96.67"], table["can be reached"][1..3]);
        Assert.Equal("over | lead | p (Holm) | what may be said of it", string.Join(" | ", Table(output, "Lead of inter fiber")["over"]));
        Assert.Equal(["39.00 [-38.46, 100.00]", "0.441"], Table(output, "Lead of inter fiber")["unimodal text"][1..3]);
        Assert.Equal(["paradigm", "all [95 %]", "number (1)", "other (2)", "yes/no (2)", "params"], Table(output, "By type of answer")["paradigm"]);
        Assert.Equal(["inter fiber", "71.00 ± 9.90 [5.39, 100.00]", "100.00 ± 0.00", "45.00 ± 0.00", "82.50 ± 24.75", "99"], Table(output, "By type of answer")["inter fiber"]);
        Assert.Contains("\ni2m2 fiber  image         26.00", output, StringComparison.Ordinal);
        Assert.Contains("\nthe best single answer is chosen on these rows, that of each question type on the validation split, both by the rule of the table\n", output, StringComparison.Ordinal);
        Assert.Equal(["true answers", "1.386", "-", "1.381"], Table(output, "Entropies, nats")["true answers"]);
        Assert.Equal(["unimodal text", "0.673", "0.940", "1.185"], Table(output, "Entropies, nats")["unimodal text"]);
    }

    // By thirds yes is the best answer to "is the" on the validation rows, by the table no.
    [Fact]
    public void The_best_answer_of_a_question_type_is_the_best_by_the_rule_of_its_table()
    {
        runs.AddAll();
        var (_, output, _) = Evaluate.Run(runs.Root);
        Assert.Equal("50.00", Table(output, "VQA score, in and out of distribution")["best of the question type"][1]);
        Assert.Equal("46.67", Table(output, "The same by min(1, n / 3)")["best of the question type"][1]);
    }

    [Fact]
    public void Json_has_what_the_text_says()
    {
        runs.AddAll();
        var root = Json(runs.Root);
        Assert.Equal(4, root.GetProperty("runs").GetArrayLength());
        var seed = root.GetProperty("runs").EnumerateArray().Single(r => r.GetProperty("paradigm").GetString() == "inter" && r.GetProperty("seed").GetInt32() == 1);
        Is(0.78, seed, "score", "table", "IID");
        Is(0.8, seed, "score", "thirds", "IID");

        var comparison = root.GetProperty("comparisons").EnumerateArray().Single();
        Assert.Equal("vqa-vs answer tiny test", string.Join(' ', new[] { "dataset", "task", "profile", "split" }.Select(k => comparison.GetProperty(k).GetString())));
        Assert.Equal((5, 4), (comparison.GetProperty("n").GetInt32(), comparison.GetProperty("pictures").GetInt32()));
        Is(2, comparison, "types", "yes/no");
        Is(Math.Log(4), comparison, "entropy_of_answers", "majority", "nats");
        Is(1.381075549665499, comparison, "entropy_of_answers", "soft", "nats");
        foreach (var (yardstick, table, thirds) in new[] { ("best_single_answer", 0.32, 1 / 3.0), ("best_of_question_type", 0.5, 7 / 15.0), ("can_be_reached", 0.78, 0.8) })
        {
            Is(table, comparison, "yardsticks", yardstick, "table", "IID");
            Is(thirds, comparison, "yardsticks", yardstick, "thirds", "IID");
        }

        Is(2.9 / 3, comparison, "yardsticks", "can_be_reached", "table", "QT");

        var paradigms = comparison.GetProperty("paradigms").EnumerateArray().ToList();
        Assert.Equal([("unimodal text", 1), ("inter fiber", 2), ("i2m2 fiber", 1)], paradigms.Select(p => (Name(p), p.GetProperty("seeds").GetInt32())));
        var inter = paradigms[1];
        Assert.Equal(AnswerSet.All.Select(s => s.Name), inter.GetProperty("score").GetProperty("table").EnumerateObject().Select(s => s.Name));
        Is(0.71, inter, "score", "table", "IID", "mean");
        Is(Math.Sqrt(2) * 0.07, inter, "score", "table", "IID", "deviation");
        Is(0.053850595583182836, inter, "score", "table", "IID", "low");
        Is(1, inter, "score", "table", "IID", "high");
        Is(11 / 15.0, inter, "score", "thirds", "IID", "mean");
        Is(0.06794476049983145, inter, "score", "thirds", "IID", "low");
        Is((2.9 / 3 + 3) / 4, inter, "score", "table", "text", "mean");
        Is((2.9 / 3 + 8) / 9, inter, "score", "table", "OOD mean", "mean");
        Is(0.825, inter, "types", "table", "yes/no", "mean");
        Is((1.0549201679861442 + 1.3321790402101223) / 2, inter, "entropy", "of_best", "mean");
        Is(0.9404479886553264, inter, "entropy", "mean_of_rows", "mean");
        Is((1.2969571802108675 + 1.366119588402108) / 2, inter, "entropy", "of_mean", "mean");
        Assert.Equal(JsonValueKind.Null, paradigms[0].GetProperty("score").GetProperty("table").GetProperty("IID").GetProperty("deviation").ValueKind);
        Is(0.26, paradigms[2], "experts", "image", "score", "table", "IID", "mean");
        Is(0, paradigms[2], "experts", "image", "entropy", "of_best", "mean");

        Assert.Equal(["inter fiber", "i2m2 fiber", "unimodal text"], comparison.GetProperty("ranking").EnumerateArray().Select(Name));
        var leads = comparison.GetProperty("leads").EnumerateArray().ToList();
        Assert.Equal(["i2m2 fiber", "unimodal text"], leads.Select(l => Name(l.GetProperty("over"))));
        foreach (var (lead, difference, low, high, p) in new[] { (leads[0], 0.11, -0.6030586304320988, 0.8230586304320988, 0.6763528308340288), (leads[1], 0.39, -0.38457445775383065, 1, 0.4410538408515714) })
        {
            Is(difference, lead, "lead");
            Is(low, lead, "low");
            Is(high, lead, "high");
            Is(p, lead, "p_holm");
            Assert.False(lead.GetProperty("covers_seeds").GetBoolean());
            Assert.Equal("chance over rows alone can explain it, so the order is not settled", lead.GetProperty("verdict").GetString());
        }
    }

    [Fact]
    public void A_set_without_a_row_has_no_score_and_json_says_why()
    {
        runs.Add("inter", "fiber", 0, [0, 0, 2, 2, 3], AnswerRuns.Test with { Sets = [1, 0, 1, 0, 1] }, valid: false);
        var root = Json(runs.Root);
        var (score, spread) = (root.GetProperty("runs")[0].GetProperty("score").GetProperty("table"), root.GetProperty("comparisons")[0].GetProperty("paradigms")[0].GetProperty("score").GetProperty("table"));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (score.GetProperty("KW").ValueKind, spread.GetProperty("KW").GetProperty("mean").ValueKind));
        Assert.All([score, spread], s => Assert.Equal("no row is in KW", s.GetProperty("reasons").GetProperty("KW").GetString()));
        Assert.False(root.GetProperty("comparisons")[0].GetProperty("yardsticks").TryGetProperty("best_of_question_type", out _));
        Assert.Equal(0, root.GetProperty("comparisons")[0].GetProperty("leads").GetArrayLength());
    }

    // Pairs are of the same question, wherever it stands in either file.
    [Fact]
    public void Rows_in_another_order_give_the_same_text_and_the_same_json()
    {
        using var shuffled = new AnswerRuns();
        runs.AddAll();
        shuffled.AddAll(order: [3, 0, 4, 2, 1]);
        Assert.Equal(Evaluate.Run(runs.Root), Evaluate.Run(shuffled.Root));
        Assert.Equal(Evaluate.Run(runs.Root, "--json").Output, Evaluate.Run(shuffled.Root, "--json").Output);
    }

    [Fact]
    public void A_question_that_is_there_twice_is_refused_by_row()
    {
        var file = Path.Combine(runs.Add("inter", "fiber", 0, [0, 0, 2, 2, 3]), "predictions-test.parquet");
        using (var database = DuckDatabase.Open(new DuckOptions { Files = [file, file + ".other"], MemoryLimit = 1L << 30 }))
        {
            database.Execute("test", $"COPY (SELECT * REPLACE (CASE id WHEN '104' THEN '102' ELSE id END AS id) FROM '{file}') TO '{file}.other' (FORMAT parquet, KV_METADATA {{{Metadata(file)}}})");
        }

        File.Move(file + ".other", file, overwrite: true);
        Evaluate.Refused(ExitCode.InputRefused, "predictions-test.parquet: row 4 (id \"102\"), column id: an earlier row has the same id", file);
    }

    [Fact]
    public void Predictions_of_another_run_or_split_in_a_runs_folder_are_refused()
    {
        string Of(string run) => Path.Combine(run, "predictions-test.parquet");
        var (inter, text) = (runs.Add("inter", "fiber", 0, [0, 0, 2, 2, 3]), runs.Add("unimodal", "text", 1, [0, 0, 2, 2, 3]));
        File.Copy(Of(text), Of(inter), overwrite: true);
        Evaluate.Refused(
            ExitCode.InputRefused, "unimodal-text seed 1 on test, in the folder of vqa-vs/answer inter-fiber seed 0, where those on test are expected. Put the run's own file there", inter);
        Assert.Equal(ExitCode.Done, Evaluate.Run(Of(inter)).Code); // by itself it says what it is
        File.Copy(Path.Combine(text, "predictions-valid.parquet"), Of(text), overwrite: true);
        Evaluate.Refused(ExitCode.InputRefused, "unimodal-text seed 1 on valid, in the folder", text);
    }

    [Fact]
    public void Csv_has_a_row_for_each_question_and_runs_no_formula()
    {
        runs.AddAll(order: [3, 0, 4, 2, 1]);
        var export = runs.At("csv");
        Assert.Equal(ExitCode.Done, Evaluate.Run(runs.Root, "--export-csv", export).Code);
        Assert.Equal(
            ["vqa-vs-answer-i2m2-fiber-tiny-seed-0-test.csv", "vqa-vs-answer-inter-fiber-tiny-seed-0-test.csv", "vqa-vs-answer-inter-fiber-tiny-seed-1-test.csv", "vqa-vs-answer-unimodal-text-tiny-seed-0-test.csv"],
            Directory.GetFiles(export).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        string[][] Read(string run) => [.. File.ReadLines(Path.Combine(export, $"{run}.csv")).Select(line => line.Split(','))];

        var i2m2 = Read("vqa-vs-answer-i2m2-fiber-tiny-seed-0-test");
        string[] of = ["answer", "score_table", "score_thirds", "p", "entropy"];
        Assert.Equal(
            ["id", "picture", "question_type", "answer_type", "ood_mask", "run", "paradigm", "variant", "seed", "majority", .. new[] { "", "image:", "text:", "joint:" }.SelectMany(e => of.Select(c => e + c))], i2m2[0]);
        Assert.Equal(["101", "a", "is the", "yes/no", "1", "vqa-vs-answer-i2m2-fiber-tiny-seed-0-test", "i2m2", "fiber", "0", "yes", "yes", "1", "1"], i2m2[1][..13]);
        Assert.Equal(0.7, Number(i2m2[1][13]), Close);
        Assert.Equal(0.9404479886553264, Number(i2m2[1][14]), Close);
        Assert.Equal(["no", "0.6", "0.6666666666666666"], i2m2[1][20..23]);

        // In the file's order. What a spreadsheet would run has an apostrophe before it.
        var inter = Read("vqa-vs-answer-inter-fiber-tiny-seed-0-test").Skip(1).Select(r => string.Join(' ', r[0], r[4], r[9], r[10], r[11], r[12]));
        Assert.Equal(["104 0  red 0 0", "101 1 yes yes 1 1", "105 511 '=2+2 '=2+2 1 1", "103 1 red red 0.9 1", "102 0 no yes 0.3 0.3333333333333333"], inter);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("md")]
    public void A_report_has_every_table(string form)
    {
        runs.AddAll();
        var file = runs.At($"report.{form}");
        Assert.Equal(ExitCode.Done, Evaluate.Run(runs.Root, "--report", file).Code);
        foreach (var part in new[] { "OOD mean", "best single answer", "best of the question type", "can be reached", "Lead of inter fiber", "By type of answer", "Experts by themselves", "Entropies, nats" })
            Assert.Contains(part, File.ReadAllText(file), StringComparison.Ordinal);
    }

    private static JsonElement Json(string path) => JsonSerializer.Deserialize<JsonElement>(Evaluate.Run(path, "--json").Output);

    private static void Is(double expected, JsonElement at, params string[] path) => Assert.Equal(expected, path.Aggregate(at, (element, key) => element.GetProperty(key)).GetDouble(), Close);

    private static string Name(JsonElement of) => $"{of.GetProperty("paradigm").GetString()} {of.GetProperty("variant").GetString()}";

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    // The cells of the lines below a title, up to the next empty one, by the first.
    private static Dictionary<string, string[]> Table(string output, string title) => output[output.IndexOf($"\n{title}", StringComparison.Ordinal)..].Split('\n').Skip(2).TakeWhile(l => l.Length > 0)
        .Select(line => Gap().Split(line.Trim())).GroupBy(cells => cells[0]).ToDictionary(g => g.Key, g => g.First());

    private static string Metadata(string file)
    {
        using var parquet = ParquetFile.Open(file);
        return string.Join(", ", parquet.Metadata.Where(m => m.Key.StartsWith("i2m2", StringComparison.Ordinal)).Select(m => $"\"{m.Key}\": '{m.Value}'"));
    }

    [GeneratedRegex(" {2,}")]
    private static partial Regex Gap();
}
