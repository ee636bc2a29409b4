using I2M2.Cli;

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
    public static ReportTable Of(IReadOnlyList<(string Name, RunResult Run, RunRecord Record)> runs) => new(
        [
            new("paradigm"), new("seed", Right: true), .. Metrics.Select(m => new ReportColumn(m.Header, Right: true)),
            new("best epoch", Right: true), new("trained in", Right: true),
        ],
        [.. runs.Select(r => Row(r.Name, r.Run))]);

    private static string[] Row(string name, RunResult run) =>
    [
        name,
        run.Run is { } known ? $"{known.Seed}" : Figures.None,
        .. Metrics.Select(m => m.Get(run.Metrics).Value is { } value ? Figures.Of(value) : Figures.None),
        run.Run is { BestEpoch: { } best, Epochs: { } epochs } ? $"{best} of {epochs}" : Figures.None,
        run.Run?.TrainSeconds is { } seconds and < 1e9 ? ProgressMeter.Duration(TimeSpan.FromSeconds(seconds)) : Figures.None,
    ];
}
