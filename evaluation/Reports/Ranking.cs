namespace I2M2.Evaluation;

/// <summary>Contenders from the best down, and what is known of the first one's lead over each of the others.</summary>
internal sealed record Ranking
{
    /// <summary>Without the baseline and second test rules; at least one.</summary>
    public required IReadOnlyList<Contender> Ranked { get; init; }

    /// <summary>The first against the second, the third, and so on.</summary>
    public required IReadOnlyList<Lead> Leads { get; init; }

    /// <summary>What they are ranked by.</summary>
    public required Yardstick By { get; init; }

    /// <summary>The best one; of equals, the first in the table.</summary>
    public Contender Best => Ranked[0];

    /// <param name="contenders">Of one comparison.</param>
    public static Ranking Of(IReadOnlyList<Contender> contenders)
    {
        var by = Yardstick.For(contenders);
        var ranked = contenders.Where(c => c is { IsBaseline: false, IsOtherRule: false }).OrderByDescending(c => c.Spread(by.Of).Mean).ToArray();
        PairedDifference[] differences = [.. ranked.Skip(1).Select(c => by.Lead(ranked[0], c))];
        var adjusted = Holm.Adjust(Array.ConvertAll(differences, d => d.P));
        return new Ranking { By = by, Ranked = ranked, Leads = [.. differences.Select((d, i) => new Lead(ranked[i + 1], d, adjusted[i]))] };
    }
}

/// <summary>The best contender's lead over another.</summary>
/// <param name="Over">The other.</param>
/// <param name="Difference">In what they are ranked by.</param>
/// <param name="P">Adjusted for the comparisons with all others, see <see cref="Holm"/>.</param>
internal sealed record Lead(Contender Over, PairedDifference Difference, double P)
{
    private const double Level = 0.05;

    /// <summary>What may be said of it, as a sentence part.</summary>
    public string Verdict => Say(P, Difference.CoversSeeds);

    /// <summary>What may be said of a lead.</summary>
    /// <param name="p">Adjusted for all comparisons.</param>
    /// <param name="coversSeeds">Whether both sides have two seeds or more.</param>
    public static string Say(double p, bool coversSeeds) => (p < Level, coversSeeds) switch
    {
        (true, true) => "more than chance over rows and seeds explains",
        (false, true) => "chance over rows and seeds can explain it, so the order is not settled",
        (true, false) => "more than chance over rows explains; with one run each the spread over seeds is not known, so the order is not settled",
        (false, false) => "chance over rows alone can explain it, so the order is not settled",
    };
}
