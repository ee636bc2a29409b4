using System.Text;
using I2M2.Cli;

namespace I2M2.Modeling.Batches;

/// <summary>What became of a batch, in a few lines.</summary>
public static class BatchSummary
{
    /// <summary>Counts, the failures once more by name, and what to do next; empty for a single run that was trained.</summary>
    /// <param name="outcomes">By run.</param>
    /// <param name="took">Time of the whole batch.</param>
    /// <param name="judgedOn">The split that runs on a folder of shards are judged on.</param>
    public static string Text(IReadOnlyDictionary<TrainingJob, JobOutcome> outcomes, TimeSpan took, Func<string, string> judgedOn)
    {
        var counts = outcomes.Values.GroupBy(o => o.End).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Words(g.Key)}").ToList();
        var failed = outcomes.Where(o => o.Value.End == JobEnd.Failed).ToList();
        if (outcomes.Count < 2)
            return "";
        var text = new StringBuilder();
        text.Append($"{outcomes.Count} runs: {string.Join(", ", counts)}  {ProgressMeter.Duration(took)}\n");
        foreach (var (job, outcome) in failed)
            text.Append($"  {job.Title}  {outcome.Message}\n");
        foreach (var runs in outcomes.Where(o => o.Value.End is JobEnd.Trained or JobEnd.FinishedBefore).GroupBy(o => (o.Key.Request.Output, o.Key.Request.Task.Dataset, Split: judgedOn(o.Key.Request.Data))))
            text.Append($"next  dotnet run --project evaluation -- {Path.Combine(runs.Key.Output, runs.Key.Dataset)}{(runs.Key.Split == "test" ? "" : $" --split {runs.Key.Split}")}\n");
        return text.ToString();
    }

    private static string Words(JobEnd end) => end switch
    {
        JobEnd.Trained => "trained",
        JobEnd.FinishedBefore => "finished before",
        JobEnd.Failed => "failed",
        JobEnd.NotTrained => "not trained",
        _ => "stopped",
    };
}
