using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.Modeling.Tasks.VisionLanguage;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Batches;

/// <summary>Runs of one task that are asked for together: some paradigms, some seeds, the same data and settings.</summary>
public sealed record TrainRequest
{
    /// <summary>The task.</summary>
    public required ITask Task { get; init; }

    /// <summary>Folder of shards.</summary>
    public required string Data { get; init; }

    /// <summary>Folder of runs.</summary>
    public required string Output { get; init; }

    /// <summary>Paradigms, without those they start from.</summary>
    public required IReadOnlyList<Paradigm> Paradigms { get; init; }

    /// <summary>Seeds.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>Profile of the recipe.</summary>
    public string Profile { get; init; } = "clean";

    /// <summary>Changes to the recipe.</summary>
    public IReadOnlyList<SettingChange> Changes { get; init; } = [];

    /// <summary>Rows used of each split.</summary>
    public IReadOnlyDictionary<string, long> Limits { get; init; } = new Dictionary<string, long>();

    /// <summary>A recipe of the user's own; null: the one that comes with the program.</summary>
    public string? RecipeFile { get; init; }

    /// <summary>What people read of a paradigm's runs, in even width: "i2m2-concat", with the task where the data set has several.</summary>
    public string Title(Paradigm paradigm)
    {
        var tasks = TaskList.All.Where(t => t.Dataset == Task.Dataset).ToList();
        return $"{(tasks.Count > 1 ? Task.Name.PadRight(tasks.Max(t => t.Name.Length)) + "  " : "")}{paradigm.Name,-16}";
    }

    /// <summary>The settings of one paradigm, with both thread counts as they will be: they are part of what makes a run repeatable to the last bit.</summary>
    /// <exception cref="UsageException">Unknown profile, setting or paradigm; dropout of a backbone that there is none of.</exception>
    public Settings Settings(Paradigm paradigm)
    {
        foreach (var change in Changes)
            change.Check(Task);
        var recipe = RecipeFile is null ? Recipe.Of(Task) : Recipe.Read(RecipeFile);
        var settings = EngineThreads.Fit(recipe.Resolve(paradigm.Kind, Profile, Changes.Where(c => c.Concerns(paradigm)).OrderBy(c => c.Precedence).Select(c => (c.Key, c.Value)), paradigm.Variant));
        // Features in shards were computed once and without: a run that says otherwise of itself would lie.
        if (settings is { BackboneDropout: true, Backbone: "" })
            throw new UsageException(Task is FiberTask
                ? "backbone_dropout: there is no backbone to draw dropout; name one, --set backbone=FILE, and with --data the shards with pictures, or train on features with --set backbone_dropout=false"
                : $"backbone_dropout: {Task.Dataset} has no backbone");
        return settings;
    }
}
