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
        var output = new Option<string>("--out") { Description = "Folder to write", DefaultValueFactory = _ => Path.Combine(dataFolder, "raw", "nlvr2-synth") };
        var sentences = new Option<int>("--sentences") { Description = "Sentences, of all splits together; four pairs of pictures each", DefaultValueFactory = _ => Usual.Sentences };
        var size = new Option<int>("--size") { Description = "Rows and columns of a picture", DefaultValueFactory = _ => Usual.Side };
        var seed = new Option<long>("--seed") { Description = "Chooses pictures and sentences", DefaultValueFactory = _ => Usual.Seed };
        var workers = new Option<int>("--workers") { Description = "Threads; they change no byte of the result", DefaultValueFactory = _ => Environment.ProcessorCount };
        var command = new Command(Name, "Pairs of pictures of coloured shapes and sentences about them in NLVR2's layout: only who sees both can tell") { output, sentences, size, seed, workers };
        command.SetAction(parsed =>
        {
            var options = new PairOptions { Sentences = parsed.GetValue(sentences), Side = parsed.GetValue(size), Seed = parsed.GetValue(seed) };
            Require(options.Sentences is >= 10 and <= PairOptions.MostSentences, $"--sentences {options.Sentences}: 10 to {PairOptions.MostSentences:#,0} is expected");
            Require(options.Side is >= PairOptions.LeastSide and <= PairOptions.MostSide, $"--size {options.Side}: {PairOptions.LeastSide} to {PairOptions.MostSide} is expected");
            Require(parsed.GetValue(workers) is >= 1 and <= 1024, $"--workers {parsed.GetValue(workers)}: 1 to 1024 is expected");
            Write(options, FolderPath.ToWrite("--out", parsed.GetValue(output)), parsed.GetValue(workers), dataFolder);
        });
        return command;
    }

    private static void Require(bool holds, string message)
    {
        if (!holds)
            throw new UsageException(message);
    }

    private void Write(PairOptions options, string folder, int workers, string dataFolder)
    {
        var start = Stopwatch.GetTimestamp();
        var set = new PairSet(options);
        var how = set.Write(folder, workers) ? $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s" : "nothing to do, the same set was written before";
        Console.WriteLine($"nlvr2-synth  {options.Sentences:#,0} sentences about {set.Pairs.Count:#,0} pairs of pictures; {how}");
        Console.WriteLine("note    made-up pictures and sentences; what tells true from false is in SOURCE.txt");
        Console.WriteLine($"out     {folder}");
        Console.WriteLine($"{SynthCommand.Next(this, folder, dataFolder)} --set max_length=16");
    }
}
