namespace I2M2.Evaluation;

/// <summary>Contenders from the best down, and what is known of the first one's lead over each of the others.</summary>
internal sealed record Ranking
{
    /// <summary>Without the baseline and second test rules; at least one.</summary>
    public required IReadOnlyList<Contender> Ranked { get; init; }

    /// <summary>The first against the second, the third, and so on.</summary>
    public required IReadOnlyList<Lead<Contender>> Leads { get; init; }

    /// <summary>What they are ranked by.</summary>
    public required Yardstick By { get; init; }

    /// <summary>The best one; of equals, the first in the table.</summary>
    public Contender Best => Ranked[0];

    /// <param name="contenders">Of one comparison.</param>
    public static Ranking Of(IReadOnlyList<Contender> contenders)
    {
        var by = Yardstick.For(contenders);
        var ranked = contenders.Where(c => c is { IsBaseline: false, IsOtherRule: false }).OrderByDescending(c => c.Spread(by.Of).Mean).ToArray();
        return new Ranking { By = by, Ranked = ranked, Leads = Lead<Contender>.Of(ranked, by.Lead) };
    }
}
