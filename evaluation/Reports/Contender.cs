using I2M2.Cli;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>One row of a comparison: a paradigm with its variant, over its seeds.</summary>
/// <param name="Name">Paradigm and variant, e.g. "i2m2 concat".</param>
/// <param name="Seeds">Metrics of each seed.</param>
/// <param name="N">Rows evaluated, the same for every seed.</param>
internal sealed record Contender(string Name, IReadOnlyList<MetricSet> Seeds, int N)
{
    /// <summary>Trained parameters, if every seed says the same.</summary>
    public long? Params { get; init; }

    /// <summary>The runs, one a seed, in order of their seeds; empty for the baseline and for another rule.</summary>
    public IReadOnlyList<RunResult> Runs { get; init; } = [];

    /// <summary>Each expert's metrics over the seeds.</summary>
    public IReadOnlyList<(string Name, IReadOnlyList<MetricSet> Seeds)> Experts { get; init; } = [];

    /// <summary>True for <see cref="MajorityBaseline"/>.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>True for a second test rule of a paradigm that is already in the table.</summary>
    public bool IsOtherRule { get; init; }

    /// <summary>False for the baseline, and for a bare file, whose seed nobody knows.</summary>
    public bool HasSeeds { get; init; } = true;

    /// <summary>One metric over the seeds.</summary>
    public SeedSpread Spread(Func<MetricSet, Metric> metric) => SeedSpread.Of([.. Seeds.Select(metric)]);

    /// <summary>Which rows each seed predicted rightly, [S][N].</summary>
    public IReadOnlyList<IReadOnlyList<bool>> Right => [.. Runs.Select(r => r.Detail.Right)];

    /// <summary>Accuracy over the seeds.</summary>
    public SeedSpread Accuracy => Spread(m => m.Accuracy);

    /// <summary>
    /// The rows of a table: majority, unimodal ones, intra and its mixture, inter, i2m2, others; then by variant. A bare file
    /// is a row of its own under its path.
    /// </summary>
    /// <param name="runs">Runs over the same labelled rows.</param>
    public static List<Contender> Of(IReadOnlyList<RunResult> runs)
    {
        var first = runs[0];
        var contenders = new List<Contender> { new("majority", [first.Majority], first.N) { IsBaseline = true, HasSeeds = false } };
        var groups = runs
            .GroupBy(r => (r.Run?.Paradigm, r.Run?.Variant, File: r.Run is null ? r.Source : null))
            .OrderBy(g => Rank(g.Key.Paradigm))
            .ThenBy(g => g.Key.Paradigm, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Variant, StringComparer.Ordinal);
        foreach (var group in groups)
        {
            var seeds = group.OrderBy(r => r.Run?.Seed).ToArray();
            var name = group.Key.File ?? $"{group.Key.Paradigm} {group.Key.Variant}".TrimEnd();
            contenders.Add(OverSeeds(SafeText.ForTerminal(name, int.MaxValue), seeds));
            var mixtures = seeds.Where(r => r.Mixture is not null).Select(r => r.Mixture!).ToArray();
            if (mixtures.Length > 0)
            {
                var product = contenders[^1];
                contenders.Add(new Contender($"{product.Name} (mixture)", mixtures, first.N)
                {
                    IsOtherRule = true,
                    Params = product.Params,
                });
            }
        }

        return contenders;
    }

    private static Contender OverSeeds(string name, RunResult[] seeds)
    {
        var counts = seeds.Select(r => r.Run?.Params).Distinct().ToArray();
        return new Contender(name, [.. seeds.Select(r => r.Metrics)], seeds[0].N)
        {
            Runs = seeds,
            HasSeeds = seeds[0].Run is not null,
            Params = counts.Length == 1 ? counts[0] : null,
            Experts = [.. seeds.SelectMany(r => r.Experts).GroupBy(e => e.Name)
                .Select(g => (g.Key, (IReadOnlyList<MetricSet>)[.. g.Select(e => e.Metrics)]))],
        };
    }

    /// <summary>The place of a paradigm in a table.</summary>
    public static int Rank(string? paradigm) => paradigm switch
    {
        "unimodal" => 0,
        RunResult.Intra => 1,
        "inter" => 2,
        "i2m2" => 3,
        _ => 4,
    };
}
