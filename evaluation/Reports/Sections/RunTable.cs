using I2M2.Cli;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>Every run by itself.</summary>
internal static class RunTable
{
    private static readonly (string Header, Func<MetricSet, Metric> Get)[] Metrics =
    [
        ("accuracy", m => m.Accuracy),
        ("balanced acc", m => m.BalancedAccuracy),
        ("auroc", m => m.Auroc),
        ("nll", m => m.Nll),
        ("brier", m => m.Brier),
        ("ece", m => m.Ece),
    ];

    /// <param name="runs">Each run with its contender's name.</param>
    public static ReportTable Of(IReadOnlyList<(string Name, RunResult Run, RunRecord Record)> runs) => Of(
        Metrics.Select(m => m.Header),
        runs.Select(r => (r.Name, r.Run.Run, Metrics.Select(m => m.Get(r.Run.Metrics)))));

    /// <summary>Of runs with independent labels: means over the labels, by row.</summary>
    /// <param name="runs">Each run with its contender's name.</param>
    public static ReportTable Of(IReadOnlyList<(string Name, LabelResult Run, RunRecord Record)> runs) => Of(
        LabelMetricSet.Keyed.Select(m => $"mean {m.Header}"),
        runs.Select(r => (r.Name, r.Run.Run, LabelMetricSet.Keyed.Select(m => m.Get(r.Run.Levels[0].Mean)))));

    private static ReportTable Of(IEnumerable<string> metrics, IEnumerable<(string Name, RunDescription? Run, IEnumerable<Metric> Values)> runs) => new(
        [
            new("paradigm"), new("seed", Right: true), .. metrics.Select(m => new ReportColumn(m, Right: true)),
            new("best epoch", Right: true), new("trained in", Right: true),
        ],
        [.. runs.Select(r => Row(r.Name, r.Run, r.Values))]);

    private static string[] Row(string name, RunDescription? run, IEnumerable<Metric> metrics) =>
    [
        name,
        run is not null ? $"{run.Seed}" : Figures.None,
        .. metrics.Select(m => m.Value is { } value ? Figures.Of(value) : Figures.None),
        run is { BestEpoch: { } best, Epochs: { } epochs } ? $"{best} of {epochs}" : Figures.None,
        run?.TrainSeconds is { } seconds and < 1e9 ? ProgressMeter.Duration(TimeSpan.FromSeconds(seconds)) : Figures.None,
    ];
}
