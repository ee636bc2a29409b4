using I2M2.Shards;

namespace I2M2.Preprocessing.Images;

/// <summary>The rows of a set's splits, and what each rule left of them.</summary>
/// <param name="splits">Their names, in order.</param>
internal abstract class SplitRows<T>(IReadOnlyList<string> splits)
{
    private readonly Dictionary<string, IReadOnlyList<T>> bySplit = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<FunnelStep>> funnel = new(StringComparer.Ordinal);

    /// <summary>Splits and their rows, in order.</summary>
    internal IReadOnlyList<(string Name, long Rows)> Splits => [.. splits.Select(s => (s, (long)bySplit[s].Count))];

    /// <summary>How many rows each rule left.</summary>
    internal IReadOnlyList<FunnelStep> Funnel => [.. splits.SelectMany(s => funnel[s])];

    /// <summary>The rows of a split, in the order of its file.</summary>
    internal IReadOnlyList<T> this[string split] => bySplit[split];

    /// <summary>All rows.</summary>
    internal IEnumerable<T> All => splits.SelectMany(s => bySplit[s]);

    /// <summary>Leaves out the rows of images that cannot be read.</summary>
    /// <param name="survey">What was found of all images.</param>
    /// <returns>A line of the rejects for each image.</returns>
    internal IReadOnlyList<LeftOutImage> LeaveOut(ImageSurvey survey)
    {
        if (survey.Faults.Count == 0)
            return [];
        var rows = All.SelectMany(ImagesOf).CountBy(image => image, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var broken = survey.Faults.Select(f => f.Image.Key).ToHashSet(StringComparer.Ordinal);
        Keep(splits, ImageSurvey.Rule, row => !ImagesOf(row).Any(broken.Contains));
        return [.. survey.Faults.Select(f => new LeftOutImage(f.Image.Name, f.Image.Key, f.Fault.Problem, rows[f.Image.Key]))];
    }

    /// <summary>Keys of a row's images.</summary>
    internal abstract IEnumerable<string> ImagesOf(T row);

    /// <summary>Keeps the rows of some splits that a rule lets pass.</summary>
    private protected void Keep(IEnumerable<string> of, string rule, Func<T, bool> passes)
    {
        foreach (var split in of)
            Add(split, rule, [.. bySplit[split].Where(passes)]);
    }

    /// <summary>Sets a split's rows.</summary>
    private protected void Add(string split, string rule, IReadOnlyList<T> rows)
    {
        bySplit[split] = rows;
        Note(split, new FunnelStep(split, rule, rows.Count));
    }

    /// <summary>Adds to a split's funnel.</summary>
    private protected void Note(string split, FunnelStep step)
    {
        if (!funnel.TryGetValue(split, out var steps))
            funnel.Add(split, steps = []);
        steps.Add(step);
    }
}
