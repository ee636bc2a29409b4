using System.CommandLine;
using System.Diagnostics;
using I2M2.Cli;

namespace I2M2.Preprocessing.Synth.Vqa;

/// <summary>`synth vqa`: pictures of coloured shapes and questions about them in VQA-VS's layout, with shortcuts that break out of distribution.</summary>
public sealed class VqaCommand : ISynthetic
{
    private static readonly VqaOptions Usual = new();

    /// <inheritdoc/>
    public string Name => "vqa";

    /// <inheritdoc/>
    public string Dataset => "vqa-vs";

    /// <inheritdoc/>
    public Command Command(string dataFolder)
    {
        var output = SynthOptions.Out(dataFolder, "vqa-synth");
        var images = new Option<int>("--images") { Description = "Pictures, of all splits together", DefaultValueFactory = _ => Usual.Images };
        var questions = new Option<int>("--questions") { Description = "Questions about each picture", DefaultValueFactory = _ => Usual.Questions };
        var size = new Option<int>("--size") { Description = "Rows and columns of a picture", DefaultValueFactory = _ => Usual.Side };
        var shortcut = new Option<double>("--shortcut") { Description = "How often a shape is given its usual colour: what a network can guess without looking", DefaultValueFactory = _ => Usual.Shortcut };
        var seed = new Option<long>("--seed") { Description = "Chooses pictures, questions and answers", DefaultValueFactory = _ => Usual.Seed };
        var workers = SynthOptions.Workers();
        var command = new Command(Name, "Pictures of coloured shapes and questions about them in VQA-VS's layout, with nine sets in which shortcuts break")
        {
            output, images, questions, size, shortcut, seed, workers,
        };
        command.SetAction(parsed =>
        {
            var options = new VqaOptions
            {
                Images = parsed.GetValue(images),
                Questions = parsed.GetValue(questions),
                Side = parsed.GetValue(size),
                Shortcut = parsed.GetValue(shortcut),
                Seed = parsed.GetValue(seed),
            };
            SynthOptions.Require(options.Images is >= 10 and <= VqaOptions.MostImages, $"--images {options.Images}: 10 to {VqaOptions.MostImages:#,0} is expected");
            SynthOptions.Require(options.Questions is >= 1 and <= 999, $"--questions {options.Questions}: 1 to 999 is expected");
            SynthOptions.Require(options.Side is >= VqaOptions.LeastSide and <= VqaOptions.MostSide, $"--size {options.Side}: {VqaOptions.LeastSide} to {VqaOptions.MostSide} is expected");
            SynthOptions.Require(options.Shortcut is >= 0 and <= 1, $"--shortcut {options.Shortcut}: 0 to 1 is expected");
            SynthOptions.RequireWorkers(parsed.GetValue(workers));
            Write(options, FolderPath.ToWrite("--out", parsed.GetValue(output)), parsed.GetValue(workers), dataFolder);
        });
        return command;
    }

    private void Write(VqaOptions options, string folder, int workers, string dataFolder)
    {
        var start = Stopwatch.GetTimestamp();
        var set = new VqaSet(options);
        var how = SynthCommand.Took(set.Write(folder, workers), start);
        var splits = VqaPlan.Splits.Select(s => $"{s.Name} {set.Plan.Pictures.Where(p => p.Split == s.Name).Sum(p => p.Questions.Count):#,0}");
        SynthCommand.Report(
            this, $"vqa-synth  {options.Images:#,0} pictures, questions: {string.Join(", ", splits)}; {how}",
            "made-up pictures and questions; what they need to be answered is in SOURCE.txt", folder, dataFolder, " --set max_length=16");
    }
}
