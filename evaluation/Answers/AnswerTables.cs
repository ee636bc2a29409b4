using System.Globalization;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>The tables of a comparison on answers; scores are times 100, as the field prints them.</summary>
internal static class AnswerTables
{
    /// <summary>Every contender's score on all rows, on each set, on the families and on all nine; then what can be had without looking, and at most.</summary>
    public static ReportTable Sets(AnswerComparison comparison, AnswerRule rule)
    {
        var rows = comparison.Runs[0].Predictions.Rows;
        return new ReportTable(
            [new("paradigm"), .. AnswerSet.All.Select(s => new ReportColumn(s.Name, Right: true)), new("seeds", Right: true)],
            [
                .. comparison.Contenders.Select(c => (string[])[c.Name, .. AnswerSet.All.Select(s => Shown(c.Score(rule, s))), Figures.Count(c.Runs.Count)]),
                .. AnswerYardstick.Of(comparison, rule).Select(y => (string[])[y.Name, .. AnswerSet.All.Select(s => Hundredfold(s.Mean(y.Scores, rows).Value)), ""]),
            ]);
    }

    /// <summary>Every contender's score on all rows, with its interval, by type of answer.</summary>
    public static ReportTable Types(AnswerComparison comparison, AnswerRule rule)
    {
        var types = comparison.Types;
        return new ReportTable(
            [new("paradigm"), new("all [95 %]"), .. types.Select(t => new ReportColumn($"{t.Name} ({Figures.Count(t.Rows)})", Right: true)), new("params", Right: true)],
            [.. comparison.Contenders.Select(c => (string[])
            [
                c.Name, $"{Shown(c.Score(rule, AnswerSet.All[0]))}{Interval(c.Interval(rule))}", .. types.Select(t => Shown(c.Score(rule, t.Name))),
                c.Params is { } count ? Figures.Count(count) : Figures.None,
            ])]);
    }

    /// <summary>The score of each expert by itself beside that of them all; null when no contender has more than one.</summary>
    public static ReportTable? Experts(AnswerComparison comparison)
    {
        AnswerSet[] sets = [AnswerSet.All[0], AnswerSet.All[^1]];
        string[][] rows =
        [
            .. comparison.Contenders.Where(c => c.Experts.Count > 1).SelectMany(c => c.Experts
                .Select(e => (string[])[c.Name, e, .. sets.Select(s => Shown(c.Score(AnswerContender.Ranked, s, e)))])
                .Append([c.Name, "all together", .. sets.Select(s => Shown(c.Score(AnswerContender.Ranked, s)))])),
        ];
        return rows.Length == 0 ? null : new ReportTable([new("paradigm"), new("expert"), .. sets.Select(s => new ReportColumn(s.Name, Right: true))], rows);
    }

    /// <summary>Entropies of what is true and of what the contenders and their experts say, nats.</summary>
    public static ReportTable Entropies(AnswerComparison comparison)
    {
        var rows = comparison.Runs[0].Predictions.Rows;
        static string[] Row(string name, string expert, IReadOnlyList<AnswerEntropies> seeds) => [name, expert, .. AnswerEntropies.Keyed.Select(k => Figures.Of(SeedSpread.Of([.. seeds.Select(e => Metric.Of(k.Get(e)))])))];
        return new ReportTable(
            [new("whose"), new("expert"), .. AnswerEntropies.Keyed.Select(k => new ReportColumn(k.Header, Right: true))],
            [
                ["true answers", "", Figures.Of(AnswerEntropies.OfMajority(rows)), Figures.None, Figures.Of(AnswerEntropies.OfAnswers(rows))],
                .. comparison.Contenders.SelectMany(c => c.Experts.Where(_ => c.Experts.Count > 1).Select(e => Row(c.Name, e, c.Entropies(e)))
                    .Prepend(Row(c.Name, c.Experts.Count > 1 ? "all together" : "", c.Entropies(null)))),
            ]);
    }

    /// <summary>The best contender's lead over each of the others in the score of all rows; null when there is no other.</summary>
    public static ReportTable? Leads(AnswerComparison comparison)
    {
        var leads = comparison.Leads;
        return leads.Count == 0 ? null : new ReportTable(
            [new("over"), new("lead"), new("p (Holm)", Right: true), new("what may be said of it")],
            [.. leads.Select(l => (string[])[l.Over.Name, Shown(l.Difference), l.P < 0.001 ? "< 0.001" : Figures.Of(l.P), l.Verdict])]);
    }

    /// <summary>A difference of scores with its interval, times 100.</summary>
    public static string Shown(PairedDifference difference) => $"{Hundredfold(difference.Difference)} [{Hundredfold(difference.Low)}, {Hundredfold(difference.High)}]";

    /// <summary>A score over seeds, times 100.</summary>
    public static string Shown(SeedSpread spread) => spread switch
    {
        { Mean: null } => Figures.None,
        { Deviation: null } => Hundredfold(spread.Mean),
        _ => $"{Hundredfold(spread.Mean)} ± {Hundredfold(spread.Deviation)}",
    };

    private static string Interval((double Low, double High) interval) => $" [{Hundredfold(interval.Low)}, {Hundredfold(interval.High)}]";

    private static string Hundredfold(double? score) => score is { } s ? (100 * s).ToString("0.00", CultureInfo.InvariantCulture) : Figures.None;
}
