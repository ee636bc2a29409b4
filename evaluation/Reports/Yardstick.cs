using I2M2.Modeling.Tasks;

namespace I2M2.Evaluation;

/// <summary>The metric by which contenders are ranked, with its statistics.</summary>
/// <param name="Name">As tables call it.</param>
/// <param name="Of">Of one run.</param>
/// <param name="Lead">One contender against another.</param>
/// <param name="Shown">Mean over seeds with its spread, or a single run's value with its 95 % interval.</param>
internal sealed record Yardstick(
    string Name, Func<MetricSet, Metric> Of, Func<Contender, Contender, PairedDifference> Lead, Func<Contender, string> Shown)
{
    /// <summary>The share of rows predicted rightly.</summary>
    public static Yardstick Accuracy { get; } = new(
        "accuracy", m => m.Accuracy, (a, b) => AccuracyDifference.Of(a.Right, b.Right), c => Figures.Accuracy(c.Seeds, c.N));

    /// <summary>The ranking of two classes, for which the share of the rarer one does not matter.</summary>
    public static Yardstick Auroc { get; } = new(
        "AUROC", m => m.Auroc, (a, b) => AurocDifference.Of(Placed(a), Placed(b)), c => c.Seeds.Count > 1 ? Figures.Of(c.Spread(m => m.Auroc)) : Single(c));

    /// <summary>What the runs' task is compared by; accuracy where AUROC has no value.</summary>
    /// <param name="contenders">Of one comparison.</param>
    public static Yardstick For(IReadOnlyList<Contender> contenders)
    {
        var runs = contenders.SelectMany(c => c.Runs).ToList();
        var task = runs.Select(r => r.Run).FirstOrDefault(r => r is not null) is { } run ? TaskList.Find(run.Dataset, run.Task) : null;
        return task?.ComparedBy == "auroc" && runs.TrueForAll(r => r.Detail.Placements is not null) ? Auroc : Accuracy;
    }

    private static Placements[] Placed(Contender contender) => [.. contender.Runs.Select(r => r.Detail.Placements!)];

    private static string Single(Contender contender)
    {
        var (low, high) = AurocDifference.Interval(Placed(contender));
        return $"{Figures.Of(contender.Spread(m => m.Auroc))} {Figures.Interval(low, high)}";
    }
}
