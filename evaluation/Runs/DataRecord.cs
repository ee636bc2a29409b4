using I2M2.Modeling.Tasks;
using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>The shards that runs were trained on, as far as they are still there.</summary>
/// <param name="Manifest">Theirs; null when they are out of reach.</param>
/// <param name="Label">The column of the task's labels; null when it cannot be told.</param>
/// <param name="Labels">How often each class occurs in each split, [splits][C]; empty when that cannot be read.</param>
/// <param name="Problem">Why something is missing; null when nothing is.</param>
internal sealed record DataRecord(ShardManifest? Manifest, string? Label, IReadOnlyList<(string Split, int[] Counts)> Labels, string? Problem)
{
    private const int MostClasses = 64;

    /// <summary>Names of the task's classes; null when the shards are out of reach.</summary>
    public IReadOnlyList<string>? ClassNames => Manifest is null || Label is null ? Manifest?.ClassNames : Manifest.ClassNamesOf(Label);

    /// <param name="run">Names the folder and the hash of its data.</param>
    public static DataRecord Of(RunDescription run)
    {
        if (run.Data is null)
            return Without("the run does not say where its shards lie");
        if (!ShardSet.IsFinished(run.Data))
            return Without("the shards are no longer where the runs were trained on them");
        try
        {
            using var shards = ShardSet.Open(run.Data);
            var label = LabelOf(shards.Manifest, run);
            return shards.Manifest.InputsSha256 == run.DataHash
                ? new DataRecord(shards.Manifest, label, LabelsOf(shards, label), null)
                : Without("other data now lie where the runs were trained");
        }
        catch (Exception e) when (e is InputRefusedException or IOException or UnauthorizedAccessException)
        {
            return Without(e.Message);
        }
    }

    private static DataRecord Without(string problem) => new(null, null, [], problem);

    private static string? LabelOf(ShardManifest manifest, RunDescription run)
    {
        var labels = manifest.Columns.Where(c => c is { Role: ColumnRole.Label, Dtype: Dtype.I64, Shape.Length: 0 }).Select(c => c.Name).ToList();
        return TaskList.Find(run.Dataset, run.Task) is { } task && labels.Contains(task.LabelColumn) ? task.LabelColumn : labels.FirstOrDefault();
    }

    private static (string Split, int[] Counts)[] LabelsOf(ShardSet shards, string? label)
    {
        var classes = label is null ? 0 : shards.Manifest.ClassNamesOf(label).Count;
        return classes is 0 or > MostClasses
            ? []
            : [.. shards.Manifest.Splits.Select(s => (s.Name, Count(shards[s.Name][label!].ToArray<long>(), classes)))];
    }

    private static int[] Count(long[] labels, int classes)
    {
        var counts = new int[classes];
        foreach (var label in labels.Where(y => y >= 0 && y < classes))
            counts[label]++;
        return counts;
    }
}
