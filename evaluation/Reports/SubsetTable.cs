using I2M2.Cli;

namespace I2M2.Evaluation;

/// <summary>Every contender on each part of the rows that the data's makers name.</summary>
internal static class SubsetTable
{
    // Files of other programs, and of this one's earlier versions.
    private static readonly Metric Unnamed = Metric.Undefined("its file does not say which rows these are");

    /// <param name="contenders">In the order of the table.</param>
    /// <returns>Null when no part has a name.</returns>
    public static ReportTable? Of(IReadOnlyList<Contender> contenders)
    {
        var parts = contenders.SelectMany(c => c.Seeds).Select(m => m.Subsets).FirstOrDefault(s => s.Count > 0) ?? [];
        var withConsistency = parts.Any(s => s.Consistency is not null);
        return parts.Count == 0 ? null : new ReportTable(
            [new("paradigm"), .. parts.SelectMany(s => Headers(s, withConsistency))],
            [.. contenders.Select(c => (string[])[c.Name, .. parts.SelectMany(s => Cells(c, s.Name, withConsistency))])]);
    }

    private static IEnumerable<ReportColumn> Headers(SubsetFigures part, bool withConsistency)
    {
        yield return new($"{SafeText.ForTerminal(part.Name, 30)}, {Figures.Count(part.N)} rows: accuracy");
        if (withConsistency)
            yield return new("consistency");
    }

    private static IEnumerable<string> Cells(Contender contender, string part, bool withConsistency)
    {
        yield return Figures.Of(contender.Spread(m => Part(m)?.Accuracy ?? Unnamed));
        if (withConsistency)
            yield return Figures.Of(contender.Spread(m => Part(m)?.Consistency ?? Unnamed));

        SubsetFigures? Part(MetricSet of) => of.Subsets.FirstOrDefault(s => s.Name == part);
    }
}
