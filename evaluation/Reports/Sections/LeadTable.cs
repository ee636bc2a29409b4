namespace I2M2.Evaluation;

/// <summary>The best contender's lead over each of the others.</summary>
internal static class LeadTable
{
    /// <param name="ranking">With one lead at least.</param>
    public static ReportTable Of(Ranking ranking) => new(
        [new("over"), new("lead"), new("95 % interval"), new("p (Holm)", Right: true), new("what may be said")],
        [.. ranking.Leads.Select(lead => (string[])
        [
            lead.Over.Name,
            Figures.Of(lead.Difference.Difference),
            Figures.Interval(lead.Difference.Low, lead.Difference.High),
            lead.P < 0.001 ? "< 0.001" : Figures.Of(lead.P),
            lead.Verdict,
        ])]);
}
