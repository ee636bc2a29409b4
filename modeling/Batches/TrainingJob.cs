using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Training;

namespace I2M2.Modeling.Batches;

/// <summary>One run of a batch: what is trained, and the runs it starts from.</summary>
public sealed class TrainingJob
{
    internal TrainingJob(TrainRequest request, Paradigm paradigm, long seed, bool wanted, IReadOnlyList<TrainingJob> startsFrom)
    {
        (Request, Paradigm, Seed, IsWanted, StartsFrom) = (request, paradigm, seed, wanted, startsFrom);
        Settings = request.Settings(paradigm);
        Folder = new RunFolder(request.Output, request.Task.Dataset, request.Task.Name, paradigm, seed);
    }

    /// <summary>Data, settings and place.</summary>
    public TrainRequest Request { get; }

    /// <summary>Which experts.</summary>
    public Paradigm Paradigm { get; }

    /// <summary>Seed of all random streams.</summary>
    public long Seed { get; }

    /// <summary>Whether it was asked for, or is only what another one starts from.</summary>
    public bool IsWanted { get; }

    /// <summary>Runs that must be finished before; empty for one from scratch.</summary>
    public IReadOnlyList<TrainingJob> StartsFrom { get; }

    /// <summary>How it trains.</summary>
    public Settings Settings { get; }

    /// <summary>Where it is kept.</summary>
    public RunFolder Folder { get; }

    /// <summary>What people read: "i2m2-concat seed 0", with the task where a data set has several.</summary>
    public string Title => $"{Request.Title(Paradigm)} seed {Seed}";
}
