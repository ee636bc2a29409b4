using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Batches;

/// <summary>All of what a command asks for: checks that it can be done, trains it, says what became of it.</summary>
/// <param name="requests">The runs.</param>
/// <param name="options">How they are handled.</param>
public sealed class TrainBatch(IReadOnlyList<TrainRequest> requests, RunOptions options) : IDisposable
{
    private readonly Dictionary<string, ShardSet> sets = new(StringComparer.Ordinal);

    /// <summary>The split that runs on a folder of shards are judged on: test, or valid where there is none.</summary>
    /// <param name="data">One of the requests' folders.</param>
    public string JudgedOn(string data) => sets[data].Manifest.Splits.Any(s => s.Name == "test") ? "test" : "valid";

    /// <summary>Trains what is not finished yet.</summary>
    /// <param name="view">Makes what shows the batch, of so many runs.</param>
    /// <param name="remarks">Told what users should know beforehand.</param>
    /// <param name="stop">Ends the running trainings, their states saved.</param>
    /// <returns>What became of each run that was begun or passed over.</returns>
    /// <exception cref="UsageException">A folder holds other runs, there is no such device, or a setting is wrong: nothing was trained.</exception>
    /// <exception cref="InputRefusedException">A shard set is missing or broken: nothing was trained.</exception>
    public IReadOnlyDictionary<TrainingJob, JobOutcome> Run(Func<int, IBatchView> view, Action<string> remarks, CancellationToken stop)
    {
        foreach (var request in requests)
            CheckData(request, remarks);
        var device = Devices.Choose(options.Device);
        var jobs = JobGraph.Of(requests.Select(r => WithoutAbsent(r, remarks)));
        RefuseOthers(jobs, device);
        using var shown = view(jobs.Count);
        return new JobScheduler(jobs, options.Parallel, (job, report, stopped) => options.Parallel > 1
            ? ChildTraining.Train(job, options, report, stopped)
            : new SingleRun(job, sets[job.Request.Data], device, options).Train(report, stopped), shown).Run(stop);
    }

    /// <summary>The exit code for what became of a batch.</summary>
    public static int ExitCodeOf(IReadOnlyCollection<JobOutcome> outcomes, CancellationToken stop)
    {
        if (stop.IsCancellationRequested || outcomes.Any(o => o.End == JobEnd.Stopped))
            return ExitCode.Interrupted;
        var failed = outcomes.Where(o => o.End == JobEnd.Failed).ToList();
        return failed.Count == 0 ? ExitCode.Done : failed.All(o => o.Refused) ? ExitCode.InputRefused : ExitCode.Failed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var set in sets.Values)
            set.Dispose();
    }

    private void CheckData(TrainRequest request, Action<string> remarks)
    {
        if (!sets.TryGetValue(request.Data, out var data))
        {
            sets.Add(request.Data, data = ShardSet.Open(request.Data));
            data.ReadAhead();
        }

        if (data.Manifest.Dataset != request.Task.Dataset)
            throw new UsageException($"{request.Data} holds {data.Manifest.Dataset}, not {request.Task.Dataset}");
        foreach (var (split, rows) in request.Limits.Where(l => l.Value > data[l.Key].Rows))
            remarks($"--limit {split}={rows}: {request.Data} has {data[split].Rows:#,0} rows of it, and all of them are used");
    }

    // Whoever asks for everything asks for what the data have: baselines need columns that a set may do without.
    private TrainRequest WithoutAbsent(TrainRequest request, Action<string> remarks)
    {
        var absent = request.Task.Baselines.Where(b => !sets[request.Data].Manifest.Columns.Any(c => c.Name == b.Column)).ToList();
        if (absent.Count == 0 || request.Paradigms.Count < Paradigm.All(request.Task).Count)
            return request;
        foreach (var baseline in absent)
            remarks($"unimodal-{baseline.Name} is left out: {request.Data} has no column '{baseline.Column}'; preprocess with it to have this baseline");
        return request with { Paradigms = [.. request.Paradigms.Where(p => p.Kind != ParadigmKind.Unimodal || !absent.Any(b => b.Name == p.Variant))] };
    }

    // Before anything is trained: a batch of days must not end in a refusal.
    private void RefuseOthers(IReadOnlyList<TrainingJob> jobs, Device device)
    {
        if (options.Replace)
            return;
        foreach (var job in jobs)
        {
            EarlierRun earlier;
            try
            {
                earlier = EarlierRun.Of(job.Folder, new SingleRun(job, sets[job.Request.Data], device, options).Asked(withStart: false), job.IsWanted);
            }
            catch (Exception e) when (e is InputRefusedException or IOException or UnauthorizedAccessException)
            {
                continue; // This run will fail for it; the others need not.
            }

            var differs = earlier.Differs.Where(k => !k.StartsWith(Training.RunConfig.StartKey, StringComparison.Ordinal)).ToList();
            if (earlier.State == Earlier.Other && differs.Count > 0)
                throw new UsageException(SingleRun.Conflict(job.Folder, earlier with { Differs = differs }));
        }
    }
}
