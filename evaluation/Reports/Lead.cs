namespace I2M2.Evaluation;

/// <summary>The best contender's lead over another.</summary>
/// <param name="Over">The other.</param>
/// <param name="Difference">In what they are ranked by.</param>
/// <param name="P">Adjusted for the comparisons with all others, see <see cref="Holm"/>.</param>
internal sealed record Lead<T>(T Over, PairedDifference Difference, double P)
{
    private const double Level = 0.05;

    /// <summary>What may be said of it, as a sentence part.</summary>
    public string Verdict => (P < Level, Difference.CoversSeeds) switch
    {
        (true, true) => "more than chance over rows and seeds explains",
        (false, true) => "chance over rows and seeds can explain it, so the order is not settled",
        (true, false) => "more than chance over rows explains; with one run each the spread over seeds is not known, so the order is not settled",
        (false, false) => "chance over rows alone can explain it, so the order is not settled",
    };

    /// <summary>The first against the second, the third, and so on.</summary>
    /// <param name="ranked">From the best down.</param>
    /// <param name="over">How much better one is than another.</param>
    public static IReadOnlyList<Lead<T>> Of(IReadOnlyList<T> ranked, Func<T, T, PairedDifference> over)
    {
        PairedDifference[] differences = [.. ranked.Skip(1).Select(other => over(ranked[0], other))];
        var adjusted = Holm.Adjust(Array.ConvertAll(differences, d => d.P));
        return [.. differences.Select((d, i) => new Lead<T>(ranked[i + 1], d, adjusted[i]))];
    }
}
