using I2M2.Modeling.Tasks;
using I2M2.Shards;

namespace I2M2.Modeling.Training;

/// <summary>What a shard set's manifest says of the columns that a task takes from it.</summary>
public sealed record TaskData
{
    /// <summary>The option of a set of features that says whose they are: <see cref="Paradigms.BackboneSeal"/>.</summary>
    public const string BackboneOption = "features_of_backbone";

    private TaskData(ITask task, ShardManifest manifest)
    {
        ClassNames = task.Labels ?? manifest.ClassNamesOf(task.LabelColumn);
        TrainStatistics = manifest.TrainStatistics;
        var inputs = task.Modalities.Concat(task.Baselines).Select(m => m.Column).Distinct().Order(StringComparer.Ordinal).ToList();
        Normalisers = inputs.Where(manifest.Normalisers.ContainsKey).ToDictionary(c => c, c => manifest.Normalisers[c]);
        Features = manifest.Columns.Where(c => inputs.Contains(c.Name) && c.Features is not null).ToDictionary(c => c.Name, c => c.Features!);
        FeaturesOfBackbone = manifest.Options.GetValueOrDefault(BackboneOption);
    }

    /// <summary>Names of the classes, by label; of independent labels, their own.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Statistics of the set's input columns over the train split, by column name.</summary>
    public IReadOnlyDictionary<string, ColumnStatistics> TrainStatistics { get; }

    /// <summary>How the task's inputs are standardised, by column name.</summary>
    public IReadOnlyDictionary<string, Normaliser> Normalisers { get; }

    /// <summary>Names of the task's input features, by column name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Features { get; }

    /// <summary>Whose features the set holds, see <see cref="BackboneOption"/>; null: none's.</summary>
    public string? FeaturesOfBackbone { get; }

    /// <summary>A task's part of a manifest.</summary>
    public static TaskData Of(ITask task, ShardManifest manifest) => new(task, manifest);
}
