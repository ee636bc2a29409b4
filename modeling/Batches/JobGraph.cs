using I2M2.Cli;
using I2M2.Modeling.Paradigms;

namespace I2M2.Modeling.Batches;

/// <summary>All runs of a batch in an order in which every run comes after those it starts from.</summary>
public static class JobGraph
{
    /// <summary>For each request and seed: the wanted paradigms and, where they start from trained experts, the runs that train these.</summary>
    /// <exception cref="UsageException">Two requests mean the same run folder with other settings, or a setting is wrong.</exception>
    public static IReadOnlyList<TrainingJob> Of(IEnumerable<TrainRequest> requests)
    {
        var jobs = new List<TrainingJob>();
        var places = new Dictionary<string, TrainingJob>(StringComparer.Ordinal);
        foreach (var request in requests)
        {
            bool StartsPretrained(Paradigm p) => request.Settings(p).Init == "pretrained";
            var needed = request.Paradigms.Concat(request.Paradigms.Where(StartsPretrained).SelectMany(p => p.StartsFrom(request.Task))).ToHashSet();
            foreach (var seed in request.Seeds)
            {
                var ofSeed = new Dictionary<Paradigm, TrainingJob>();
                foreach (var paradigm in Paradigm.All(request.Task).Where(needed.Contains))
                {
                    var sources = StartsPretrained(paradigm) ? paradigm.StartsFrom(request.Task).Select(p => ofSeed[p]).ToList() : [];
                    var job = new TrainingJob(request, paradigm, seed, request.Paradigms.Contains(paradigm), sources);
                    ofSeed.Add(paradigm, Place(job, jobs, places));
                }
            }
        }

        return jobs;
    }

    // One folder, one run; who only starts from it takes it as it is.
    private static TrainingJob Place(TrainingJob job, List<TrainingJob> jobs, Dictionary<string, TrainingJob> places)
    {
        var path = Path.GetFullPath(job.Folder.Path);
        if (!places.TryGetValue(path, out var there))
        {
            places.Add(path, job);
            jobs.Add(job);
            return job;
        }

        return !job.IsWanted || (job.Settings == there.Settings && job.Request.Data == there.Request.Data)
            ? there
            : throw new UsageException($"{path} is asked for twice with other settings; give each a folder of its own (out)");
    }
}
