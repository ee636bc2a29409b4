using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Tests.Given;
using I2M2.Modeling.Training;
using I2M2.PredictionFiles;
using I2M2.Shards;
using I2M2.Tests;
using static TorchSharp.torch;

namespace I2M2.Modeling.Tests;

/// <summary>What the paper's code does differently from what it says, behind `--profile reference`; the clean profile does not.</summary>
public sealed class ReferenceProfileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string data;

    public ReferenceProfileTests() => data = AvMnistData.Write(folder.At("data"), test: 30);

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("reference", true)]
    [InlineData("clean", false)]
    public void The_low_rank_fusion_stays_a_random_projection(string profile, bool frozen)
    {
        var run = Trained("inter-lrtf", profile);
        using var fresh = ModelFactory.Create(new AvMnistTask(), new Paradigm(ParadigmKind.Inter, "lrtf"), 10, !frozen, seed: 0);
        using var file = SafetensorsFile.Open(Path.Combine(run, "best.safetensors"));
        foreach (var (name, tensor) in fresh.state_dict().Where(t => t.Key.Contains(".fusion.", StringComparison.Ordinal)))
            Assert.Equal(frozen, tensor.bytes.SequenceEqual(file[name].AsSpan<byte>()));
        Assert.False(fresh.state_dict()["joint.head.fc.weight"].bytes.SequenceEqual(file["joint.head.fc.weight"].AsSpan<byte>()));
        Assert.Contains($"\"params\": {(frozen ? 248_922 : 1_410_682)}", File.ReadAllText(Path.Combine(run, "run.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reference", true)]
    [InlineData("clean", false)]
    public void Intra_is_tested_by_the_mixture(string profile, bool mixture)
    {
        var run = Trained("intra", profile);
        var predictions = PredictionsParquet.Read(Path.Combine(run, "predictions-test.parquet")).Predictions;
        for (var row = 0; row < predictions.Rows; row++)
        {
            var (image, audio) = (predictions.Experts[0].LogProbabilities.Row(row).ToArray(), predictions.Experts[1].LogProbabilities.Row(row).ToArray());
            var mean = image.Zip(audio, (i, a) => Math.Log((Math.Exp(i) + Math.Exp(a)) / 2)).ToArray();
            var normaliser = Math.Log(image.Zip(audio, (i, a) => Math.Exp(i + a)).Sum());
            var product = image.Zip(audio, (i, a) => i + a - normaliser).ToArray();
            for (var c = 0; c < 10; c++)
                Assert.Equal(mixture ? mean[c] : product[c], predictions.Product.Row(row)[c], 1e-4);
        }

        Assert.Contains($"\"test_rule\": \"{(mixture ? "mixture" : "product")}\"", File.ReadAllText(Path.Combine(run, "run.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reference", true)]
    [InlineData("clean", false)]
    public void Unimodal_test_rows_are_normalised_by_their_own_batch(string profile, bool ownBatch)
    {
        var run = Trained("unimodal-image", profile);
        var written = PredictionsParquet.Read(Path.Combine(run, "predictions-test.parquet")).Predictions;
        var (byBatch, byRunning) = (Recompute(run, training: true), Recompute(run, training: false));
        Assert.True(Distance(byBatch, byRunning) > 1e-2);
        Assert.InRange(Distance(Rows(written), ownBatch ? byBatch : byRunning), 0, 1e-4);
    }

    /// <summary>Log-probabilities of the test rows in batches of 10, as training read them.</summary>
    private double[] Recompute(string run, bool training)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var model = Checkpoint.Load(Path.Combine(run, "best.safetensors")).Model;
        model.train(training);
        using var shards = ShardSet.Open(data);
        var rows = new BatchLoader(new AvMnistTask(), shards["test"], 30, 10, CPU);
        var batches = Enumerable.Range(0, 30).Select(r => (long)r).Chunk(10);
        return [.. batches.SelectMany(b => model.call(rows.Load(b).Inputs)[0].log_softmax(1).to(float64).data<double>().ToArray())];
    }

    private static double[] Rows(Predictions predictions) => [.. Enumerable.Range(0, predictions.Rows).SelectMany(r => predictions.Product.Row(r).ToArray())];

    private static double Distance(double[] one, double[] other) => one.Zip(other, (a, b) => Math.Abs(a - b)).Max();

    private string Trained(string paradigm, string profile)
    {
        var (exit, _, errors) = Train.Run(data, folder.At("runs"), "--paradigm", paradigm, "--profile", profile);
        Assert.Equal((ExitCode.Done, ""), (exit, errors));
        return folder.At($"runs/avmnist/digit/{paradigm}/seed-0");
    }
}
