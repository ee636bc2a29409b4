using I2M2.Modeling.Tasks;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>What a reader must know of the task that runs were trained for.</summary>
internal static class TaskRemarks
{
    /// <summary>Whether the label is partly among the inputs, or was taken out of them; null: neither.</summary>
    /// <param name="run">Names the task.</param>
    public static string? Leakage(RunDescription? run) => Task(run) switch
    {
        WithoutLeak { Masked: var features } => $"Trained without {string.Join(" and ", features)}, which give the label away in part: their standardised values are 0.",
        { Leak.Why: var why } => $"Label leakage: {why} The same runs without these features: `modeling train ... --drop-leaky`.",
        _ => null,
    };

    /// <summary>The leakage, and what else the task has to say.</summary>
    /// <param name="run">Names the task.</param>
    /// <param name="options">How the shards were preprocessed; empty when that is not known.</param>
    public static IEnumerable<string> Of(RunDescription? run, IReadOnlyDictionary<string, string> options) =>
        [.. Leakage(run) is { } leak ? [leak] : Array.Empty<string>(), .. Task(run)?.Remarks(options) ?? []];

    private static ITask? Task(RunDescription? run) => TaskList.Find(run?.Dataset, run?.Task);
}
