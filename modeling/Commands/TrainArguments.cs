using System.Globalization;
using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Shards;

namespace I2M2.Modeling.Commands;

/// <summary>What the words of `modeling train` and of a study mean.</summary>
public static class TrainArguments
{
    /// <summary>Where a data set's shards lie unless another folder is named.</summary>
    public static string ShardsOf(string dataset) => Path.Combine("data", "shards", dataset);

    /// <summary>The tasks that a data set's name and tasks' names mean; "all" is allowed for both.</summary>
    /// <param name="dataset">A data set, or all: those with shards in their usual places.</param>
    /// <param name="list">Tasks with commas between them, or all.</param>
    /// <param name="data">Folder of shards that was named; null: none.</param>
    /// <param name="dropLeaky">Whether their networks do without what gives the label away, see <see cref="WithoutLeak"/>.</param>
    /// <exception cref="UsageException">There is none, or one has nothing that gives its label away.</exception>
    public static IReadOnlyList<ITask> Tasks(string dataset, string list, string? data, bool dropLeaky = false)
    {
        var all = dataset == "all";
        if (all && data is not null)
            throw new UsageException("--data names the shards of one data set; name that data set instead of all");
        var ofDataset = TaskList.All.Where(t => all ? ShardSet.IsFinished(ShardsOf(t.Dataset)) : t.Dataset == dataset).ToList();
        if (ofDataset.Count == 0)
        {
            throw new UsageException(all
                ? "There are no shards under data/shards; `dotnet run --project preprocessing` makes them"
                : $"Unknown data set '{dataset}'; there are {string.Join(", ", TaskList.All.Select(t => t.Dataset).Distinct())}");
        }

        var chosen = list == "all" ? ofDataset : [.. list.Split(',', StringSplitOptions.TrimEntries).Distinct().SelectMany(name => Named(ofDataset, dataset, name))];
        return dropLeaky ? [.. chosen.Select(WithoutLeaky).DistinctBy(t => (t.Dataset, t.Name))] : chosen;
    }

    private static List<ITask> Named(List<ITask> ofDataset, string dataset, string name)
    {
        var named = ofDataset.Select(t => t.Dataset).Distinct().Select(d => TaskList.Find(d, name)).OfType<ITask>().ToList();
        return named.Count > 0 ? named : throw new UsageException($"{dataset} has no task '{name}'; there are {string.Join(", ", ofDataset.Select(t => t.Name))}");
    }

    private static ITask WithoutLeaky(ITask task) => task switch
    {
        WithoutLeak => task,
        { Leak: not null } => new WithoutLeak(task),
        _ => throw new UsageException(
            $"--drop-leaky: nothing gives the label of {task.Dataset}/{task.Name} away; name with --task one of {string.Join(", ", TaskList.All.Where(t => t.Leak is not null).Select(t => t.Name))}"),
    };

    /// <summary>The paradigms that a list names; a bare kind means all its variants.</summary>
    /// <exception cref="UsageException">An unknown name.</exception>
    public static IReadOnlyList<Paradigm> Paradigms(ITask task, string list)
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
    public static IReadOnlyList<long> Seeds(string list)
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
    public static IReadOnlyDictionary<string, long> Limits(string? list)
    {
        var limits = new Dictionary<string, long>();
        var given = new HashSet<string>();
        foreach (var part in list?.Split(',', StringSplitOptions.TrimEntries) ?? [])
        {
            var pair = part.Split('=');
            if (pair.Length > 2 || !int.TryParse(pair[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var rows) || rows == 0)
                throw new UsageException($"--limit {list}: expected e.g. 1000 or train=11000,valid=2000,test=4000");
            if (!given.Add(pair.Length == 2 ? pair[0] : ""))
                throw new UsageException($"--limit {list}: {(pair.Length == 2 ? pair[0] : "every split")} is limited twice");
            foreach (var split in pair.Length == 2 ? [pair[0]] : new[] { "train", "valid", "test" })
                limits[split] = rows;
        }

        return limits.Keys.FirstOrDefault(k => k is not ("train" or "valid" or "test")) is { } unknown
            ? throw new UsageException($"--limit {list}: there is no split '{unknown}'; there are train, valid, test")
            : limits;
    }
}
