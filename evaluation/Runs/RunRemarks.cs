using I2M2.Cli;
using I2M2.Modeling.Training;

namespace I2M2.Evaluation;

/// <summary>What is to be said of checkpoints and the data they were judged on: once, not once a run.</summary>
internal static class RunRemarks
{
    /// <summary>A line for each remark: with the run that it is of, or how many it is of.</summary>
    /// <param name="runs">Folder or file of each run, and its remark; empty when there is none.</param>
    public static IEnumerable<string> Lines(IEnumerable<(string Source, string Remark)> runs) =>
        from run in runs
        where run.Remark.Length > 0
        group run.Source by run.Remark into sources
        let whose = sources.Count() == 1 ? SafeText.ForTerminal(sources.First(), int.MaxValue) : $"{Figures.Counted(sources.Count(), "run")}, each"
        select $"{whose}: {SafeText.ForTerminal(sources.Key, int.MaxValue)}.";

    /// <summary>What a headline must not leave out, after a space; empty when nothing is.</summary>
    /// <param name="remarks">Of all its runs.</param>
    public static string InHeadline(IReadOnlyList<string> remarks) => remarks.Count(r => r == CheckpointPredictions.OtherData) switch
    {
        0 => "",
        1 when remarks.Count == 1 => " Judged on other data than it was trained on.",
        var some when some == remarks.Count => " All were judged on other data than they were trained on.",
        var some => $" {Figures.Count(some)} of {Figures.Counted(remarks.Count, "run")} {(some == 1 ? "was" : "were")} judged on other data than trained on.",
    };
}
