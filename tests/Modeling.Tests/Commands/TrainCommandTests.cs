using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using I2M2.Cli;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.PredictionFiles;
using I2M2.Tests;
using TorchSharp;

namespace I2M2.Modeling.Tests;

/// <summary>`modeling train` from shards to run folders.</summary>
public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string data;
    private readonly string runs;

    public TrainCommandTests()
    {
        data = AvMnistData.Write(folder.At("data"));
        runs = folder.At("runs");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void All_paradigms_of_all_seeds_are_trained_in_order_and_leave_a_whole_run_folder()
    {
        var (exit, output, errors) = Train.Run(data, runs, "--seeds", "0-1");
        Assert.Equal((ExitCode.Done, ""), (exit, errors));
        string[] once = ["unimodal-image", "unimodal-audio", "inter-concat", "inter-lrtf", "intra", "i2m2-concat", "i2m2-lrtf"];
        Assert.Equal([.. once.Select(n => $"{n} 0"), .. once.Select(n => $"{n} 1")], Titles(output));
        foreach (var run in once.SelectMany(n => new[] { $"{n}/seed-0", $"{n}/seed-1" }))
        {
            string[] files = ["best.safetensors", "config.yaml", "events.out.tfevents.i2m2", "last.safetensors", "metrics.jsonl", "predictions-test.parquet", "predictions-valid.parquet", "run.json"];
            Assert.Equal(files, Directory.GetFiles(Run(run)).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal));
            Assert.Equal(20, PredictionsParquet.Read(Path.Combine(Run(run), "predictions-test.parquet")).Predictions.Rows);
        }

        var summary = Summary("i2m2-lrtf/seed-1");
        Assert.Equal(("i2m2", "lrtf", "clean", "product"), (Text(summary, "paradigm"), Text(summary, "variant"), Text(summary, "profile"), Text(summary, "test_rule")));
        Assert.Equal(("avmnist", "digit"), (Text(summary, "dataset"), Text(summary, "task")));
        Assert.Equal((1, 1_484_164L), (summary.GetProperty("seed").GetInt32(), summary.GetProperty("params").GetInt64()));
        Assert.Equal(JsonValueKind.Null, Summary("intra/seed-0").GetProperty("variant").ValueKind);
    }

    [Fact]
    public void Runs_that_others_start_from_are_added_and_finished_ones_skipped()
    {
        Assert.Equal(ExitCode.Done, Train.Run(data, runs, "--paradigm", "unimodal-image").Exit);
        var before = File.ReadAllBytes(Path.Combine(Run("unimodal-image/seed-0"), "run.json"));
        var (exit, output, _) = Train.Run(data, runs, "--paradigm", "intra");
        Assert.Equal(ExitCode.Done, exit);
        Assert.Equal(["unimodal-image 0", "unimodal-audio 0", "intra 0"], Titles(output));
        Assert.Contains("finished before", Line(output, "unimodal-image"), StringComparison.Ordinal);
        Assert.DoesNotContain("finished before", Line(output, "intra"), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(Run("unimodal-image/seed-0"), "run.json")));

        var again = Train.Run(data, runs, "--paradigm", "intra");
        Assert.Equal(3, again.Output.Split("finished before: ").Length - 1);
    }

    [Fact]
    public void Joint_training_starts_from_the_trained_experts()
    {
        // With a learning rate of 0 training ends where it started.
        Assert.Equal(ExitCode.Done, Train.Run(data, runs, "--paradigm", "unimodal,inter-concat").Exit);
        foreach (var config in Directory.GetFiles(runs, "config.yaml", SearchOption.AllDirectories))
            File.WriteAllText(config, File.ReadAllText(config).Replace("learning_rate: 0.1\n", "learning_rate: 0\n", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Done, Train.Run(data, runs, "--paradigm", "i2m2-concat", "--set", "lr=0").Exit);
        using var joint = Checkpoint.Load(Path.Combine(Run("i2m2-concat/seed-0"), "best.safetensors")).Model;
        foreach (var source in new[] { "unimodal-image", "unimodal-audio", "inter-concat" })
        {
            using var expert = Checkpoint.Load(Path.Combine(Run($"{source}/seed-0"), "best.safetensors")).Model;
            foreach (var (name, tensor) in expert.named_parameters())
                Assert.Equal(tensor.bytes.ToArray(), joint.state_dict()[name].bytes.ToArray());
        }
    }

    [Fact]
    public void From_scratch_nothing_else_is_trained()
    {
        var (exit, output, _) = Train.Run(data, runs, "--paradigm", "intra", "--set", "init=scratch");
        Assert.Equal(ExitCode.Done, exit);
        Assert.Equal(["intra 0"], Titles(output));
    }

    [Fact]
    public void A_finished_run_with_other_settings_is_refused_naming_them()
    {
        Assert.Equal(ExitCode.Done, Train.Run(data, runs, "--paradigm", "unimodal-image").Exit);
        var (exit, _, errors) = Train.Run(data, runs, "--paradigm", "unimodal-image", "--set", "lr=0.5", "--limit", "train=20");
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains("another learning_rate, limit_train.", errors, StringComparison.Ordinal);
        Assert.Contains("--out", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_above_a_splits_size_is_told()
    {
        var (exit, _, errors) = Train.Run(data, runs, "--paradigm", "unimodal-image", "--limit", "train=20,test=21");
        Assert.Equal((ExitCode.Done, $"--limit test=21: {data} has 20 rows of it, and all of them are used\n"), (exit, errors));
    }

    [Fact]
    public void A_run_on_other_data_than_the_published_carries_their_name()
    {
        // Its last lines are the hash of all that stands before them.
        const string seal = "  \"manifest_sha256\": \"";
        var manifest = Path.Combine(data, "manifest.json");
        var text = File.ReadAllText(manifest).Replace("\"columns\":", "\"source\": \"mini: made up\",\n  \"columns\":", StringComparison.Ordinal);
        text = text[..text.IndexOf(seal, StringComparison.Ordinal)];
        File.WriteAllText(manifest, $"{text}{seal}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}\"\n}}\n");

        Train.Run(data, runs, "--paradigm", "unimodal-image");

        Assert.Equal("mini: made up", Text(Summary("unimodal-image/seed-0"), "data_source"));
        var (model, config, _) = Checkpoint.Load(Path.Combine(Run("unimodal-image/seed-0"), "best.safetensors"));
        model.Dispose();
        Assert.Equal("mini: made up", config.DataSource);
    }

    [Fact]
    public void A_run_without_its_checkpoint_is_not_finished()
    {
        Train.Run(data, runs, "--paradigm", "unimodal-image");
        File.Delete(Path.Combine(Run("unimodal-image/seed-0"), "best.safetensors"));
        var (exit, output, _) = Train.Run(data, runs, "--paradigm", "unimodal-image");
        Assert.Equal(ExitCode.Done, exit);
        Assert.DoesNotContain("finished before", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Run("unimodal-image/seed-0"), "best.safetensors")));
    }

    [Fact]
    public void A_failing_run_takes_only_those_with_it_that_start_from_it()
    {
        Directory.CreateDirectory(folder.At("runs/avmnist/digit"));
        File.WriteAllText(folder.At("runs/avmnist/digit/unimodal-image"), "a file where the run's folder belongs");
        var (exit, output, errors) = Train.Run(data, runs);
        Assert.Equal(ExitCode.Failed, exit);
        Assert.Equal(["unimodal-audio 0", "inter-concat 0", "inter-lrtf 0"], Titles(output));
        Assert.Contains("failed: ", Line(errors, "unimodal-image"), StringComparison.Ordinal);
        foreach (var dependant in new[] { "intra", "i2m2-concat", "i2m2-lrtf" })
            Assert.Contains("not trained: it starts from unimodal-image, which failed", Line(errors, dependant), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_expert_fails_its_run_and_no_other()
    {
        Train.Run(data, runs, "--paradigm", "unimodal-image");
        File.WriteAllText(Path.Combine(Run("unimodal-image/seed-0"), "best.safetensors"), "damaged");
        var (exit, output, errors) = Train.Run(data, runs, "--paradigm", "intra", "--seeds", "0-1");
        Assert.Equal(ExitCode.Failed, exit);
        Assert.Contains("best.safetensors", Line(errors, "intra            seed 0"), StringComparison.Ordinal);
        Assert.Contains("intra 1", Titles(output));
    }

    [Fact]
    public void A_loss_that_is_no_number_fails_the_run_and_leaves_it_unfinished()
    {
        var (exit, _, errors) = Train.Run(data, runs, "--paradigm", "unimodal-image", "--set", "lr=1e30", "--set", "clip_norm=0");
        Assert.Equal(ExitCode.Failed, exit);
        Assert.Contains("lower learning_rate", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Run("unimodal-image/seed-0"), "run.json")));
    }

    [Fact]
    public void Limits_are_first_rows_of_each_split()
    {
        Assert.Equal(ExitCode.Done, Train.Run(data, runs, "--paradigm", "unimodal-image", "--limit", "train=20,test=7").Exit);
        Assert.Equal(["60", "61", "62", "63", "64", "65", "66"], PredictionsParquet.Read(Path.Combine(Run("unimodal-image/seed-0"), "predictions-test.parquet")).Predictions.Ids);
        Assert.Equal(20, PredictionsParquet.Read(Path.Combine(Run("unimodal-image/seed-0"), "predictions-valid.parquet")).Predictions.Rows);
        Assert.Contains("limit_train: 20\n", File.ReadAllText(Path.Combine(Run("unimodal-image/seed-0"), "config.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_training_elsewhere_gives_the_same_bytes()
    {
        Train.Run(data, runs, "--paradigm", "intra");
        Train.Run(data, folder.At("again"), "--paradigm", "intra");
        foreach (var file in new[] { "best.safetensors", "config.yaml", "metrics.jsonl", "predictions-test.parquet" })
        {
            var (first, second) = (Path.Combine(Run("intra/seed-0"), file), folder.At($"again/avmnist/digit/intra/seed-0/{file}"));
            Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        }
    }

    [Fact]
    public void Training_leaves_no_tensor_behind()
    {
        Train.Run(data, folder.At("warm"), "--paradigm", "intra");
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = torch.Tensor.TotalCount;
        Assert.Equal(ExitCode.Done, Train.Run(data, runs, "--paradigm", "intra").Exit);
        Assert.Equal(before, torch.Tensor.TotalCount);
    }

    [Fact]
    public void Data_of_another_data_set_is_wrong_usage_and_no_data_refused_input()
    {
        new ToyData(folder.At("toy")).Dispose();
        var (exit, _, errors) = Train.Run(folder.At("toy"), runs);
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains("holds toy, not avmnist", errors, StringComparison.Ordinal);

        (exit, _, errors) = Train.Run(folder.At("nowhere"), runs);
        Assert.Equal(ExitCode.InputRefused, exit);
        Assert.Contains("no such folder", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(runs));
    }

    [Fact]
    public void A_folder_that_cannot_be_one_is_wrong_usage_before_anything_is_done()
    {
        File.WriteAllText(folder.At("file"), "");
        foreach (var (at, said) in new[] { (folder.At("file/runs"), "is a file"), ("", "the path is empty") })
        {
            var (exit, _, errors) = Train.Run(data, at);
            Assert.Equal(ExitCode.Usage, exit);
            Assert.StartsWith("--out", errors, StringComparison.Ordinal);
            Assert.Contains(said, errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_unfinished_run_with_other_settings_is_kept_until_it_is_given_up()
    {
        Train.Run(data, runs, "--paradigm", "unimodal-image");
        File.Delete(Path.Combine(Run("unimodal-image/seed-0"), "run.json"));
        var (exit, _, errors) = Train.Run(data, runs, "--paradigm", "unimodal-image", "--set", "weight_decay=1");
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains("an unfinished run with another weight_decay.", errors, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, Train.Run(data, runs, "--paradigm", "unimodal-image", "--set", "weight_decay=1", "--replace").Exit);
        Assert.Contains("weight_decay: 1\n", File.ReadAllText(Path.Combine(Run("unimodal-image/seed-0"), "config.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_configuration_fails_its_run_and_no_other_and_nothing_is_lost()
    {
        Train.Run(data, runs, "--paradigm", "unimodal");
        var config = Path.Combine(Run("unimodal-image/seed-0"), "config.yaml");
        File.WriteAllText(config, "dataset: [");
        var (exit, output, errors) = Train.Run(data, runs, "--paradigm", "unimodal,inter-concat");
        Assert.Equal(ExitCode.InputRefused, exit);
        Assert.Contains(config, Line(errors, "unimodal-image"), StringComparison.Ordinal);
        Assert.Equal(["unimodal-audio 0", "inter-concat 0"], Titles(output));
        Assert.True(File.Exists(Path.Combine(Run("unimodal-image/seed-0"), "best.safetensors")));
    }

    [Fact]
    public void An_expert_that_was_trained_again_makes_those_that_started_from_it_other_runs()
    {
        Train.Run(data, runs, "--paradigm", "intra");
        Assert.Contains("starts_from_unimodal-audio: ", File.ReadAllText(Path.Combine(Run("intra/seed-0"), "config.yaml")), StringComparison.Ordinal);
        Train.Run(data, runs, "--paradigm", "unimodal-audio", "--set", "lr=0.3", "--replace");
        var (exit, _, errors) = Train.Run(data, runs, "--paradigm", "intra");
        Assert.Equal(ExitCode.Failed, exit);
        Assert.Contains("another starts_from_unimodal-audio", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_goes_on_with_the_threads_it_was_begun_with()
    {
        Train.Run(data, runs, "--paradigm", "unimodal-image");
        File.Delete(Path.Combine(Run("unimodal-image/seed-0"), "run.json"));
        Assert.Equal(ExitCode.Done, Train.Run(data, runs, "--paradigm", "unimodal-image", "--set", "aten_threads=2").Exit);
        Assert.Contains("aten_threads: 1\n", File.ReadAllText(Path.Combine(Run("unimodal-image/seed-0"), "config.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_object_a_line()
    {
        var (exit, output, _) = Train.Run(data, runs, "--paradigm", "unimodal-image", "--json");
        Assert.Equal(ExitCode.Done, exit);
        var events = output.TrimEnd('\n').Split('\n').Select(l => Modeling.Batches.JsonView.Read(l)!).ToList();
        Assert.Equal("began", events[0].Event);
        Assert.Equal(("ended", Run("unimodal-image/seed-0")), (events[^1].Event, events[^1].Run));
        Assert.Equal(1, events[^1].Outcome!.Result!.Epochs);
    }

    [Fact]
    public void One_batch_can_be_learnt_by_heart_and_nothing_is_written()
    {
        var (exit, output, _) = Train.Run(data, runs, "--paradigm", "unimodal-image,inter-concat", "--overfit-batch");
        Assert.Equal(ExitCode.Done, exit);
        Assert.Equal(2, output.Split(" ok ").Length - 1);
        Assert.False(Directory.Exists(runs));
        (exit, output, _) = Train.Run(data, runs, "--paradigm", "unimodal-image", "--overfit-batch", "--set", "lr=0");
        Assert.Equal(ExitCode.Failed, exit);
        Assert.Contains("FAILED", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_GPU_that_is_not_there_is_wrong_usage()
    {
        var device = torch.cuda.is_available() ? $"cuda:{torch.cuda.device_count()}" : "cuda";
        var (exit, _, errors) = Train.Run(data, runs, "--device", device);
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains("this libtorch sees", errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(runs));
    }

    private string Run(string name) => Path.Combine(runs, "avmnist", "digit", name);

    private JsonElement Summary(string run) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(Path.Combine(Run(run), "run.json")));

    private static string? Text(JsonElement json, string key) => json.GetProperty(key).GetString();

    // "intra            seed 0  valid accuracy ..." is "intra 0".
    private static string[] Titles(string output) =>
        [.. output.TrimEnd('\n').Split('\n').Where(l => l.Contains(" seed ", StringComparison.Ordinal) && !l.StartsWith(' ')).Select(l => l.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(w => $"{w[0]} {w[2]}")];

    private static string Line(string text, string start) => text.Split('\n').Single(l => l.StartsWith(start, StringComparison.Ordinal));
}
