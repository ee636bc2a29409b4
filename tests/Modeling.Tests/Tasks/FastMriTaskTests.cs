using System.Text.Json;
using I2M2.Cli;
using I2M2.Modeling.Commands;
using I2M2.Modeling.Metrics;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.PredictionFiles;
using I2M2.Shards;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>The task of fastMRI on made-up slices, from shards to predictions.</summary>
public sealed class FastMriTaskTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_paradigm_is_trained_and_the_product_is_the_sum_of_its_experts_margins()
    {
        var (exit, output, errors) = Train(FastMriData.Write(folder.At("data")), "--set", "epochs=2");
        Assert.Equal((ExitCode.Done, ""), (exit, errors));
        var runs = Directory.GetFiles(folder.At("runs/fastmri/pathology"), "run.json", SearchOption.AllDirectories);
        Assert.Equal(6, runs.Length);
        Assert.All(runs, r => Assert.Equal("auroc", JsonDocument.Parse(File.ReadAllText(r)).RootElement.GetProperty("selected_by").GetString()));
        var (predictions, metadata) = LabelPredictionsParquet.Read(folder.At("runs/fastmri/pathology/i2m2-early/seed-0/predictions-test.parquet"));
        Assert.Equal(["others", "meniscus", "acl", "cartilage"], metadata!.ClassNames);
        Assert.Equal(["magnitude", "phase", "joint"], predictions.Experts.Select(e => e.Name));
        Assert.Equal(("1000018/0", "9", "1000018"), (predictions.Rows.Ids[0], predictions.Rows.Clusters![0], predictions.Rows.Groups![0]));
        for (var k = 0; k < predictions.Margins.Length; k++)
            Assert.Equal(predictions.Margins[k], predictions.Experts.Sum(e => e.Margins[k]), 1e-5);
        Assert.Contains("unimodal-rss", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_without_the_baselines_column_is_everything_but_the_baseline_and_says_so()
    {
        var data = FastMriData.Write(folder.At("data"), rss: false);
        var (exit, output, errors) = Train(data, "--set", "epochs=1");
        Assert.Equal(ExitCode.Done, exit);
        Assert.Contains("unimodal-rss is left out", output + errors, StringComparison.Ordinal);
        Assert.Equal(5, Directory.GetFiles(folder.At("runs/fastmri/pathology"), "run.json", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void Labels_are_found_by_name_whatever_their_order_in_the_shards()
    {
        FastMriData.Write(folder.At("data"));
        using var shards = ShardSet.Open(folder.At("data"));
        using var rows = Loader(shards, new FastMriTask());
        string[] order = ["others", "meniscus", "acl", "cartilage"];
        Assert.Equal(
            Enumerable.Range(0, 8).SelectMany(row => order.Select(n => FastMriData.Has(row, Array.IndexOf(FastMriData.Labels, n)) ? 1L : 0)),
            rows.Labels.Take(32));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("slice-std")]
    [InlineData("volume-max")]
    public void Magnitude_and_phase_are_those_of_the_complex_image(string scale)
    {
        FastMriData.Write(folder.At("data"), max: row => 1e-5f * (row + 1));
        using var shards = ShardSet.Open(folder.At("data"));
        using var scope = NewDisposeScope();
        using var rows = Loader(shards, new FastMriTask().Under(new Settings { MagnitudeScale = scale }));
        var batch = rows.Load([2, 5]);
        Assert.Equal([2, 1, 64, 64], batch.Inputs[0].shape);
        Assert.Equal([2, 0], batch.Inputs[2].shape);
        var (magnitude, phase) = (batch.Inputs[0].data<float>().ToArray(), batch.Inputs[1].data<float>().ToArray());
        const int pixels = FastMriData.Side * FastMriData.Side;
        foreach (var (slice, row) in new[] { (0, 2), (1, 5) })
        {
            var stored = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(shards["train"]["image"].Row(row)).ToArray();
            double[] modulus = [.. Enumerable.Range(0, pixels).Select(p => Math.Sqrt(Math.Pow(stored[p], 2) + Math.Pow(stored[pixels + p], 2)))];
            var mean = modulus.Average();
            var divisor = scale switch { "none" => 1, "slice-std" => Math.Sqrt(modulus.Average(m => (m - mean) * (m - mean))), _ => 1e-5 * (row + 1) };
            for (var p = 0; p < pixels; p += 97)
            {
                Assert.Equal(1, magnitude[(slice * pixels) + p] / (modulus[p] / divisor), 1e-4);
                Assert.Equal(MathF.Atan2(stored[pixels + p], stored[p]), phase[(slice * pixels) + p], 1e-6f);
            }
        }
    }

    [Fact]
    public void A_baseline_run_loads_nothing_but_its_own_image()
    {
        FastMriData.Write(folder.At("data"));
        using var shards = ShardSet.Open(folder.At("data"));
        using var scope = NewDisposeScope();
        using var rows = Loader(shards, new FastMriTask(), new Paradigm(ParadigmKind.Unimodal, "rss"));
        Assert.Equal([[1, 0], [1, 0], [1, 1, 64, 64]], rows.Load([3]).Inputs.Select(x => x.shape));
    }

    [Theory]
    [InlineData("labels", "has no label 'meniscus'")]
    [InlineData("image", "column 'image' is [2, 4096], magnitude is made from [2, height, width]")]
    [InlineData("max", "row 7: 'max', by which magnitude is divided, is no positive number")]
    public void Shards_that_the_task_cannot_take_are_refused_by_name(string what, string says)
    {
        FastMriData.Write(
            folder.At("data"),
            names: what == "labels" ? ["cartilage", "others", "acl", "mtear"] : null,
            imageShape: what == "image" ? [2, 4096] : null,
            max: row => row == 7 && what == "max" ? 0 : 1);
        using var shards = ShardSet.Open(folder.At("data"));
        var task = new FastMriTask().Under(new Settings { MagnitudeScale = "volume-max" });
        Assert.Contains(says, Assert.Throws<InputRefusedException>(() => Loader(shards, task)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_of_one_class_in_validation_is_left_out_of_the_mean_and_it_is_said()
    {
        var data = FastMriData.Write(folder.At("data"), label: (row, k) => (k != 2 || row is < 48 or >= 72) && FastMriData.Has(row, k));
        var (exit, output, _) = Train(data, "--paradigm", "unimodal-phase", "--set", "epochs=1");
        Assert.Equal(ExitCode.Done, exit);
        Assert.Contains("auroc is the mean without acl: the validation rows are of one class there", output, StringComparison.Ordinal);
    }

    [Fact]
    public void One_class_in_every_label_leaves_accuracy_to_select_by()
    {
        var selection = LabelMetrics.Selection("auroc", [0, 1, 0, 1], ["a", "b"]);
        Assert.Equal("accuracy", selection.Metric);
        Assert.Equal(0.75, LabelMetrics.Mean(selection.Metric, [-1, 2, 3, 4], [0, 1, 0, 1], 2));
        Assert.Throws<InvalidOperationException>(() => LabelMetrics.Mean("auroc", [-1, 2, 3, 4], [0, 1, 0, 1], 2));
    }

    // Label a: 5.5 of 9 pairs; label b has one class.
    [Fact]
    public void The_mean_is_over_labels_with_both_classes()
    {
        double[] a = [.1, .4, .35, .8, .4, .7];
        int[] labels = [0, 0, 1, 1, 1, 0];
        Assert.Equal(5.5 / 9, LabelMetrics.Mean("auroc", [.. a.SelectMany(x => new[] { x, 9.0 })], [.. labels.SelectMany(y => new[] { y, 1 })], 2), 1e-12);
    }

    [Theory]
    [InlineData("recompute=true")]
    [InlineData("autocast=bf16")] // The host computes in float32.
    public void Ways_to_save_memory_change_no_more_than_rounding(string setting)
    {
        var data = FastMriData.Write(folder.At("data"));
        string[] plain = ["--paradigm", "inter", "--set", "epochs=1", "--set", "batch_size=16", "--set", "micro_batch=0", "--set", "optimizer=sgd", "--set", "lr=0.01"];
        Assert.Equal(ExitCode.Done, Train(data, plain).Exit);
        Assert.Equal(ExitCode.Done, Train(data, [.. plain, "--set", setting, "--out", folder.At("others")]).Exit);
        double[] Margins(string runs) => LabelPredictionsParquet.Read(folder.At($"{runs}/fastmri/pathology/inter-early/seed-0/predictions-test.parquet")).Predictions.Margins;
        var (a, b) = (Margins("runs"), Margins("others"));
        Assert.True(a.Zip(b, (x, y) => Math.Abs(x - y)).Max() < 2e-3, $"off by {a.Zip(b, (x, y) => Math.Abs(x - y)).Max()}");
        Assert.True(a.Max(Math.Abs) > 0.01);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    [InlineData(16, true)]
    public void Parts_of_a_batch_and_recomputed_stages_give_the_batchs_loss_and_gradients(int microBatch, bool recompute)
    {
        FastMriData.Write(folder.At("data"));
        using var shards = ShardSet.Open(folder.At("data"));
        using var scope = NewDisposeScope();
        var task = new FastMriTask().Under(new Settings { Width = 8, Pool = 2, MagnitudeScale = "slice-std" });
        using var model = ModelFactory.Create(task, new Paradigm(ParadigmKind.I2M2, "early"), 4, trainFusion: true, seed: 1);
        using var rows = Loader(shards, task);
        var batch = rows.Load([.. Enumerable.Range(0, 16).Select(r => (long)r)]);
        (double Loss, Dictionary<string, float[]> Gradients) Of(Settings settings)
        {
            model.zero_grad();
            using var options = StepOptions.Of(settings, model, rows);
            var loss = options.Backward(model, batch).ToDouble();
            return (loss, model.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.data<float>().ToArray()));
        }

        var (whole, parts) = (Of(new Settings { ClassWeights = "balanced" }), Of(new Settings { ClassWeights = "balanced", MicroBatch = microBatch, Recompute = recompute }));
        Assert.Equal(whole.Loss, parts.Loss, 1e-5 * whole.Loss);
        Assert.All(whole.Gradients, g => Assert.True(
            g.Value.Zip(parts.Gradients[g.Key], (a, b) => Math.Abs(a - b)).Max() <= 1e-3 * g.Value.Max(Math.Abs), g.Key));
    }

    [Fact]
    public void Intra_and_i2m2_start_from_their_trained_experts()
    {
        var (exit, output, _) = Train(FastMriData.Write(folder.At("data")), "--paradigm", "i2m2", "--set", "epochs=1", "--set", "i2m2.lr=0");
        Assert.Equal(ExitCode.Done, exit);
        LabelPredictions Of(string run) => LabelPredictionsParquet.Read(folder.At($"runs/fastmri/pathology/{run}/seed-0/predictions-test.parquet")).Predictions;
        var product = Of("i2m2-early");
        foreach (var (run, expert) in new[] { ("unimodal-magnitude", 0), ("unimodal-phase", 1), ("inter-early", 2) })
            Assert.Equal(Of(run).Margins, product.Experts[expert].Margins);
        Assert.False(Directory.Exists(folder.At("runs/fastmri/pathology/unimodal-rss")), output);
    }

    [Fact]
    public void Intra_tested_by_the_mixture_is_refused_with_why_and_what_to_do()
    {
        var (_, output, errors) = Train(FastMriData.Write(folder.At("data")), "--paradigm", "intra", "--set", "epochs=1", "--set", "intra_test_rule=mixture");
        Assert.Contains(
            "intra_test_rule=mixture is for one label of several classes: of independent labels each is judged by the product of the experts, whose margins add up, "
            + "as the margin that predictions keep. Leave the setting out, or set intra_test_rule=product",
            output + errors,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_checkpoint_says_the_same_on_its_own()
    {
        Train(FastMriData.Write(folder.At("data")), "--paradigm", "unimodal-magnitude", "--set", "epochs=1");
        var run = folder.At("runs/fastmri/pathology/unimodal-magnitude/seed-0");
        Assert.True(CheckpointPredictions.HasLabels(Path.Combine(run, "best.safetensors")));
        var (alone, description, remark) = CheckpointPredictions.LabelsOf(Path.Combine(run, "best.safetensors"), null, "test");
        Assert.Equal(LabelPredictionsParquet.Read(Path.Combine(run, "predictions-test.parquet")).Predictions.Margins, alone.Margins.Select(m => (double)(float)m));
        Assert.Equal(("", "pathology"), (remark, description.Task));
    }

    [Fact]
    public void A_batch_is_learnt_by_heart()
    {
        var (exit, output, _) = Train(FastMriData.Write(folder.At("data")), "--paradigm", "inter,i2m2", "--overfit-batch", "--set", "batch_size=8", "--set", "lr=0.003");
        Assert.True(exit == ExitCode.Done, output);
    }

    [Theory]
    [InlineData(ParadigmKind.Unimodal, "magnitude", 11_574_472)]
    [InlineData(ParadigmKind.Unimodal, "rss", 11_574_472)]
    [InlineData(ParadigmKind.Intra, "", 23_148_944)]
    [InlineData(ParadigmKind.Inter, "early", 11_575_048)]
    [InlineData(ParadigmKind.I2M2, "early", 34_723_992)]
    public void A_paradigm_has_the_reference_size(ParadigmKind kind, string variant, long expected)
    {
        using var model = ModelFactory.Create(new FastMriTask(), new Paradigm(kind, variant), 4, trainFusion: true, seed: 0);
        Assert.Equal(expected, ModelFactory.Parameters(model));
    }

    [Theory]
    [InlineData(ParadigmKind.Unimodal, "magnitude", 1e-5, 1e-3)]
    [InlineData(ParadigmKind.Unimodal, "phase", 1e-4, 1e-1)]
    [InlineData(ParadigmKind.Inter, "early", 1e-4, 1e-2)]
    [InlineData(ParadigmKind.I2M2, "early", 1e-6, 1e-2)]
    public void The_recipe_has_the_figures_of_the_papers_code(ParadigmKind kind, string variant, double learningRate, double weightDecay)
    {
        var settings = Recipe.Of(new FastMriTask()).Resolve(kind, "clean", [], variant);
        Assert.Equal((learningRate, weightDecay, 16, 200, 5), (settings.LearningRate, settings.WeightDecay, settings.BatchSize, settings.Epochs, settings.Patience));
        Assert.Equal(("adamw", "auroc", "balanced", 64, 10), (settings.Optimizer, settings.SelectBy, settings.ClassWeights, settings.Width, settings.Pool));
    }

    [Fact]
    public void Settings_that_a_run_does_not_use_are_not_listed()
    {
        var keys = Recipe.Of(new AvMnistTask()).Resolve(ParadigmKind.Inter, "clean", []).ToPairs().Select(p => p.Key);
        Assert.Equal(Settings.Required, keys);
    }

    private static BatchLoader Loader(ShardSet shards, ITask task, Paradigm? paradigm = null) =>
        new(task, shards["train"], shards["train"].Rows, 4, CPU, paradigm: paradigm ?? new Paradigm(ParadigmKind.Intra, ""));

    private (int Exit, string Output, string Errors) Train(string data, params string[] more) => InProcess.Run(
        typeof(TrainCommand).Assembly,
        [
            "train", "fastmri", "--data", data, .. more.Contains("--out") ? Array.Empty<string>() : ["--out", folder.At("runs")], "--device", "cpu",
            "--profile", "tiny", "--set", "aten_threads=1", .. more,
        ]);
}
