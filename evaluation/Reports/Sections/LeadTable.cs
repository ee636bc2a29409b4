namespace I2M2.Evaluation;

/// <summary>The best contender's lead over each of the others; what may be said of it goes by the adjusted p.</summary>
internal static class LeadTable
{
    /// <param name="ranking">With one lead at least.</param>
    public static ReportTable Of(Ranking ranking) => new(
        [new("over"), new("lead"), new("95 % interval"), new("p", Right: true), new("p (Holm)", Right: true), new("what may be said")],
        [.. ranking.Leads.Select(lead => (string[])
        [
            lead.Over.Name,
            Figures.Of(lead.Difference.Difference),
            Figures.Interval(lead.Difference.Low, lead.Difference.High),
            Chance(lead.Difference.P),
            Chance(lead.P),
            lead.Verdict,
        ])]);

    private static string Chance(double p) => p < 0.001 ? "< 0.001" : Figures.Of(p);
}
