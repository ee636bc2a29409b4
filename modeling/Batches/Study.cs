using I2M2.Cli;
using I2M2.Modeling.Commands;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Batches;

/// <summary>
/// A study: a YAML file that names every run of a batch, over data sets, paradigms, settings and seeds. Unknown keys are errors.
/// <code>
/// out: runs/noise          # folder of runs [runs]
/// seeds: 0-4               # of every entry that names none [0]
/// entries:
///   - dataset: avmnist     # task [all], data [data/shards/dataset], paradigms [all], profile [clean], seeds, limit, recipe, drop_leaky [false]
///   - dataset: avmnist
///     name: loud           # its runs lie in out/loud
///     data: data/shards/avmnist-loud
///     paradigms: intra, i2m2
///     limit: train=12000, valid=2000
///     set: { epochs: 8, unimodal.learning_rate: 0.05 }
/// </code>
/// </summary>
public static class Study
{
    /// <summary>The requests of a study.</summary>
    /// <param name="path">The file; folders in it are relative to where the program runs.</param>
    /// <exception cref="UsageException">No such file, or not a study; the message names file, line and key.</exception>
    public static IReadOnlyList<TrainRequest> Read(string path)
    {
        if (!File.Exists(path))
            throw new UsageException($"{path}: no such file");
        var document = YamlText.Parse<Document>(path, File.ReadAllText(path));
        if (document.Entries is not { Count: > 0 } entries)
            throw new UsageException($"{path}: has no entries");
        return [.. entries.SelectMany((entry, k) => Requests(document, entry, $"{path}, entry {k + 1}"))];
    }

    private static IEnumerable<TrainRequest> Requests(Document study, Entry? entry, string where)
    {
        try
        {
            if (entry?.Dataset is not { } dataset)
                throw new UsageException("names no dataset");
            if (entry.Name is { } name && (name.Length == 0 || name is "." or ".." || name.Contains('/', StringComparison.Ordinal)))
                throw new UsageException($"the name '{name}' is no name of a folder");
            var seeds = TrainArguments.Seeds(entry.Seeds ?? study.Seeds ?? "0");
            return [.. TrainArguments.Tasks(dataset, entry.Task ?? "all", entry.Data, entry.DropLeaky).Select(task => new TrainRequest
            {
                Task = task,
                Data = entry.Data ?? TrainArguments.ShardsOf(task.Dataset),
                Output = Path.Combine(FolderPath.ToWrite("out", study.Out ?? "runs"), entry.Name ?? ""),
                Paradigms = TrainArguments.Paradigms(task, entry.Paradigms ?? "all"),
                Seeds = seeds,
                Profile = entry.Profile ?? "clean",
                RecipeFile = entry.Recipe,
                Changes = [.. (entry.Set ?? []).Select(s => SettingChange.Parse($"{s.Key}={s.Value}"))],
                Limits = TrainArguments.Limits(entry.Limit),
            })];
        }
        catch (UsageException e)
        {
            throw new UsageException($"{where}: {e.Message}");
        }
    }

    private sealed class Document
    {
        public string? Out { get; init; }

        public string? Seeds { get; init; }

        public List<Entry?>? Entries { get; init; }
    }

    private sealed class Entry
    {
        public string? Name { get; init; }

        public string? Dataset { get; init; }

        public string? Task { get; init; }

        public string? Data { get; init; }

        public bool DropLeaky { get; init; }

        public string? Paradigms { get; init; }

        public string? Profile { get; init; }

        public string? Recipe { get; init; }

        public string? Seeds { get; init; }

        public string? Limit { get; init; }

        public Dictionary<string, string>? Set { get; init; }
    }
}
