using System.Globalization;
using System.Text.Json;
using I2M2.Modeling.Metrics;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>The training loop on three small modalities, on one thread.</summary>
public sealed class TrainerTests : IDisposable
{
    private static readonly Paradigm I2M2 = new(ParadigmKind.I2M2, "concat");
    private static readonly Settings Plain = Recipes.Toy();

    private readonly TemporaryFolder folder = new();

    public TrainerTests()
    {
        set_num_threads(1);
        Torch.Engine.BlasThreads = 1;
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(ParadigmKind.Unimodal, "top")]
    [InlineData(ParadigmKind.Inter, "concat")]
    [InlineData(ParadigmKind.Inter, "lrtf")]
    [InlineData(ParadigmKind.Intra, "")]
    [InlineData(ParadigmKind.I2M2, "concat")]
    [InlineData(ParadigmKind.I2M2, "lrtf")]
    public void Every_paradigm_of_three_modalities_learns_and_predicts(ParadigmKind kind, string variant)
    {
        using var data = new ToyData(folder.At("data"));
        var trained = Train(data, new Paradigm(kind, variant), Plain with { Optimizer = "rmsprop", LearningRate = 0.01 });
        Assert.True(trained.Losses[^1] < 0.5 * trained.Losses[0], $"loss {trained.Losses[0]:0.000} to {trained.Losses[^1]:0.000}");
        Assert.InRange(trained.Result.BestMetric, 0.9, 1);

        using var model = Load(trained);
        var predictions = new Predictor(model, trained.Config).Predict(data.Rows("test"), "toy");
        Assert.Equal(60, predictions.Rows);
        Assert.Equal(trained.Config.Paradigm.ExpertNames(new ToyTask()), predictions.Experts.Select(e => e.Name));
        Assert.True(Enumerable.Range(0, 60).Count(i => predictions.Product.ArgMax(i) == predictions.Labels[i]) >= 54);
        for (var row = 0; row < predictions.Rows; row++)
        {
            var sums = Enumerable.Range(0, ToyTask.Classes).Select(c => predictions.Experts.Sum(e => e.LogProbabilities.Row(row)[c])).ToArray();
            var normaliser = Math.Log(sums.Sum(Math.Exp));
            for (var c = 0; c < ToyTask.Classes; c++)
                Assert.Equal(sums[c] - normaliser, predictions.Product.Row(row)[c], 1e-4);
        }
    }

