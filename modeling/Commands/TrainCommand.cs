using System.CommandLine;
using I2M2.Cli;
using I2M2.Modeling.Batches;
using I2M2.Modeling.Tasks;

namespace I2M2.Modeling.Commands;

/// <summary>`modeling train DATASET`: the command line of <see cref="TrainBatch"/>.</summary>
public static class TrainCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var datasets = string.Join(", ", TaskList.All.Select(t => t.Dataset).Distinct());
        var dataset = new Argument<string>("dataset") { Description = $"{datasets}, or all: every data set that has shards under data/shards" };
        var task = new Option<string>("--task") { Description = "Tasks of the data set, e.g. mortality or icd9-1,icd9-7, or all", DefaultValueFactory = _ => "all" };
        var data = new Option<string>("--data") { Description = "Folder of shards [data/shards/<dataset>]" };
        var paradigm = new Option<string>("--paradigm") { Description = "all, or a list such as unimodal,intra,i2m2-concat", DefaultValueFactory = _ => "all" };
        var seeds = new Option<string>("--seeds") { Description = "E.g. 0, 0-4 or 0,3,7", DefaultValueFactory = _ => "0" };
        var profile = new Option<string>("--profile") { Description = "clean: the honest defaults; others as the recipe has them, such as reference: what the paper's code does", DefaultValueFactory = _ => "clean" };
        var recipe = new Option<string>("--recipe") { Description = "A recipe of your own in place of the program's" };
        var output = new Option<string>("--out") { Description = "Folder of runs", DefaultValueFactory = _ => "runs" };
        var set = new Option<string[]>("--set") { Description = "Change a setting, key=value or paradigm.key=value; may be repeated", DefaultValueFactory = _ => [] };
        var limit = new Option<string>("--limit") { Description = "Use the first rows only, e.g. 1000 or train=11000,valid=2000,test=4000" };
        var dropLeaky = new Option<bool>("--drop-leaky") { Description = "Train without the inputs that give the label away, under a task name of its own (icd9-1-drop-leaky)" };
        var live = new Option<bool>("--live-backbone") { Description = "Train heads on what a frozen backbone with dropout says, as the paper's code does: --set backbone_dropout=true" };
        var overfit = new Option<bool>("--overfit-batch") { Description = "Only check that each paradigm can learn one batch by heart; nothing is written" };
        var handling = new HandlingOptions();
        var command = new Command("train", "Train paradigms on a data set: unimodal and inter first, then intra and i2m2 from their experts.")
        {
            dataset, task, data, paradigm, seeds, profile, recipe, output, set, limit, dropLeaky, live, overfit,
        };
        handling.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            var tasks = TrainArguments.Tasks(parsed.GetRequiredValue(dataset), parsed.GetRequiredValue(task), parsed.GetValue(data), parsed.GetValue(dropLeaky));
            var requests = tasks.Select(t => new TrainRequest
            {
                Task = t,
                Data = parsed.GetValue(data) is { } shards ? FolderPath.ToRead("--data", shards) : TrainArguments.ShardsOf(t.Dataset),
                Output = FolderPath.ToWrite("--out", parsed.GetRequiredValue(output)),
                Paradigms = TrainArguments.Paradigms(t, parsed.GetRequiredValue(paradigm)),
                Seeds = TrainArguments.Seeds(parsed.GetRequiredValue(seeds)),
                Profile = parsed.GetRequiredValue(profile),
                RecipeFile = parsed.GetValue(recipe),
                Changes = [.. parsed.GetValue(live) ? [SettingChange.Parse("backbone_dropout=true")] : Array.Empty<SettingChange>(), .. parsed.GetRequiredValue(set).Select(SettingChange.Parse)],
                Limits = TrainArguments.Limits(parsed.GetValue(limit)),
            }).ToList();
            if (parsed.GetValue(overfit))
                return Task.FromResult(requests.Max(r => new OverfitBatch(Console.Out).Run(r, stop)));
            // On this thread to the end: grad mode and dispose scopes belong to the thread.
            return Task.FromResult(handling.Run(requests, parsed, stop));
        });
        return command;
    }
}
