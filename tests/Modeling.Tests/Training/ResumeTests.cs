using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.Shards;
using I2M2.Tests;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>A training that is stopped, wherever, goes on to the bytes of one that never was.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly Paradigm I2M2 = new(ParadigmKind.I2M2, "lrtf");
    private static readonly string[] Results = ["best.safetensors", "metrics.jsonl"];
    private readonly TemporaryFolder folder = new();
    private readonly ToyData data;

    public ResumeTests()
    {
        set_num_threads(1);
        Torch.Engine.BlasThreads = 1;
        data = new ToyData(folder.At("data"));
    }

    public void Dispose()
    {
        data.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("sgd", "accuracy")]
    [InlineData("rmsprop", "accuracy")]
    [InlineData("rmsprop", "auprc")]
    public void Stopped_again_and_again_it_ends_in_the_same_weights_and_metrics(string optimizer, string metric)
    {
        var settings = Recipes.Toy() with { Optimizer = optimizer, SelectBy = metric, Epochs = 5 };
        var whole = Train("whole", settings);
        var sittings = 0;
        for (var done = false; !done; sittings++)
        {
            // Longer each time: however slow the machine, it comes to the end.
            using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(5 * sittings));
            try
            {
                Train("broken", settings, stop: stop.Token);
                done = true;
            }
            catch (OperationCanceledException)
            {
                Assert.True(File.Exists(Run("broken").Last));
            }
        }

        Assert.True(sittings > 1);
        Assert.All(Results, f => Assert.Equal(File.ReadAllBytes(Path.Combine(whole.Path, f)), File.ReadAllBytes(Path.Combine(Run("broken").Path, f))));
        Assert.Equal(Weights(whole), Weights(Run("broken")));
    }

    [Fact]
    public void Killed_it_goes_on_from_an_earlier_state_and_writes_again_what_came_after()
    {
        var settings = Recipes.Toy() with { Epochs = 6 };
        var whole = Train("whole", settings);

        // Two epochs are saved, the other four are not, but have left their checkpoint and their lines.
        var killed = Train("killed", settings with { Epochs = 2 });
        var early = File.ReadAllBytes(killed.Last);
        killed.Clear();
        Train("killed", settings);
        File.WriteAllBytes(killed.Last, early);
        Assert.Equal(6, File.ReadLines(Path.Combine(killed.Path, "metrics.jsonl")).Count());
        AsConfiguredFor(settings, killed);
        Train("killed", settings);

        Assert.All(Results, f => Assert.Equal(File.ReadAllBytes(Path.Combine(whole.Path, f)), File.ReadAllBytes(Path.Combine(killed.Path, f))));
    }

    [Fact]
    public void A_training_that_came_to_its_end_trains_no_more()
    {
        var settings = Recipes.Toy() with { Epochs = 3 };
        var run = Train("run", settings);
        var before = File.ReadAllBytes(run.Last);
        Train("run", settings);
        Assert.Equal(before.Length, File.ReadAllBytes(run.Last).Length);
        Assert.Equal(3, File.ReadLines(Path.Combine(run.Path, "metrics.jsonl")).Count());
    }

    [Fact]
    public void Its_state_may_be_saved_after_every_step_and_changes_nothing()
    {
        var settings = Recipes.Toy() with { Epochs = 2 };
        Assert.Equal(Weights(Train("rarely", settings)), Weights(Train("often", settings, saveEvery: TimeSpan.Zero)));
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("another training's")]
    [InlineData("without its best checkpoint")]
    public void A_state_that_is_no_good_is_not_gone_on_from(string what)
    {
        var settings = Recipes.Toy() with { Epochs = 2 };
        var run = Train("run", settings);
        if (what == "damaged")
        {
            var bytes = File.ReadAllBytes(run.Last);
            bytes[^5] ^= 1;
            File.WriteAllBytes(run.Last, bytes);
        }
        else if (what == "without its best checkpoint")
        {
            File.Delete(run.Checkpoint);
        }

        var config = data.Config(I2M2, what == "another training's" ? settings with { LearningRate = 1 } : settings);
        using var model = ModelFactory.Create(new ToyTask(), I2M2, ToyTask.Classes, true, 0);
        using var trainer = new Trainer(model, config, data.TaskData, run, TimeSpan.FromMinutes(1), _ => { });
        Assert.False(trainer.TryResume());
    }

    [Fact]
    public void Metrics_that_are_shorter_than_they_were_are_not_gone_on_with()
    {
        var settings = Recipes.Toy() with { Epochs = 3 };
        var run = Train("run", settings with { Epochs = 2 });
        AsConfiguredFor(settings, run);
        File.WriteAllText(Path.Combine(run.Path, "metrics.jsonl"), "");
        Assert.Contains("metrics.jsonl: shorter", Assert.Throws<InvalidOperationException>(() => Train("run", settings)).Message, StringComparison.Ordinal);
    }

    // As if the same training had been meant from the start: its state names the configuration it belongs to.
    private void AsConfiguredFor(Settings settings, RunFolder run)
    {
        using var model = ModelFactory.Create(new ToyTask(), I2M2, ToyTask.Classes, true, 0);
        using var optimizer = TrainingStep.Optimizer(model, settings);
        TrainingPosition position;
        using (var file = SafetensorsFile.Open(run.Last))
            position = TrainingPosition.FromJson(file.Metadata["position"]);
        var asTrained = data.Config(I2M2, settings with { Epochs = position.Epochs });
        position = LastCheckpoint.Load(run.Last, model, optimizer, asTrained);
        LastCheckpoint.Save(run.Last, model, optimizer, data.Config(I2M2, settings), position);
    }

    private RunFolder Run(string name) => new(folder.At(name));

    private RunFolder Train(string name, Settings settings, TimeSpan? saveEvery = null, CancellationToken stop = default)
    {
        var run = Run(name);
        var config = data.Config(I2M2, settings);
        using var hold = run.Claim();
        using var model = ModelFactory.Create(new ToyTask(), I2M2, ToyTask.Classes, true, 0);
        using var train = data.Rows("train");
        using var valid = data.Rows("valid");
        using var trainer = new Trainer(model, config, data.TaskData, run, saveEvery ?? TimeSpan.FromMinutes(1), _ => { });
        if (File.Exists(run.Last))
            Assert.True(trainer.TryResume());
        trainer.Run(train, valid, stop);
        return run;
    }

    /// <summary>All that the last state holds, without the time it took.</summary>
    private static List<(string, string)> Weights(RunFolder run)
    {
        using var file = SafetensorsFile.Open(run.Last);
        return [.. file.Names.Select(n => (n, Convert.ToHexString(file[n].AsSpan<byte>())))];
    }
}
