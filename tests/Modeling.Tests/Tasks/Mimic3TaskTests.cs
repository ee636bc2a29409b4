using System.Text.Json;
using I2M2.Cli;
using I2M2.Modeling.Commands;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.PredictionFiles;
using I2M2.Shards;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>The tasks of MIMIC-III on made-up admissions, from shards to predictions.</summary>
public sealed class Mimic3TaskTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_paradigm_of_every_task_is_trained_and_each_task_selects_by_its_own_metric()
    {
        var (exit, output, errors) = Train(Mimic3Data.Write(folder.At("data")));
        Assert.Equal((ExitCode.Done, ""), (exit, errors));
        foreach (var (task, metric, classes) in new[] { ("mortality", "accuracy", 6), ("icd9-1", "auprc", 2), ("icd9-7", "auprc", 2) })
        {
            var runs = Directory.GetFiles(folder.At($"runs/mimic3/{task}"), "run.json", SearchOption.AllDirectories);
            Assert.Equal(7, runs.Length);
            Assert.All(runs, r => Assert.Equal(metric, JsonDocument.Parse(File.ReadAllText(r)).RootElement.GetProperty("selected_by").GetString()));
            Assert.All(runs, r => Assert.Contains($"\"valid_{metric}\":", File.ReadAllText(Path.Combine(Path.GetDirectoryName(r)!, "metrics.jsonl")), StringComparison.Ordinal));
            var (predictions, metadata) = PredictionsParquet.Read(folder.At($"runs/mimic3/{task}/i2m2-concat/seed-0/predictions-test.parquet"));
            Assert.Equal((classes, 40), (predictions.Classes, predictions.Rows));
            Assert.Equal(classes == 6 ? "1 year" : task == "icd9-1" ? "140-239 neoplasms" : "460-519 diseases of the respiratory system", metadata!.ClassNames[^1]);
            Assert.Contains($"{task,-9}  unimodal-series  seed 0  valid {metric} ", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_reference_profile_selects_intra_by_accuracy_and_every_other_paradigm_by_average_precision()
    {
        var recipe = Recipe.Of(new Mimic3NeoplasmsTask());
        string By(Paradigms.ParadigmKind kind, string profile) => recipe.Resolve(kind, profile, []).SelectBy;
        Assert.Equal(["auprc", "accuracy", "auprc", "auprc"], Enum.GetValues<Paradigms.ParadigmKind>().Select(k => By(k, "reference")));
        Assert.All(Enum.GetValues<Paradigms.ParadigmKind>(), k => Assert.Equal("auprc", By(k, "clean")));
    }

    [Fact]
    public void Validation_rows_of_one_class_leave_accuracy_to_select_by_and_it_is_said()
    {
        var data = Mimic3Data.Write(folder.At("data"), label: row => row is >= 160 and < 200 ? 0 : row % 3 == 0 ? 1 : 0);
        var (exit, output, _) = Train(data, "--task", "icd9-7", "--paradigm", "inter-concat");
        Assert.Equal(ExitCode.Done, exit);
        Assert.Contains("valid accuracy ", output, StringComparison.Ordinal);
        Assert.Contains("auprc is undefined: the validation rows are of one class", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_leaky_features_a_run_lies_apart_and_does_not_depend_on_them()
    {
        string[] only = ["--task", "icd9-1", "--paradigm", "inter-concat,unimodal-static"];
        Assert.Equal(ExitCode.Done, Train(Mimic3Data.Write(folder.At("data")), [.. only, "--drop-leaky"]).Exit);
        Assert.Equal(ExitCode.Done, Train(Mimic3Data.Write(folder.At("changed"), leaky: false), [.. only, "--drop-leaky", "--out", folder.At("others")]).Exit);
        Assert.False(Directory.Exists(folder.At("runs/mimic3/icd9-1")));
        foreach (var paradigm in new[] { "inter-concat", "unimodal-static" })
        {
            double[] Predicted(string runs) => Rows(PredictionsParquet.Read(folder.At($"{runs}/mimic3/icd9-1-drop-leaky/{paradigm}/seed-0/predictions-test.parquet")).Predictions);
            Assert.Equal(Predicted("runs"), Predicted("others"));
        }

        Assert.Equal(ExitCode.Done, Train(folder.At("data"), only).Exit);
        Assert.True(Directory.Exists(folder.At("runs/mimic3/icd9-1")));
    }

    [Fact]
    public void Only_a_task_with_leaky_features_can_go_without_them()
    {
        var (exit, _, errors) = Train(Mimic3Data.Write(folder.At("data")), "--task", "mortality", "--drop-leaky");
        Assert.Equal(ExitCode.Usage, exit);
        Assert.Contains("mimic3/mortality", errors, StringComparison.Ordinal);
        Assert.Contains("icd9-1", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Normaliser.ToMean, 0)]
    [InlineData(Normaliser.ToZero, -60)]
    public void What_was_never_observed_becomes_the_mean_or_raw_zero(string unobserved, float expected)
    {
        Mimic3Data.Write(folder.At("data"), unobserved);
        foreach (var resident in new[] { false, true })
        {
            using var scope = NewDisposeScope();
            using var shards = ShardSet.Open(folder.At("data"));
            using var rows = Rows(shards, resident);
            var batch = rows.Load([1, 2, 0]);
            var series = batch.Inputs[1].data<float>().ToArray();
            Assert.All(series.Take(288).Where((_, k) => k % 12 == 11), z => Assert.Equal(expected, z));
            Assert.All(batch.Inputs, x => Assert.DoesNotContain(float.NaN, x.data<float>().ToArray()));
            Assert.Equal([0, 0, 0], batch.Inputs[0].data<float>().ToArray().Where((_, k) => k % 5 == 1));

            var raw = shards["train"]["series"].ToArray<float>().AsSpan(288, 12).ToArray();
            Assert.Equal((float)((raw[10] - 110.0) / 2), series[10]);
        }
    }

    [Fact]
    public void A_checkpoint_judged_on_other_data_standardises_by_its_own_figures()
    {
        Assert.Equal(ExitCode.Done, Train(Mimic3Data.Write(folder.At("data")), "--task", "icd9-7", "--paradigm", "i2m2-concat").Exit);
        var checkpoint = folder.At("runs/mimic3/icd9-7/i2m2-concat/seed-0/best.safetensors");
        // The same rows, whose set would standardise them otherwise.
        var other = Mimic3Data.Write(folder.At("other"), Normaliser.ToZero, shift: 5);
        var here = CheckpointPredictions.Of(checkpoint, folder.At("data"), "test").Predictions;
        Assert.Equal(Rows(here), Rows(CheckpointPredictions.Of(checkpoint, other, "test").Predictions));
        using var file = SafetensorsFile.Open(checkpoint);
        Assert.Contains("\"Unobserved\":\"mean\"", file.Metadata["normalisers"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_of_each_named_task_is_learnt_by_heart()
    {
        var (exit, output, _) = Train(Mimic3Data.Write(folder.At("data")), "--task", "icd9-7,icd9-1", "--paradigm", "unimodal-series", "--overfit-batch");
        Assert.Contains("icd9-1     unimodal-series  ok", output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Done, 2), (exit, output.TrimEnd('\n').Split('\n').Length));
    }

    private static BatchLoader Rows(ShardSet shards, bool resident)
    {
        var task = new Mimic3RespiratoryTask();
        return new(task, shards["train"], 40, 2, CPU, resident, TaskData.Of(task, shards.Manifest).Normalisers);
    }

    private static double[] Rows(Predictions predictions) => [.. Enumerable.Range(0, predictions.Rows).SelectMany(r => predictions.Product.Row(r).ToArray())];

    private (int Exit, string Output, string Errors) Train(string data, params string[] more) => InProcess.Run(
        typeof(TrainCommand).Assembly,
        [
            "train", "mimic3", "--data", data, .. more.Contains("--out") ? Array.Empty<string>() : ["--out", folder.At("runs")], "--device", "cpu",
            "--set", "epochs=1", "--set", "aten_threads=1", .. more,
        ]);
}
