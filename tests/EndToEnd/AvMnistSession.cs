using I2M2.Tests;

namespace I2M2.EndToEnd;

/// <summary>One session from raw files to evidence, the three programs one after the other; shared by the tests that look at it.</summary>
public sealed class AvMnistSession : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public AvMnistSession()
    {
        RawAvMnist.Write(Raw);
        Preprocessed = Programs.Preprocess("avmnist", "--raw", Raw, "--out", Shards);
        Trained = Train();
        Evaluated = Programs.Evaluate(Runs, "--json");
    }

    internal string Raw => folder.At("raw");

    internal string Shards => folder.At("shards");

    internal string Runs => folder.At("runs");

    internal (int Exit, string Output, string Errors) Preprocessed { get; }

    internal (int Exit, string Output, string Errors) Trained { get; }

    internal (int Exit, string Output, string Errors) Evaluated { get; }

    internal string At(string relative) => folder.At(relative);

    internal (int Exit, string Output, string Errors) Train() => Programs.Train(
        "avmnist", "--data", Shards, "--out", Runs, "--paradigm", "all", "--device", "cpu",
        "--set", "epochs=1", "--set", "batch_size=10", "--set", "learning_rate=0.1", "--set", "aten_threads=1");

    /// <summary>Every file below a folder with its bytes.</summary>
    internal static Dictionary<string, byte[]> Snapshot(string path) =>
        Directory.GetFiles(path, "*", SearchOption.AllDirectories).ToDictionary(f => f, File.ReadAllBytes);

    public void Dispose() => folder.Dispose();
}
