using System.CommandLine;
using System.Diagnostics;
using I2M2.Cli;

namespace I2M2.Preprocessing.Synth.Nlvr2;

/// <summary>`synth nlvr2`: pairs of pictures of coloured shapes and sentences about them in NLVR2's layout.</summary>
public sealed class PairCommand : ISynthetic
{
    private static readonly PairOptions Usual = new();

    /// <inheritdoc/>
    public string Name => "nlvr2";

    /// <inheritdoc/>
    public string Dataset => "nlvr2";

    /// <inheritdoc/>
    public Command Command(string dataFolder)
    {
        var output = SynthOptions.Out(dataFolder, "nlvr2-synth");
        var sentences = new Option<int>("--sentences") { Description = "Sentences, of all splits together; four pairs of pictures each", DefaultValueFactory = _ => Usual.Sentences };
        var size = new Option<int>("--size") { Description = "Rows and columns of a picture", DefaultValueFactory = _ => Usual.Side };
        var seed = new Option<long>("--seed") { Description = "Chooses pictures and sentences", DefaultValueFactory = _ => Usual.Seed };
        var workers = SynthOptions.Workers();
        var command = new Command(Name, "Pairs of pictures of coloured shapes and sentences about them in NLVR2's layout: only who sees both can tell") { output, sentences, size, seed, workers };
        command.SetAction(parsed =>
        {
            var options = new PairOptions { Sentences = parsed.GetValue(sentences), Side = parsed.GetValue(size), Seed = parsed.GetValue(seed) };
            SynthOptions.Require(options.Sentences is >= 10 and <= PairOptions.MostSentences, $"--sentences {options.Sentences}: 10 to {PairOptions.MostSentences:#,0} is expected");
            SynthOptions.Require(options.Side is >= PairOptions.LeastSide and <= PairOptions.MostSide, $"--size {options.Side}: {PairOptions.LeastSide} to {PairOptions.MostSide} is expected");
            SynthOptions.RequireWorkers(parsed.GetValue(workers));
            Write(options, FolderPath.ToWrite("--out", parsed.GetValue(output)), parsed.GetValue(workers), dataFolder);
        });
        return command;
    }

    private void Write(PairOptions options, string folder, int workers, string dataFolder)
    {
        var start = Stopwatch.GetTimestamp();
        var set = new PairSet(options);
        var how = SynthCommand.Took(set.Write(folder, workers), start);
        SynthCommand.Report(
            this, $"nlvr2-synth  {options.Sentences:#,0} sentences about {set.Pairs.Count:#,0} pairs of pictures; {how}",
            "made-up pictures and sentences; what tells true from false is in SOURCE.txt", folder, dataFolder, " --set max_length=16");
    }
}