    [Fact]
    public void Plain_gradient_descent_learns_too()
    {
        using var data = new ToyData(folder.At("data"));
        var trained = Train(data, I2M2, Plain);
        Assert.InRange(trained.Result.BestMetric, 0.9, 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_file_byte_for_byte_and_another_seed_other_weights()
    {
        using var data = new ToyData(folder.At("data"));
        var first = Train(data, I2M2, Plain with { Epochs = 2 });
        var second = Train(data, I2M2, Plain with { Epochs = 2 });
        var other = Train(data, I2M2, Plain with { Epochs = 2 }, seed: 1);
        Assert.Equal(File.ReadAllBytes(first.Checkpoint), File.ReadAllBytes(second.Checkpoint));
        Assert.Equal(first.Losses, second.Losses);
        Assert.NotEqual(Weights(first, "joint.head.fc.weight"), Weights(other, "joint.head.fc.weight"));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(10, 12)]
    public void Training_stops_once_more_epochs_than_patience_bring_nothing(int patience, int expected)
    {
        using var data = new ToyData(folder.At("data"));
        var trained = Train(data, I2M2, Plain with { LearningRate = 0, Epochs = 40, Patience = patience });
        Assert.Equal(expected, trained.Result.Epochs);
    }

    [Fact]
    public void Patience_0_trains_to_the_end()
    {
        using var data = new ToyData(folder.At("data"));
        Assert.Equal(15, Train(data, I2M2, Plain with { LearningRate = 0, Epochs = 15 }).Result.Epochs);
    }

    [Fact]
    public void Of_equally_good_epochs_the_first_is_the_best()
    {
        using var data = new ToyData(folder.At("data"));
        var trained = Train(data, I2M2, Plain with { LearningRate = 0, Epochs = 4 });
        Assert.Equal(1, trained.Result.BestEpoch);
        using var file = SafetensorsFile.Open(trained.Checkpoint);
        Assert.Equal("1", file.Metadata["epoch"]);
        Assert.Equal([true, false, false, false], Metrics(trained.Folder).Select(m => m.GetProperty("best").GetBoolean()));
    }

    [Fact]
    public void The_checkpoint_holds_the_best_epochs_weights_and_not_the_last_ones()
    {
        // Validation rows are labelled against what training teaches: the better it learns, the worse they get.
        using var data = new ToyData(folder.At("data"), row => row is >= 240 and < 300 ? (row + 1) % ToyTask.Classes : row % ToyTask.Classes);
        var whole = Train(data, I2M2, Plain);
        Assert.InRange(whole.Result.BestEpoch, 1, 11);
        using var best = Load(whole);
        Assert.Equal(whole.Result.BestMetric, Accuracy.Of(new Predictor(best, whole.Config).Product(data.Rows("valid")), [.. data.Rows("valid").Labels.Select(y => (int)y)]).Value);

        var untilThen = Train(data, I2M2, Plain with { Epochs = whole.Result.BestEpoch });
        Assert.Equal(Weights(untilThen, "joint.head.fc.weight"), Weights(whole, "joint.head.fc.weight"));
        Assert.Equal(whole.Result.BestMetric, Metrics(whole.Folder).Max(m => m.GetProperty("valid_accuracy").GetDouble()));
    }

    [Fact]
    public void Of_epochs_that_are_never_right_the_first_is_the_best()
    {
        // Class 2 is never seen in training and is all that validation asks for.
        using var data = new ToyData(folder.At("data"), row => row < 240 ? row % 2 : 2);
        var trained = Train(data, I2M2, Plain with { Epochs = 3, LearningRate = 1 });
        Assert.Equal((1, 0.0), (trained.Result.BestEpoch, trained.Result.BestMetric));
    }

    [Fact]
    public void A_loss_that_is_no_number_stops_with_epoch_and_remedy()
    {
        using var data = new ToyData(folder.At("data"));
        var failure = Assert.Throws<InvalidOperationException>(() => Train(data, I2M2, Plain with { LearningRate = 1e30, ClipNorm = 0 }));
        Assert.Contains("epoch 1: lower learning_rate", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Files(), f => f.EndsWith("run.json", StringComparison.Ordinal));
    }

    [Fact]
    public void A_user_can_stop_it()
    {
        using var data = new ToyData(folder.At("data"));
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Train(data, I2M2, Plain, stop: stop.Token));
    }

    [Fact]
    public void A_run_leaves_no_tensor_behind()
    {
        using var data = new ToyData(folder.At("data"));
        Train(data, I2M2, Plain with { Epochs = 1, Optimizer = "rmsprop" });
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        Train(data, I2M2, Plain with { Epochs = 2, Optimizer = "rmsprop" });
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Every_epoch_has_its_line_of_metrics()
    {
        using var data = new ToyData(folder.At("data"));
        var trained = Train(data, I2M2, Plain with { Epochs = 3 });
        Assert.Equal([1, 2, 3], Metrics(trained.Folder).Select(m => m.GetProperty("epoch").GetInt32()));
        Assert.All(trained.Losses, loss => Assert.InRange(loss, 0, 5));
    }

    private Trained Train(ToyData data, Paradigm paradigm, Settings settings, long seed = 0, CancellationToken stop = default)
    {
        var config = data.Config(paradigm, settings, seed);
        var run = new RunFolder(folder.At($"runs-{folder.Files().Length.ToString(CultureInfo.InvariantCulture)}"), "toy", "blobs", paradigm, seed);
        using var hold = run.Claim();
        run.WriteConfig(config);
        using var model = ModelFactory.Create(new ToyTask(), paradigm, ToyTask.Classes, settings.TrainFusion, seed);
        using var train = data.Rows("train");
        using var valid = data.Rows("valid");
        using var trainer = new Trainer(model, config, data.TaskData, run, TimeSpan.FromMinutes(1), _ => { });
        var result = trainer.Run(train, valid, stop);
        return new Trained(run, config, result, [.. Metrics(run).Select(m => m.GetProperty("train_loss").GetDouble())]);
    }

    private static ExpertSet Load(Trained trained)
    {
        var model = ModelFactory.Create(new ToyTask(), trained.Config.Paradigm, ToyTask.Classes, trainFusion: true, seed: 99);
        foreach (var expert in trained.Config.Paradigm.ExpertNames(new ToyTask()))
            Checkpoint.LoadExpert(trained.Checkpoint, model, expert);
        return model;
    }

    private static float[] Weights(Trained trained, string name)
    {
        using var file = SafetensorsFile.Open(trained.Checkpoint);
        return file[name].AsSpan<float>().ToArray();
    }

    private static List<JsonElement> Metrics(RunFolder run) =>
        [.. File.ReadLines(Path.Combine(run.Path, "metrics.jsonl")).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    private sealed record Trained(RunFolder Folder, RunConfig Config, TrainingResult Result, double[] Losses)
    {
        public string Checkpoint => Folder.Checkpoint;
    }
}
