using I2M2.Cli;

namespace I2M2.Evaluation;

/// <summary>One row of a comparison on independent labels: a paradigm with its variant, over its seeds.</summary>
/// <param name="Name">Paradigm and variant, e.g. "i2m2 early".</param>
/// <param name="Runs">One a seed, in order of their seeds.</param>
internal sealed record LabelContender(string Name, IReadOnlyList<LabelResult> Runs)
{
    /// <summary>Trained parameters, if every seed says the same.</summary>
    public long? Params => Runs.Select(r => r.Run?.Params).Distinct().ToList() is [var count] ? count : null;

    /// <summary>A metric at one level over the seeds.</summary>
    /// <param name="level">0: rows; 1: the wholes that they are parts of.</param>
    /// <param name="label">Which label; null: the mean over them.</param>
    /// <param name="metric">The metric.</param>
    public SeedSpread Spread(int level, int? label, Func<LabelMetricSet, Modeling.Metrics.Metric> metric) =>
        SeedSpread.Of([.. Runs.Select(r => metric(label is { } k ? r.Levels[level].Labels[k] : r.Levels[level].Mean))]);

    /// <summary>What an AUROC of each seed rests on; null when it is undefined.</summary>
    /// <param name="level">0: rows; 1: the wholes that they are parts of.</param>
    /// <param name="label">Which label; null: the mean over them.</param>
    public IReadOnlyList<Influence>? Influences(int level, int? label)
    {
        var found = Runs.Select(r => label is { } k ? r.Levels[level].Influences[k] : r.Levels[level].MeanInfluence).OfType<Influence>().ToList();
        return found.Count == Runs.Count ? found : null;
    }

    /// <summary>An AUROC over the seeds with its 95 % interval: "0.812 [0.760, 0.864]".</summary>
    /// <param name="level">0: rows; 1: the wholes that they are parts of.</param>
    /// <param name="label">Which label; null: the mean over them.</param>
    public string ShownAuroc(int level, int? label)
    {
        if (Interval(level, label) is not var (low, high))
            return Figures.None;
        return $"{Figures.Of(Spread(level, label, m => m.Auroc))} {Figures.Interval(low, high)}";
    }

    /// <summary>The 95 % interval of an AUROC's mean over the seeds; null when it is undefined.</summary>
    /// <param name="level">0: rows; 1: the wholes that they are parts of.</param>
    /// <param name="label">Which label; null: the mean over them.</param>
    public (double Low, double High)? Interval(int level, int? label) =>
        Influences(level, label) is { } seeds ? InfluenceDifference.Interval(seeds, Runs[0].Levels[level].Units) : null;

    /// <summary>How much higher an AUROC is than another contender's on the same rows; null when one is undefined.</summary>
    /// <param name="other">The other.</param>
    /// <param name="label">Which label; null: the mean over them.</param>
    public PairedDifference? Over(LabelContender other, int? label) =>
        Influences(0, label) is { } mine && other.Influences(0, label) is { } theirs ? InfluenceDifference.Of(mine, theirs, Runs[0].Levels[0].Units) : null;

    /// <summary>The rows of a table, in the order in which <see cref="Contender"/> has them.</summary>
    /// <param name="runs">Over the same rows.</param>
    public static IReadOnlyList<LabelContender> Of(IReadOnlyList<LabelResult> runs) =>
    [
        .. runs.GroupBy(r => (r.Run?.Paradigm, r.Run?.Variant, File: r.Run is null ? r.Source : null))
            .OrderBy(g => Contender.Rank(g.Key.Paradigm)).ThenBy(g => g.Key.Paradigm, StringComparer.Ordinal).ThenBy(g => g.Key.Variant, StringComparer.Ordinal)
            .Select(g => new LabelContender(
                SafeText.ForTerminal(g.Key.File ?? $"{g.Key.Paradigm} {g.Key.Variant}".TrimEnd(), int.MaxValue), [.. g.OrderBy(r => r.Run?.Seed)])),
    ];
}
