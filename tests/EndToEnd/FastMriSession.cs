using I2M2.Tests;

namespace I2M2.EndToEnd;

/// <summary>
/// One session on made-up knees: HDF5 volumes, shards, every paradigm by a small network, figures and a report; shared by the tests that look at it.
/// </summary>
public sealed class FastMriSession : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public FastMriSession()
    {
        Synthesised = Programs.Preprocess("synth", "fastmri", "--volumes", "16", "--slices", "4", "--side", "32", "--out", Raw);
        Preprocessed = Programs.Preprocess("fastmri", "--raw", Raw, "--out", Shards, "--set", "grid=64x40", "--set", "side=32");
        Trained = Programs.Train(
            "fastmri", "--data", Shards, "--out", Runs, "--paradigm", "all", "--profile", "tiny", "--device", "cpu",
            "--set", "epochs=1", "--set", "width=4", "--set", "aten_threads=1");
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
