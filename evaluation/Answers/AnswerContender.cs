using I2M2.Cli;

namespace I2M2.Evaluation;

/// <summary>One row of a comparison on answers: a paradigm with its variant, over its seeds.</summary>
/// <param name="Name">Paradigm and variant, e.g. "i2m2 fiber".</param>
/// <param name="Runs">One a seed, in order of their seeds.</param>
internal sealed record AnswerContender(string Name, IReadOnlyList<AnswerResult> Runs)
{
    /// <summary>What is ranked by: the score of VQA v2, over all rows.</summary>
    public const AnswerRule Ranked = AnswerRule.Table;

    /// <summary>The score on a set over the seeds.</summary>
    public SeedSpread Score(AnswerRule rule, AnswerSet set) => SeedSpread.Of([.. Runs.Select(r => set.Mean(r.Scores(rule), r.Predictions.Rows))]);

    /// <summary>The score on the rows of one type of answer over the seeds.</summary>
    public SeedSpread Score(AnswerRule rule, string type) =>
        SeedSpread.Of([.. Runs.Select(r => Metric.Of(r.Scores(rule).Where((_, row) => r.Predictions.Rows.AnswerTypes[row] == type).Average()))]);

    /// <summary>The score of an expert by itself on a set over the seeds.</summary>
    public SeedSpread Score(AnswerRule rule, AnswerSet set, string expert) => SeedSpread.Of([.. Runs.Select(r => set.Mean(r.Scores(rule, r.Expert(expert)), r.Predictions.Rows))]);

    /// <summary>Entropies of the model or of an expert, one a seed.</summary>
    /// <param name="expert">Its name; null: the model.</param>
    public IReadOnlyList<AnswerEntropies> Entropies(string? expert) => [.. Runs.Select(r => AnswerEntropies.Of(expert is null ? r.Predictions.Product : r.Expert(expert)))];

    /// <summary>Names of the experts that every seed has.</summary>
    public IReadOnlyList<string> Experts => [.. Runs[0].Predictions.Experts.Select(e => e.Name).Where(n => Runs.All(r => r.Predictions.Experts.Any(e => e.Name == n)))];

    /// <summary>Trained parameters, if every seed says the same.</summary>
    public long? Params => Runs.Select(r => r.Run.Params).Distinct().ToList() is [var count] ? count : null;

    /// <summary>The score of all rows and what each row moves it by, a seed each.</summary>
    public IReadOnlyList<Influence> Influences { get; } = [.. Runs.Select(r => Influence.OfMean(r.Scores(Ranked)))];

    /// <summary>The 95 % interval of the mean score over the seeds.</summary>
    public (double Low, double High) Interval(AnswerRule rule) => InfluenceDifference.Interval([.. Runs.Select(r => Influence.OfMean(r.Scores(rule)))], Runs[0].Units());

    /// <summary>How much higher the score of all rows is than another contender's on the same rows.</summary>
    public PairedDifference Over(AnswerContender other) => InfluenceDifference.Of(Influences, other.Influences, Runs[0].Units());

    /// <summary>The rows of a table, in the order in which <see cref="Contender"/> has them.</summary>
    /// <param name="runs">Over the same rows.</param>
    public static IReadOnlyList<AnswerContender> Of(IReadOnlyList<AnswerResult> runs) =>
    [
        .. runs.GroupBy(r => (r.Run.Paradigm, r.Run.Variant))
            .OrderBy(g => Contender.Rank(g.Key.Paradigm)).ThenBy(g => g.Key.Paradigm, StringComparer.Ordinal).ThenBy(g => g.Key.Variant, StringComparer.Ordinal)
            .Select(g => new AnswerContender(SafeText.ForTerminal($"{g.Key.Paradigm} {g.Key.Variant}".TrimEnd(), 60), [.. g.OrderBy(r => r.Run.Seed)])),
    ];
}
