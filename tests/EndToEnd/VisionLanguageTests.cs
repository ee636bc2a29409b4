using System.Net;
using System.Text.Json;
using I2M2.PredictionFiles;
using I2M2.Shards;
using I2M2.Tests;

namespace I2M2.EndToEnd;

/// <summary>Questions, sentences and pictures in, shards out; shards in, a checkpoint of every paradigm out, with a backbone and on its features; checkpoints in, scores out.</summary>
public sealed class VisionLanguageTests(VisionLanguageSession session) : IClassFixture<VisionLanguageSession>
{
    private const string ReferenceWeights = "golden/fiber_tiny_weights.hash.safetensors";
    private static readonly string[] Paradigms = ["unimodal-image", "unimodal-text", "inter-fiber", "intra", "i2m2-fiber"];

    [Fact]
    public void Every_step_succeeds_and_every_paradigm_has_a_checkpoint()
    {
        Assert.All(session.Steps, s => Assert.True(s.Exit == 0, s.Output + s.Errors));
        foreach (var runs in new[] { "runs/vqa-vs/answer", "runs/nlvr2/truth", "heads/vqa-vs/answer" })
            Assert.All(Paradigms, p => Assert.True(File.Exists(session.At($"{runs}/{p}/seed-0/best.safetensors")), $"{runs}/{p}"));
        Assert.Empty(ShardSet.FindDamage(session.At("features")));
    }

