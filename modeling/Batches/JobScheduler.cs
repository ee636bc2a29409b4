using I2M2.Cli;
using I2M2.Modeling.Training;
using I2M2.Shards;

namespace I2M2.Modeling.Batches;

/// <summary>Runs the jobs of a batch, each after those it starts from, several at a time; one that fails takes only those with it that start from it.</summary>
/// <param name="jobs">In an order in which every job comes after those it starts from.</param>
/// <param name="parallel">Jobs at a time, at least 1; each on a thread of its own.</param>
/// <param name="train">Trains one.</param>
/// <param name="view">Is told.</param>
public sealed class JobScheduler(
    IReadOnlyList<TrainingJob> jobs, int parallel, Func<TrainingJob, Action<TrainingProgress>, CancellationToken, JobOutcome> train, IBatchView view)
{
    private readonly Dictionary<TrainingJob, JobOutcome> outcomes = [];
    private readonly HashSet<TrainingJob> begun = [];
    private readonly object gate = new();

    /// <summary>Runs all jobs that can be run.</summary>
    /// <param name="stop">Ends the running ones where they are; no other begins.</param>
    /// <returns>What became of each; a job that was not begun when all was stopped is missing.</returns>
    public IReadOnlyDictionary<TrainingJob, JobOutcome> Run(CancellationToken stop)
    {
        var others = Enumerable.Range(1, Math.Min(parallel, jobs.Count) - 1).Select(_ => new Thread(() => Work(stop)) { IsBackground = true }).ToList();
        others.ForEach(t => t.Start());
        Work(stop);
        others.ForEach(t => t.Join());
        return outcomes;
    }

    private void Work(CancellationToken stop)
    {
        while (Next(stop) is { } job)
        {
            var outcome = Train(job, stop);
            lock (gate)
            {
                outcomes.Add(job, outcome);
                view.Ended(job, outcome);
                Monitor.PulseAll(gate);
            }
        }
    }

    // The first job that may begin; waits while there are only such that may later.
    private TrainingJob? Next(CancellationToken stop)
    {
        lock (gate)
        {
            while (!stop.IsCancellationRequested)
            {
                PassOverLost();
                if (jobs.FirstOrDefault(j => !begun.Contains(j) && j.StartsFrom.All(s => outcomes.TryGetValue(s, out var o) && o.IsDone)) is { } ready)
                {
                    begun.Add(ready);
                    view.Began(ready);
                    return ready;
                }

                if (begun.Count == jobs.Count)
                    return null;
                Monitor.Wait(gate);
            }

            return null;
        }
    }

    private void PassOverLost()
    {
        foreach (var job in jobs.Where(j => !begun.Contains(j)))
        {
            if (job.StartsFrom.FirstOrDefault(s => outcomes.TryGetValue(s, out var o) && !o.IsDone) is not { } lost)
                continue;
            begun.Add(job);
            var outcome = new JobOutcome(JobEnd.NotTrained, $"not trained: it starts from {lost.Paradigm.Name}, which failed");
            outcomes.Add(job, outcome);
            view.Ended(job, outcome);
        }
    }

    private JobOutcome Train(TrainingJob job, CancellationToken stop)
    {
        try
        {
            return train(job, Tell, stop);
        }
        catch (OperationCanceledException)
        {
            return new(JobEnd.Stopped, "stopped; run again to go on");
        }
        catch (Exception e)
        {
            return new(JobEnd.Failed, $"failed: {e.Message}", Refused: e is InputRefusedException);
        }

        void Tell(TrainingProgress progress)
        {
            lock (gate)
                view.Progress(job, progress);
        }
    }
}
