using System.CommandLine;
using System.Globalization;
using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Commands;

/// <summary>`modeling train DATASET`: the command line of <see cref="TrainRuns"/>.</summary>
public static class TrainCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var dataset = new Argument<string>("dataset") { Description = $"Data set: {string.Join(", ", TaskList.All.Select(t => t.Dataset).Distinct())}" };
        var data = new Option<string>("--data") { Description = "Folder of shards [data/shards/<dataset>]" };
        var paradigm = new Option<string>("--paradigm") { Description = "all, or a list such as unimodal,intra,i2m2-concat", DefaultValueFactory = _ => "all" };
        var seeds = new Option<string>("--seeds") { Description = "E.g. 0, 0-4 or 0,3,7", DefaultValueFactory = _ => "0" };
        var profile = new Option<string>("--profile") { Description = "clean: the honest defaults; reference: what the paper's code does", DefaultValueFactory = _ => "clean" };
        var output = new Option<string>("--out") { Description = "Folder of runs", DefaultValueFactory = _ => "runs" };
        var set = new Option<string[]>("--set") { Description = "Change a setting of the recipe, key=value; may be repeated", DefaultValueFactory = _ => [] };
        var limit = new Option<string>("--limit") { Description = "Use the first rows only, e.g. 1000 or train=11000,valid=2000,test=4000" };
        var device = new Option<string>("--device") { Description = "auto, cpu, cuda or cuda:N", DefaultValueFactory = _ => "auto" };
        var command = new Command("train", "Train paradigms on a data set: unimodal and inter first, then intra and i2m2 from their experts.")
        {
            dataset, data, paradigm, seeds, profile, output, set, limit, device,
        };
        command.SetAction((parsed, stop) =>
        {
            var task = FindTask(parsed.GetRequiredValue(dataset));
            var request = new TrainRequest
            {
                Task = task,
                Data = parsed.GetValue(data) ?? Path.Combine("data", "shards", task.Dataset),
                Output = parsed.GetRequiredValue(output),
                Paradigms = ParseParadigms(task, parsed.GetRequiredValue(paradigm)),
                Seeds = ParseSeeds(parsed.GetRequiredValue(seeds)),
                Profile = parsed.GetRequiredValue(profile),
                Changes = [.. parsed.GetRequiredValue(set).Select(ParseChange)],
                Limits = ParseLimits(parsed.GetValue(limit)),
                Device = parsed.GetRequiredValue(device),
            };
            // On this thread to the end: grad mode and dispose scopes belong to the thread.
            return Task.FromResult(new TrainRuns(request, Console.Out, stop).Run());
        });
        return command;
    }

    /// <summary>The paradigms that a list names; a bare kind means all its variants.</summary>
    /// <exception cref="UsageException">An unknown name.</exception>
    public static IReadOnlyList<Paradigm> ParseParadigms(ITask task, string list)
    {
        var all = Paradigm.All(task);
        if (list == "all")
            return all;
        var chosen = new List<Paradigm>();
        foreach (var name in list.Split(',', StringSplitOptions.TrimEntries))
        {
            var found = all.Where(p => p.Name == name || p.KindName == name).ToList();
            if (found.Count == 0)
                throw new UsageException($"Unknown paradigm '{name}'; there are all, {string.Join(", ", all.Select(p => p.KindName).Distinct())}, {string.Join(", ", all.Select(p => p.Name).Except(all.Select(p => p.KindName)))}");
            chosen.AddRange(found);
        }

        return [.. chosen.Distinct()];
    }

    /// <summary>Seeds from "0", "0-4" or "0,3,7-9".</summary>
    /// <exception cref="UsageException">Not such a list.</exception>
    public static IReadOnlyList<long> ParseSeeds(string list)
    {
        var seeds = new List<long>();
        foreach (var part in list.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-');
            if (ends.Length > 2 || !ends.All(e => int.TryParse(e, NumberStyles.None, CultureInfo.InvariantCulture, out _)))
                throw new UsageException($"--seeds {list}: expected e.g. 0, 0-4 or 0,3,7");
            var (first, last) = (int.Parse(ends[0]), int.Parse(ends[^1]));
            if (last < first || last - first >= 10_000)
                throw new UsageException($"--seeds {list}: {part} is no range of seeds");
            for (long seed = first; seed <= last; seed++)
                seeds.Add(seed);
        }

        return [.. seeds.Distinct()];
    }

    /// <summary>Limits from "1000" (every split) or "train=11000,test=4000".</summary>
    /// <exception cref="UsageException">Not such a list.</exception>
    public static IReadOnlyDictionary<string, long> ParseLimits(string? list)
    {
        var limits = new Dictionary<string, long>();
        foreach (var part in list?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            var pair = part.Split('=');
            if (pair.Length > 2 || !int.TryParse(pair[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var rows) || rows == 0)
                throw new UsageException($"--limit {list}: expected e.g. 1000 or train=11000,valid=2000,test=4000");
            foreach (var split in pair.Length == 2 ? [pair[0]] : new[] { "train", "valid", "test" })
                limits[split] = rows;
        }

        return limits.Keys.FirstOrDefault(k => k is not ("train" or "valid" or "test")) is { } unknown
            ? throw new UsageException($"--limit {list}: there is no split '{unknown}'; there are train, valid, test")
            : limits;
    }

    private static (string Key, string Value) ParseChange(string change)
    {
        var at = change.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? (change[..at].Trim(), change[(at + 1)..]) : throw new UsageException($"--set {change}: expected key=value");
    }

    private static ITask FindTask(string dataset) => TaskList.All.FirstOrDefault(t => t.Dataset == dataset)
        ?? throw new UsageException($"Unknown data set '{dataset}'; there are {string.Join(", ", TaskList.All.Select(t => t.Dataset).Distinct())}");
}
