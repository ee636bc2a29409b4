using System.Text.Json;
using I2M2.Tests;

namespace I2M2.EndToEnd;

/// <summary>The published MNIST and the Free Spoken Digit Dataset.</summary>
public sealed class RealAvMnistTests
{
    [DataFact("data/mnist", "data/fsdd/recordings")]
    public void All_of_it_is_preprocessed_and_3000_images_teach_a_network_something_in_one_epoch()
    {
        using var folder = new TemporaryFolder();
        var preprocessed = Programs.Preprocess("avmnist", "--raw", TestData.At("data"), "--out", folder.At("shards"));
        Assert.Equal((0, ""), (preprocessed.Exit, Failures(preprocessed.Errors)));
        Assert.Contains("70,000 rows (train 55,000, valid 5,000, test 10,000)", preprocessed.Output, StringComparison.Ordinal);

        var trained = Programs.Train(
            "avmnist", "--data", folder.At("shards"), "--out", folder.At("runs"), "--paradigm", "unimodal-image", "--device", "cpu",
            "--limit", "train=3000,valid=1000,test=2000", "--set", "epochs=1", "--set", "learning_rate=0.1");
        Assert.Equal((0, ""), (trained.Exit, Failures(trained.Errors)));

        var evaluated = Programs.Evaluate(folder.At("runs"), "--json");
        var run = JsonSerializer.Deserialize<JsonElement>(evaluated.Output).GetProperty("runs")[0];
        Assert.Equal(2000, run.GetProperty("n").GetInt32());
        Assert.InRange(run.GetProperty("metrics").GetProperty("accuracy").GetDouble(), 0.25, 1);
    }

    // Long jobs write lines of progress where there is no terminal; they end in how long is left.
    private static string Failures(string errors) => string.Join('\n', errors.Split('\n').Where(l => !l.Contains(" left", StringComparison.Ordinal))).Trim();
}
