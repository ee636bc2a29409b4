using I2M2.Modeling.Training;
using I2M2.Shards;

namespace I2M2.Modeling.Batches;

/// <summary>What lies in a run's folder already.</summary>
public enum Earlier
{
    /// <summary>Nothing that matters: training begins.</summary>
    Nothing,

    /// <summary>A training that was stopped: it goes on.</summary>
    Begun,

    /// <summary>The finished run.</summary>
    Finished,

    /// <summary>A run with other settings: it is the user's to keep or to give up.</summary>
    Other,
}

/// <summary>Compares what lies in a run's folder with what is asked for.</summary>
/// <param name="State">What lies there.</param>
/// <param name="Config">How it was trained; null when there is nothing.</param>
/// <param name="Differs">Settings that differ.</param>
public sealed record EarlierRun(Earlier State, RunConfig? Config, IReadOnlyList<string> Differs)
{
    // Where and with how many threads a run was trained changes its last bits, not what it is.
    private static readonly HashSet<string> Machine = ["aten_threads", "blas_threads", "device", "torch_version"];
    private static readonly HashSet<string> Threads = ["aten_threads", "blas_threads"];

    /// <summary>Looks into a run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="asked">What is to be trained there.</param>
    /// <param name="wanted">False: another run only starts from it, and takes it however it was trained on the same data.</param>
    /// <exception cref="InputRefusedException">The configuration that lies there cannot be read.</exception>
    public static EarlierRun Of(RunFolder folder, RunConfig asked, bool wanted)
    {
        if (folder.ReadConfig() is not { } there)
            return new(Earlier.Nothing, null, []);
        var (mine, other) = (asked.ToPairs(), there.ToPairs());
        var differs = mine.Except(other).Concat(other.Except(mine)).Select(p => p.Key).Distinct().ToList();
        if (folder.IsFinished)
        {
            var matter = differs.Where(k => !Machine.Contains(k) && (wanted || k is "data_hash" or "data_source" or "classes")).ToList();
            return new(matter.Count == 0 ? Earlier.Finished : Earlier.Other, there, matter.Count == 0 ? differs : matter);
        }

        if (!File.Exists(folder.Last))
            return new(Earlier.Nothing, there, []);
        differs.RemoveAll(Threads.Contains);
        return new(differs.Count == 0 ? Earlier.Begun : Earlier.Other, there, differs);
    }
}