    [Fact]
    public void A_score_is_what_ten_annotators_say_of_the_answers_that_were_exported()
    {
        Assert.True(session.Answers.Exit == 0, session.Answers.Errors);
        var runs = JsonSerializer.Deserialize<JsonElement>(session.Answers.Output).GetProperty("runs").EnumerateArray().ToList();
        Assert.Equal(Paradigms.Order(StringComparer.Ordinal), runs.Select(r => string.Join('-', new[] { r.GetProperty("paradigm").GetString(), r.GetProperty("variant").GetString() }.OfType<string>())).Order(StringComparer.Ordinal));
        var counts = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(session.At("vqa-raw/IID-Test/IID-Test-Ans.json"))).EnumerateArray().ToDictionary(
            a => a.GetProperty("question_id").GetInt64(), a => a.GetProperty("answers").EnumerateArray().Select(x => x.GetProperty("answer").GetString()!).ToList());
        var sets = new[] { "QT", "KO", "QT+KW+KO" }.ToDictionary(s => s, s => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(session.At($"vqa-raw/OOD-Test/{s}/OOD-Test-{s}-Ques.json"))).EnumerateArray().Select(q => q.GetProperty("question_id").GetInt64()).ToHashSet());
        foreach (var run in runs.Where(r => r.GetProperty("paradigm").GetString() is "inter" or "i2m2"))
        {
            var file = Directory.GetFiles(session.At("answers"), $"vqa-vs-answer-{run.GetProperty("paradigm").GetString()}-*-test.json").Single();
            var answers = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(file)).EnumerateArray().ToDictionary(a => a.GetProperty("question_id").GetInt64(), a => a.GetProperty("answer").GetString()!);
            Assert.Equal(counts.Keys.Order(), answers.Keys);
            double Mean(Func<long, bool> isIn, Func<int, double> worth) => answers.Where(a => isIn(a.Key)).Average(a => worth(counts[a.Key].Count(x => x == a.Value)));
            var score = run.GetProperty("score");
            Assert.Equal(Mean(_ => true, n => Math.Min(1, n / 3.0)), score.GetProperty("thirds").GetProperty("IID").GetDouble(), 1e-12);
            Assert.Equal(Mean(_ => true, n => Math.Min(1, 0.3 * n)), score.GetProperty("table").GetProperty("IID").GetDouble(), 1e-9);
            foreach (var (name, questions) in sets)
                Assert.Equal(Mean(questions.Contains, n => Math.Min(1, n / 3.0)), score.GetProperty("thirds").GetProperty(name).GetDouble(), 1e-12);
        }
    }

    [Fact]
    public void The_report_has_every_set_and_both_rules()
    {
        var report = WebUtility.HtmlDecode(File.ReadAllText(session.At("vqa.html")));
        foreach (var text in new[] { "QT+KW+KO", "OOD mean", "can be reached", "best of the question type", "min(1, n / 3)", "Entropies, nats", "made-up pictures of coloured shapes" })
            Assert.Contains(text, report, StringComparison.Ordinal);
    }

    [Fact]
    public void Pairs_are_judged_by_accuracy_and_consistency_on_the_test_sentences()
    {
        Assert.True(session.Pairs.Exit == 0, session.Pairs.Errors);
        using var shards = ShardSet.Open(session.At("nlvr2"));
        var runs = JsonSerializer.Deserialize<JsonElement>(session.Pairs.Output).GetProperty("runs").EnumerateArray().ToList();
        Assert.Equal(Paradigms.Length, runs.Count);
        Assert.All(runs, r => Assert.Equal(shards["test"].Rows, r.GetProperty("n").GetInt64()));
        Assert.All(runs.Select(r => r.GetProperty("metrics")), m => Assert.InRange(m.GetProperty("consistency").GetDouble(), 0, m.GetProperty("accuracy").GetDouble()));
        Assert.True(File.Exists(session.At("runs/nlvr2/truth/inter-fiber/seed-0/predictions-dev.parquet")));

        var (predictions, _) = PredictionsParquet.Read(session.At("runs/nlvr2/truth/inter-fiber/seed-0/predictions-test.parquet"));
        var inter = runs.Single(r => r.GetProperty("paradigm").GetString() == "inter").GetProperty("metrics").GetProperty("subsets");
        foreach (var (name, pairs) in new[] { ("balanced", "01"), ("unbalanced", "2") })
        {
            var right = Enumerable.Range(0, predictions.Rows).Where(r => pairs.Contains(predictions.Ids[r].Split('/')[1], StringComparison.Ordinal))
                .Select(r => (Sentence: predictions.Ids[r].Split('/')[0], Right: predictions.Product.ArgMax(r) == predictions.Labels[r])).ToList();
            Assert.Equal(right.Count, inter.GetProperty(name).GetProperty("n").GetInt32());
            Assert.Equal(right.Average(r => r.Right ? 1.0 : 0), inter.GetProperty(name).GetProperty("accuracy").GetDouble(), 1e-12);
            Assert.Equal(right.GroupBy(r => r.Sentence).Average(s => s.All(r => r.Right) ? 1.0 : 0), inter.GetProperty(name).GetProperty("consistency").GetDouble(), 1e-12);
        }

        Assert.Contains("unbalanced, 8 rows: accuracy", File.ReadAllText(session.At("nlvr2.md")), StringComparison.Ordinal);
    }

    // What a run's own backbone gives in evaluation mode is what lies in the feature set: a head sees the same either way.
    [Fact]
    public void A_checkpoint_judged_anew_gives_the_predictions_that_were_written_with_it()
    {
        var (written, _) = AnswerPredictionsParquet.Read(session.At("runs/vqa-vs/answer/inter-fiber/seed-0/predictions-test.parquet"));
        var (again, _, remark) = Modeling.Training.CheckpointPredictions.AnswersOf(session.Backbone, session.At("vqa"), "test");
        Assert.Equal("", remark);
        Assert.Equal(written.Product.Best, again.Product.Best);
        Assert.All(written.Product.BestLogs.SelectMany(b => b).Zip(again.Product.BestLogs.SelectMany(b => b)), l => Assert.Equal(l.First, l.Second, 1e-4f));
    }

    // Pictures where features are wanted, and features where pictures are: the message says what to do.
    [Fact]
    public void Training_on_the_wrong_kind_of_set_says_which_setting_goes_with_it()
    {
        var pictures = Programs.Train("vqa-vs", "--data", session.At("vqa"), "--out", session.At("none"), "--paradigm", "inter", "--device", "cpu");
        Assert.Equal(3, pictures.Exit);
        Assert.Contains("--set backbone=FILE or --profile tiny", pictures.Output + pictures.Errors, StringComparison.Ordinal);
        var features = Programs.Train("vqa-vs", "--data", session.At("features"), "--out", session.At("none"), "--paradigm", "inter", "--device", "cpu", "--profile", "tiny");
        Assert.Equal(3, features.Exit);
        Assert.Contains("without --set backbone", features.Output + features.Errors, StringComparison.Ordinal);
        var wide = Programs.Train("vqa-vs", "--data", session.At("features"), "--out", session.At("none"), "--paradigm", "inter", "--device", "cpu");
        Assert.Equal(3, wide.Exit);
        Assert.Contains("column 'image_feature' is [32], of width 768 it would be [768]. Train with --set width=32", wide.Output + wide.Errors, StringComparison.Ordinal);
        var noisy = Programs.Train("vqa-vs", "--data", session.At("features"), "--out", session.At("none"), "--paradigm", "inter", "--device", "cpu", "--profile", "reference");
        Assert.Equal(2, noisy.Exit);
        Assert.Contains("no backbone to draw dropout", noisy.Output + noisy.Errors, StringComparison.Ordinal);
    }

    // The same rows in the same order through the same weights: only where the features were rounded on their way differs.
    [Fact]
    public void Heads_learn_from_kept_features_what_they_learn_from_the_frozen_backbone_itself()
    {
        string[] live = ["vqa-vs", "--data", session.At("vqa"), "--paradigm", "all", "--device", "cpu", "--set", $"backbone={session.Backbone}", "--set", "epochs=2", "--set", "aten_threads=1"];
        Assert.Equal(0, Programs.Train([.. live, "--out", session.At("live")]).Exit);
        Assert.Equal(0, Programs.Train([.. live, "--out", session.At("noisy"), "--live-backbone"]).Exit);
        foreach (var paradigm in Paradigms)
        {
            var (kept, still, noisy) = (Epochs("heads", paradigm), Epochs("live", paradigm), Epochs("noisy", paradigm));
            Assert.Equal(kept.Select(e => e.GetProperty("valid_vqa_score").GetDouble()), still.Select(e => e.GetProperty("valid_vqa_score").GetDouble()));
            Assert.All(Losses(kept).Zip(Losses(still)), l => Assert.Equal(l.First, l.Second, 1e-5 * l.First));
            Assert.All(Losses(kept).Zip(Losses(noisy)), l => Assert.NotEqual(l.First, l.Second, 1e-5 * l.First));
        }

        List<JsonElement> Epochs(string runs, string paradigm) => [.. File.ReadLines(session.At($"{runs}/vqa-vs/answer/{paradigm}/seed-0/metrics.jsonl")).Select(l => JsonSerializer.Deserialize<JsonElement>(l))];
        static IEnumerable<double> Losses(List<JsonElement> epochs) => epochs.Select(e => e.GetProperty("train_loss").GetDouble());
    }

    [Fact]
    public void Heads_are_not_judged_with_another_backbone_than_their_own()
    {
        var other = session.At("runs/vqa-vs/answer/i2m2-fiber/seed-0/best.safetensors");
        Assert.Equal(0, Programs.Model("features", "vqa-vs", "--data", session.At("vqa"), "--backbone", other, "--out", session.At("other-features"), "--device", "cpu").Exit);
        var features = Programs.Evaluate(session.At("heads/vqa-vs/answer/inter-fiber/seed-0/best.safetensors"), "--data", session.At("other-features"));
        Assert.Equal(3, features.Exit);
        Assert.Contains("another backbone's", features.Errors, StringComparison.Ordinal);

        File.Copy(session.Backbone, session.At("backbone.safetensors"));
        Assert.Equal(0, Programs.Train("vqa-vs", "--data", session.At("vqa"), "--out", session.At("swapped"), "--paradigm", "unimodal-text", "--device", "cpu", "--set", $"backbone={session.At("backbone.safetensors")}", "--set", "epochs=1").Exit);
        var run = session.At("swapped/vqa-vs/answer/unimodal-text/seed-0/best.safetensors");
        Assert.Equal(0, Programs.Model("export", run, "--out", session.At("text.safetensors")).Exit);
        File.Copy(other, session.At("backbone.safetensors"), overwrite: true);
        foreach (var swapped in new[] { Programs.Evaluate(run, "--data", session.At("vqa")), Programs.Model("export", run, "--out", session.At("swapped.safetensors")) })
        {
            Assert.Equal(3, swapped.Exit);
            Assert.Contains("its weights are not those that", swapped.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Exported_weights_have_the_reference_names_and_come_back_the_same()
    {
        var run = session.At("runs/vqa-vs/answer/i2m2-fiber/seed-0/best.safetensors");
        var export = Programs.Model("export", run, "--out", session.At("exported/i2m2.safetensors"));
        Assert.True(export.Exit == 0, export.Errors);
        using var exported = SafetensorsFile.Open(session.At("exported/i2m2.safetensors"));
        if (TestData.Has(ReferenceWeights))
        {
            using var reference = SafetensorsFile.Open(TestData.At(ReferenceWeights));
            string[] computed = ["relative_position_index", "attn_mask", "position_ids"];
            Assert.Equal(reference.Names.Where(n => !n.StartsWith("nlvr2_classifier.", StringComparison.Ordinal) && !computed.Any(n.EndsWith)).Order(StringComparer.Ordinal), exported.Names.Order(StringComparer.Ordinal));
        }

        var import = Programs.Model("import", session.At("exported/i2m2.safetensors"), "--as", "fiber", "--text-heads", "2", "--out", session.At("imported"));
        Assert.True(import.Exit == 0, import.Errors);
        using var imported = SafetensorsFile.Open(session.At("imported/backbone.safetensors"));
        using var trained = SafetensorsFile.Open(run);
        Assert.All(imported.Names, n => Assert.Equal(trained[$"backbone.fiber.{n}"].AsSpan<byte>(), imported[n].AsSpan<byte>()));
        Assert.Contains("no backbone", Programs.Model("export", session.At("heads/vqa-vs/answer/intra/seed-0/best.safetensors"), "--out", session.At("exported/heads.safetensors")).Output, StringComparison.Ordinal);
        Assert.Equal(0, Programs.Model("export", session.At("heads/vqa-vs/answer/intra/seed-0/best.safetensors"), "--backbone", session.Backbone, "--out", session.At("exported/intra.safetensors")).Exit);
        Assert.Equal(3, Programs.Model("export", session.At("heads/vqa-vs/answer/intra/seed-0/best.safetensors"), "--backbone", run, "--out", session.At("exported/wrong.safetensors")).Exit);
        Assert.False(File.Exists(session.At("exported/wrong.safetensors")));

        var before = File.ReadAllBytes(run);
        foreach (var (said, taken) in new[] { ("the file that is exported", new[] { run, "--replace" }), ("there is such a file", [session.Backbone]) })
        {
            var refused = Programs.Model(["export", run, "--out", .. taken]);
            Assert.Equal(2, refused.Exit);
            Assert.Contains(said, refused.Errors, StringComparison.Ordinal);
        }

        Assert.Equal(before, File.ReadAllBytes(run));
        Assert.Equal(0, Programs.Model("export", run, "--out", session.At("exported/i2m2.safetensors"), "--replace").Exit);
    }
}
