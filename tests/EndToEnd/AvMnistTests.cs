using System.Text.Json;
using I2M2.Shards;
using I2M2.Tests;
using TorchSharp;

namespace I2M2.EndToEnd;

/// <summary>Raw files in, shards out; shards in, checkpoints out; checkpoints in, evidence out.</summary>
public sealed class AvMnistTests(AvMnistSession session) : IClassFixture<AvMnistSession>
{
    private static readonly string[] Paradigms = ["unimodal-image", "unimodal-audio", "inter-concat", "inter-lrtf", "intra", "i2m2-concat", "i2m2-lrtf"];

    [Fact]
    public void Raw_files_become_shards()
    {
        Assert.Equal((0, ""), (session.Preprocessed.Exit, session.Preprocessed.Errors));
        Assert.Contains("150 rows (train 110, valid 10, test 30)", session.Preprocessed.Output, StringComparison.Ordinal);
        var (exit, output, _) = Programs.Preprocess("verify", session.Shards);
        Assert.Equal(0, exit);
        Assert.Contains("all hashes as written", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_become_a_run_of_every_paradigm()
    {
        Assert.Equal((0, ""), (session.Trained.Exit, session.Trained.Errors));
        Assert.All(Paradigms, p => Assert.True(File.Exists(Path.Combine(session.Runs, "avmnist", "digit", p, "seed-0", "best.safetensors")), p));
    }

    [Fact]
    public void Runs_become_figures_that_can_be()
    {
        Assert.Equal((0, ""), (session.Evaluated.Exit, session.Evaluated.Errors));
        var runs = Runs(session.Evaluated.Output);
        Assert.Equal(Paradigms.Order(), runs.Keys.Order());
        foreach (var (name, run) in runs)
        {
            Assert.Equal(("avmnist", "digit", "test", 30, 0), (
                run.GetProperty("dataset").GetString(), run.GetProperty("task").GetString(), run.GetProperty("split").GetString(),
                run.GetProperty("n").GetInt32(), run.GetProperty("seed").GetInt32()));
            AssertSane(run.GetProperty("metrics"));
            var experts = run.GetProperty("experts").EnumerateObject().ToList();
            if (name == "intra" || name.StartsWith("i2m2", StringComparison.Ordinal))
                Assert.Equal(name == "intra" ? ["image", "audio"] : ["image", "audio", "joint"], experts.Select(e => e.Name));
            Assert.All(experts, e => AssertSane(e.Value));
        }
    }

    [Fact]
    public void A_table_for_people_names_every_paradigm()
    {
        var (exit, output, errors) = Programs.Evaluate(session.Runs);
        Assert.Equal((0, ""), (exit, errors));
        Assert.All(new[] { "unimodal", "inter", "intra", "i2m2", "majority" }, name => Assert.Contains(name, output, StringComparison.Ordinal));
    }

    [Fact]
    public void A_report_tells_the_data_the_settings_and_the_learning_curves()
    {
        var path = session.At("report.md");
        Assert.Equal(0, Programs.Evaluate(session.Runs, "--report", path).Exit);
        var report = File.ReadAllText(path);
        Assert.Contains("| train | 110 | 110 |", report, StringComparison.Ordinal);
        Assert.Contains("| remark | train-images-idx3-ubyte is not MNIST as published |", report, StringComparison.Ordinal);
        Assert.Contains("| options | audio\\_noise=none, keep\\_energy=0.25,", report, StringComparison.Ordinal);
        Assert.Contains("| batch\\_size | 10 |", report, StringComparison.Ordinal);
        Assert.Contains("| init | scratch (", report, StringComparison.Ordinal);
        Assert.Contains("*Learning curves.*", report, StringComparison.Ordinal);
        Assert.DoesNotContain("**Note.**", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unimodal-audio")]
    [InlineData("intra")]
    [InlineData("i2m2-lrtf")]
    public void A_checkpoint_moved_away_from_its_run_gives_the_runs_own_figures(string paradigm)
    {
        Directory.CreateDirectory(session.At("moved"));
        var checkpoint = session.At($"moved/{paradigm}.safetensors");
        File.Copy(Path.Combine(session.Runs, "avmnist", "digit", paradigm, "seed-0", "best.safetensors"), checkpoint, overwrite: true);

        // As in a process of its own, that has every core.
        torch.set_num_threads(Environment.ProcessorCount);
        var (exit, output, errors) = Programs.Evaluate(checkpoint, "--data", session.Shards, "--json");
        Assert.Equal((0, ""), (exit, errors));
        var moved = Runs(output)[paradigm].GetProperty("metrics");
        var own = Runs(session.Evaluated.Output)[paradigm].GetProperty("metrics");
        foreach (var metric in own.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Number))
            Assert.Equal(metric.Value.GetDouble(), moved.GetProperty(metric.Name).GetDouble(), 1e-5);
    }

    [Theory]
    [InlineData("unimodal-audio", "avmnist/audio")]
    [InlineData("inter-lrtf", "avmnist/inter-lrtf")]
    [InlineData("inter-concat", "avmnist/inter-lf")]
    public void Weights_in_the_form_of_other_code_give_the_same_figures_once_imported(string paradigm, string model)
    {
        var theirs = session.At($"{paradigm}.pt");
        using (var own = SafetensorsFile.Open(Path.Combine(session.Runs, "avmnist", "digit", paradigm, "seed-0", "best.safetensors")))
        {
            TorchZip.WriteStateDict(theirs, own.Names.Select(n =>
                (TheirName(n), own[n].Dtype == Dtype.F32 ? "FloatStorage" : "LongStorage", own[n].Shape, own[n].AsSpan<byte>().ToArray())));
        }

        var imported = Programs.Import(theirs, "--as", model, "--out", session.At($"imported-{paradigm}"));
        Assert.Equal((0, ""), (imported.Exit, imported.Errors));
        torch.set_num_threads(Environment.ProcessorCount);
        var (exit, output, errors) = Programs.Evaluate(session.At($"imported-{paradigm}/best.safetensors"), "--data", session.Shards, "--json");
        Assert.Equal(0, exit);
        Assert.Contains($"imported from {paradigm}.pt; which data it was trained on is not known", errors, StringComparison.Ordinal);
        var metrics = Runs(output)[paradigm].GetProperty("metrics");
        foreach (var metric in Runs(session.Evaluated.Output)[paradigm].GetProperty("metrics").EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Number))
            Assert.Equal(metric.Value.GetDouble(), metrics.GetProperty(metric.Name).GetDouble(), 1e-5);
    }

    [Fact]
    public void Evaluation_interrupted_at_any_moment_ends_with_130_and_one_line()
    {
        for (var attempt = 0; attempt < 8; attempt++)
        {
            using var program = new BuiltProgram("Evaluation", session.Runs, "--data", session.Shards);
            program.Until(() => program.HasLoaded("libi2m2_torch"));
            program.Wait(TimeSpan.FromMilliseconds(30 * attempt));
            program.Signal("INT");
            var (code, error) = program.Wait();
            Assert.Contains((code, error.TrimEnd()), new[] { (130, "Interrupted; run again to go on."), (0, "") });
        }
    }

    [Fact]
    public void A_checkpoint_judged_on_other_data_is_told_by_the_name_of_those_data()
    {
        var hard = session.At("hard");
        Assert.Equal(0, Programs.Preprocess("avmnist", "--raw", session.Raw, "--set", "profile=published-difficulty", "--out", hard).Exit);
        var checkpoint = Path.Combine(session.Runs, "avmnist", "digit", "unimodal-image", "seed-0", "best.safetensors");
        var (exit, output, errors) = Programs.Evaluate(checkpoint, "--data", hard);
        Assert.Equal(0, exit);
        Assert.Contains("on avmnist-published-difficulty digit", output, StringComparison.Ordinal);
        Assert.Contains("Data: avmnist-published-difficulty: ", output, StringComparison.Ordinal);
        Assert.Contains("judged on other data than it was trained on", errors, StringComparison.Ordinal);
        Assert.Contains(" Judged on other data than it was trained on.\n", output, StringComparison.Ordinal);

        var beside = Path.Combine(session.Runs, "avmnist", "digit", "unimodal-audio", "seed-0", "best.safetensors");
        (exit, output, errors) = Programs.Evaluate(checkpoint, beside, "--data", hard);
        Assert.Equal(0, exit);
        Assert.Contains("2 runs, each: judged on other data than it was trained on (the shards' hash differs).", errors, StringComparison.Ordinal);
        Assert.Contains(" All were judged on other data than they were trained on.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_that_the_data_do_not_have_is_a_wrong_command_that_names_those_there_are()
    {
        var (exit, output, errors) = Programs.Evaluate(session.Runs, "--split", "typo");
        Assert.Equal((2, ""), (exit, output));
        Assert.Contains("--split typo: ", errors, StringComparison.Ordinal);
        Assert.EndsWith(" has no such split; there are train, valid, test: name one of them, e.g. --split test\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Doing_it_again_does_nothing()
    {
        var (shards, runs) = (AvMnistSession.Snapshot(session.Shards), AvMnistSession.Snapshot(session.Runs));
        var preprocessed = Programs.Preprocess("avmnist", "--raw", session.Raw, "--out", session.Shards);
        var trained = session.Train();
        Assert.Equal((0, 0), (preprocessed.Exit, trained.Exit));
        Assert.Contains("nothing to do", preprocessed.Output, StringComparison.Ordinal);
        Assert.Contains($"{Paradigms.Length} runs: {Paradigms.Length} finished before", trained.Output, StringComparison.Ordinal);
        Assert.Equal(shards, AvMnistSession.Snapshot(session.Shards));
        Assert.Equal(runs, AvMnistSession.Snapshot(session.Runs));
        Assert.Equal(session.Evaluated.Output, Programs.Evaluate(session.Runs, "--json").Output);
    }

    [Fact]
    public void Every_program_tells_wrong_usage_from_refused_input()
    {
        var nowhere = session.At("nowhere");
        Assert.Equal(3, Programs.Preprocess("avmnist", "--raw", nowhere, "--out", session.At("out")).Exit);
        Assert.Equal(3, Programs.Train("avmnist", "--data", nowhere, "--out", session.At("out")).Exit);
        Assert.Equal(3, Programs.Evaluate(session.Shards).Exit);
        Assert.Equal(2, Programs.Preprocess("avmnist", "--raw", session.Raw, "--out", session.At("out"), "--workers", "0").Exit);
        Assert.Equal(2, Programs.Train("avmnist", "--data", session.Shards, "--out", session.At("out"), "--seeds", "x").Exit);
        Assert.Equal(3, Programs.Evaluate(nowhere).Exit);
        Assert.Equal(2, Programs.Evaluate(session.Runs, "--report", session.At("report.pdf")).Exit);
        Assert.False(Directory.Exists(session.At("out")));
    }

    private static string TheirName(string ours) => ours.StartsWith("joint.", StringComparison.Ordinal)
        ? ours["joint.".Length..].Replace("fusion.f", "fuse.f", StringComparison.Ordinal)
        : ours[(ours.IndexOf('.', StringComparison.Ordinal) + 1)..].Replace("encoders.0.", "0.", StringComparison.Ordinal).Replace("head.", "1.", StringComparison.Ordinal);

    private static Dictionary<string, JsonElement> Runs(string json) =>
        JsonSerializer.Deserialize<JsonElement>(json).GetProperty("runs").EnumerateArray().ToDictionary(Name);

    private static string Name(JsonElement run)
    {
        var (paradigm, variant) = (run.GetProperty("paradigm").GetString()!, run.GetProperty("variant").GetString());
        return variant is null ? paradigm : $"{paradigm}-{variant}";
    }

    // Seven of the ten digits do not occur, so that some metrics are undefined; none may be NaN, which JSON does not have.
    private static void AssertSane(JsonElement metrics)
    {
        foreach (var share in new[] { "accuracy", "balanced_accuracy" })
            Assert.InRange(metrics.GetProperty(share).GetDouble(), 0, 1);
        Assert.InRange(metrics.GetProperty("nll").GetDouble(), 0, 100);
        Assert.All(metrics.EnumerateObject().Where(m => m.Value.ValueKind == JsonValueKind.Number), m => Assert.True(double.IsFinite(m.Value.GetDouble()), m.Name));
    }
}
