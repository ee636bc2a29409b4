using I2M2.Modeling.Training;
using I2M2.PredictionFiles;
using I2M2.Shards;

namespace I2M2.Evaluation;

/// <summary>What a path of the command line is read from: written predictions, or a checkpoint that is run.</summary>
/// <param name="Path">As it was named.</param>
/// <param name="Run">The run at a folder; null: a file.</param>
/// <param name="File">The predictions, or the checkpoint.</param>
/// <param name="IsCheckpoint">Which of the two.</param>
internal sealed record PredictionSource(string Path, RunFolder? Run, string File, bool IsCheckpoint)
{
    /// <summary>The split that operating points and baselines are chosen on.</summary>
    public const string Valid = "valid";

    /// <summary>A run's predictions of a split where they are written and no other data are asked for, else its checkpoint; a file is one or the other by its ending.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="run">The run at a folder; null: a file.</param>
    /// <param name="split">Which predictions of a run.</param>
    /// <param name="data">Shards to run checkpoints on; null: a run's written predictions.</param>
    public static PredictionSource Of(string path, RunFolder? run, string split, string? data)
    {
        if (run is null)
            return new(path, null, path, System.IO.Path.GetExtension(path).Equals(".safetensors", StringComparison.OrdinalIgnoreCase));
        var written = run.Predictions(split);
        var isCheckpoint = data is not null || !System.IO.File.Exists(written);
        return new(path, run, isCheckpoint ? run.Checkpoint : written, isCheckpoint);
    }

    /// <summary>Whether it holds predictions of a kind. What cannot be read does not, here.</summary>
    /// <param name="checkpoint">Asked of a checkpoint.</param>
    /// <param name="predictions">Asked of a predictions file.</param>
    public bool Holds(Func<string, bool> checkpoint, Func<string, bool> predictions)
    {
        try
        {
            return IsCheckpoint ? checkpoint(File) : predictions(File);
        }
        catch (Exception e) when (e is InputRefusedException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The run and the split that predictions are of: as the run's folder says and as is asked for, or, of a file by itself, as the file says.</summary>
    /// <param name="split">The split that is asked for; also that of a file that does not say.</param>
    /// <param name="metadata">What the file says; null: nothing.</param>
    /// <exception cref="InputRefusedException">A run's folder holds predictions of another run or split.</exception>
    public (RunDescription? Run, string Split) OriginOf(string split, PredictionsMetadata? metadata)
    {
        if (Run is null)
            return (metadata?.Run, metadata?.Split ?? split);
        var run = Run.Describe();
        if (metadata is not null && (!IsSame(run, metadata.Run) || metadata.Split != split))
        {
            throw new InputRefusedException(
                File, $"predictions of {Named(metadata.Run)} on {metadata.Split}, in the folder of {Named(run)}, where those on {split} are expected", "put the run's own file there, or train the run again");
        }

        return (run, split);
    }

    /// <summary>The same run's predictions of the validation split, which lie beside the file; null: there are none. Anyone's file may lie beside anyone's.</summary>
    /// <param name="by">The run; null: unknown.</param>
    /// <param name="isAt">Whether a file has the kind of predictions.</param>
    /// <param name="read">Reads them, and which run made them.</param>
    public T? ValidBeside<T>(RunDescription? by, Func<string, bool> isAt, Func<string, (T Predictions, RunDescription? By)> read)
        where T : class
    {
        var beside = new RunFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(File))!).Predictions(Valid);
        if (by is null || !System.IO.File.Exists(beside) || !isAt(beside))
            return null;
        var (predictions, made) = read(beside);
        return made is not null && IsSame(made, by) ? predictions : null;
    }

    private static bool IsSame(RunDescription one, RunDescription other) =>
        (one.Dataset, one.Task, one.Paradigm, one.Variant, one.Seed) == (other.Dataset, other.Task, other.Paradigm, other.Variant, other.Seed);

    private static string Named(RunDescription run) =>
        FormattableString.Invariant($"{run.Dataset}{(run.Task is null ? "" : $"/{run.Task}")} {run.Paradigm}{(run.Variant is null ? "" : $"-{run.Variant}")} seed {run.Seed}");
}
