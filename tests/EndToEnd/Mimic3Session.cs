using I2M2.Tests;

namespace I2M2.EndToEnd;

/// <summary>
/// One session on invented patients: tables, shards, every paradigm of every task, figures and a report; shared by the tests that look at it.
/// </summary>
public sealed class Mimic3Session : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public Mimic3Session()
    {
        Synthesised = Programs.Preprocess("synth", "mimic3", "--patients", "150", "--out", Raw);
        Preprocessed = Programs.Preprocess("mimic3", "--raw", Raw, "--out", Shards);
        Trained = Programs.Train(
            "mimic3", "--data", Shards, "--out", Runs, "--paradigm", "all", "--device", "cpu", "--set", "epochs=1", "--set", "aten_threads=1", "--limit", "train=80");
        Evaluated = Programs.Evaluate(Runs, "--json", "--report", Report);
    }

    internal string Raw => folder.At("raw");

    internal string Shards => folder.At("shards");

    internal string Runs => folder.At("runs");

    internal string Report => folder.At("report.html");

    internal (int Exit, string Output, string Errors) Synthesised { get; }

    internal (int Exit, string Output, string Errors) Preprocessed { get; }

    internal (int Exit, string Output, string Errors) Trained { get; }

    internal (int Exit, string Output, string Errors) Evaluated { get; }

    public void Dispose() => folder.Dispose();
}
