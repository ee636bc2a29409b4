using System.Globalization;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>The tables of a comparison on answers; scores are times 100, as the field prints them.</summary>
internal static class AnswerTables
{
    /// <summary>Every contender's score on all rows, on each set, on the families and on all nine; then what can be had without looking, and at most.</summary>
    public static ReportTable Sets(AnswerComparison comparison, AnswerRule rule)
    {
        var run = comparison.Runs[0];
        var rows = run.Predictions.Rows;
        IEnumerable<string[]> Bounds()
        {
            var single = AnswerScore.BestConstant(rule, rows, null, run.Predictions.Vocabulary.Count);
            yield return Fixed("best single answer", AnswerScore.Of(rule, rows, _ => single));
            if (comparison.Runs.Select(r => r.BestOfType).FirstOrDefault(b => b is not null) is { } best)
                yield return Fixed("best of the question type", AnswerScore.Of(rule, rows, row => best.GetValueOrDefault(rows.QuestionTypes[row], -1)));
            yield return Fixed("can be reached", AnswerScore.Bound(rule, rows));
        }

        string[] Fixed(string name, double[] scores) => [name, .. AnswerSet.All.Select(s => Hundredfold(s.Mean(scores, rows).Value)), ""];
        return new ReportTable(
            [new("paradigm"), .. AnswerSet.All.Select(s => new ReportColumn(s.Name, Right: true)), new("seeds", Right: true)],
            [.. comparison.Contenders.Select(c => (string[])[c.Name, .. AnswerSet.All.Select(s => Shown(c.Score(rule, s))), Figures.Count(c.Runs.Count)]), .. Bounds()]);
    }

    /// <summary>Every contender's score on all rows, with its interval, by type of answer.</summary>
    public static ReportTable Types(AnswerComparison comparison, AnswerRule rule)
    {
        var rows = comparison.Runs[0].Predictions.Rows;
        string[] types = [.. rows.AnswerTypes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        SeedSpread Of(AnswerContender contender, string type) => SeedSpread.Of([.. contender.Runs.Select(r => Metric.Of(r.Scores(rule).Where((_, row) => r.Predictions.Rows.AnswerTypes[row] == type).Average()))]);
        return new ReportTable(
            [new("paradigm"), new("all [95 %]"), .. types.Select(t => new ReportColumn($"{t} ({Figures.Count(rows.AnswerTypes.Count(a => a == t))})", Right: true)), new("params", Right: true)],
            [.. comparison.Contenders.Select(c => (string[])
            [
                c.Name, $"{Shown(c.Score(rule, AnswerSet.All[0]))}{(rule == AnswerContender.Ranked ? Interval(c) : "")}", .. types.Select(t => Shown(Of(c, t))),
                c.Runs.Select(r => r.Run.Params).Distinct().ToList() is [{ } count] ? Figures.Count(count) : Figures.None,
            ])]);
    }

    /// <summary>The score of each expert by itself beside that of them all; null when no contender has more than one.</summary>
    public static ReportTable? Experts(AnswerComparison comparison)
    {
        AnswerSet[] sets = [AnswerSet.All[0], AnswerSet.All[^1]];
        string[] Row(AnswerContender contender, string name, Func<AnswerResult, AnswerDistribution> of) =>
            [contender.Name, name, .. sets.Select(s => Shown(SeedSpread.Of([.. contender.Runs.Select(r => s.Mean(r.Scores(AnswerContender.Ranked, of(r)), r.Predictions.Rows))])))];
        string[][] rows =
        [
            .. comparison.Contenders.Where(c => c.Runs[0].Predictions.Experts.Count > 1).SelectMany(c => c.Runs[0].Predictions.Experts
                .Select(e => Row(c, e.Name, r => r.Predictions.Experts.Single(x => x.Name == e.Name))).Append(Row(c, "all together", r => r.Predictions.Product))),
        ];
        return rows.Length == 0 ? null : new ReportTable([new("paradigm"), new("expert"), .. sets.Select(s => new ReportColumn(s.Name, Right: true))], rows);
    }

    /// <summary>Entropies of what is true and of what the contenders and their experts say, nats.</summary>
    public static ReportTable Entropies(AnswerComparison comparison)
    {
        var rows = comparison.Runs[0].Predictions.Rows;
        string[] Row(string name, string expert, IEnumerable<AnswerEntropies> seeds)
        {
            AnswerEntropies[] all = [.. seeds];
            return [name, expert, Of(all, e => e.OfChoices), Of(all, e => e.MeanOfRows), Of(all, e => e.OfMean)];
        }

        static string Of(AnswerEntropies[] seeds, Func<AnswerEntropies, double> figure) => Figures.Of(SeedSpread.Of([.. seeds.Select(e => Metric.Of(figure(e)))]));
        return new ReportTable(
            [new("whose"), new("expert"), new("of the best answers", Right: true), new("mean of the rows'", Right: true), new("of the mean", Right: true)],
            [
                ["true answers", "", Figures.Of(AnswerEntropies.OfMajority(rows)), Figures.None, Figures.Of(AnswerEntropies.OfAnswers(rows))],
                .. comparison.Contenders.SelectMany(c => c.Runs[0].Predictions.Experts.Where(_ => c.Runs[0].Predictions.Experts.Count > 1)
                    .Select(e => Row(c.Name, e.Name, c.Runs.Select(r => AnswerEntropies.Of(r.Predictions.Experts.Single(x => x.Name == e.Name)))))
                    .Prepend(Row(c.Name, c.Runs[0].Predictions.Experts.Count > 1 ? "all together" : "", c.Runs.Select(r => AnswerEntropies.Of(r.Predictions.Product))))),
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

    private static string Interval(AnswerContender contender) => contender.Interval() is var (low, high) ? $" [{Hundredfold(low)}, {Hundredfold(high)}]" : "";

    private static string Hundredfold(double? score) => score is { } s ? (100 * s).ToString("0.00", CultureInfo.InvariantCulture) : Figures.None;
}
