namespace I2M2.Evaluation;

/// <summary>What each expert inside a paradigm says on its own, beside the product of them all.</summary>
internal static class ExpertTable
{
    /// <param name="contenders">In the order of the table.</param>
    /// <returns>Null when no contender has more than one expert.</returns>
    public static ReportTable? Of(IReadOnlyList<Contender> contenders)
    {
        var withExperts = contenders.Where(c => c.Experts.Count > 1).ToArray();
        return withExperts.Length == 0 ? null : new ReportTable(
            [new("paradigm"), new("expert"), new("accuracy"), new("entropy"), new("entropy when right"), new("entropy when wrong")],
            [.. withExperts.SelectMany(Rows)]);
    }

    private static IEnumerable<string[]> Rows(Contender contender) => contender.Experts
        .Select(expert => Row(contender, expert.Name, expert.Seeds))
        .Append(Row(contender, "all together", contender.Seeds));

    private static string[] Row(Contender contender, string expert, IReadOnlyList<MetricSet> seeds)
    {
        string Spread(Func<MetricSet, Metric> metric) => Figures.Of(SeedSpread.Of([.. seeds.Select(metric)]));
        return
        [
            contender.Name,
            expert,
            Figures.Accuracy(seeds, contender.N),
            Spread(m => m.Entropy),
            Spread(m => m.EntropyWhenRight),
            Spread(m => m.EntropyWhenWrong),
        ];
    }
}
