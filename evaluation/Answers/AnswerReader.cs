using I2M2.Modeling.Training;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>From a path to a result on rows with several right answers: see <see cref="ResultReader"/>.</summary>
/// <param name="split">Which predictions of a run to read.</param>
/// <param name="data">Shards to run checkpoints on; null: a run's written predictions, or else the shards it was trained on.</param>
/// <param name="export">Is given all predictions too; null: no one.</param>
internal sealed class AnswerReader(string split, string? data, AnswersExport? export)
{
    private const string Valid = "valid";

    /// <summary>Whether a file or run predicts answers. What cannot be read does not, here.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="run">The run at a folder; null: a file.</param>
    public bool HasAnswers(string path, RunFolder? run)
    {
        try
        {
            return IsCheckpoint(path, run, out var file) ? CheckpointPredictions.HasAnswers(file) : AnswerPredictionsParquet.IsAt(file);
        }
        catch (Exception e) when (e is Shards.InputRefusedException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Evaluates it.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="run">The run at a folder; null: a file.</param>
    /// <exception cref="Shards.InputRefusedException">It is broken.</exception>
    public AnswerResult Read(string path, RunFolder? run)
    {
        if (IsCheckpoint(path, run, out var file))
        {
            var (made, by, remark) = CheckpointPredictions.AnswersOf(file, data, split);
            var valid = ValidBeside(file, by) ?? (CheckpointPredictions.HasSplit(file, data, Valid) ? CheckpointPredictions.AnswersOf(file, data, Valid).Predictions : null);
            return Result(made, valid, path, split, by) with { Remark = remark };
        }

        var (predictions, metadata) = AnswerPredictionsParquet.Read(file);
        var described = run?.Describe() ?? metadata.Run;
        return Result(predictions, ValidBeside(file, described), path, run is null ? metadata.Split : split, described);
    }

    private bool IsCheckpoint(string path, RunFolder? run, out string file)
    {
        var written = run?.Predictions(split);
        var runs = run is not null && (data is not null || !File.Exists(written));
        file = run is null ? path : runs ? run.Checkpoint : written!;
        return runs || (run is null && Path.GetExtension(path).Equals(".safetensors", StringComparison.OrdinalIgnoreCase));
    }

    // Of the same run: anyone's file may lie beside anyone's.
    private static AnswerPredictions? ValidBeside(string file, RunDescription run)
    {
        var beside = new RunFolder(Path.GetDirectoryName(Path.GetFullPath(file))!).Predictions(Valid);
        if (!File.Exists(beside) || !AnswerPredictionsParquet.IsAt(beside))
            return null;
        var (predictions, metadata) = AnswerPredictionsParquet.Read(beside);
        return (metadata.Run.Dataset, metadata.Run.Task, metadata.Run.Paradigm, metadata.Run.Variant, metadata.Run.Seed) == (run.Dataset, run.Task, run.Paradigm, run.Variant, run.Seed) ? predictions : null;
    }

    private AnswerResult Result(AnswerPredictions predictions, AnswerPredictions? valid, string source, string ofSplit, RunDescription run)
    {
        export?.Write(predictions, ofSplit, run);
        var fits = valid is not null && valid.Vocabulary.SequenceEqual(predictions.Vocabulary);
        return new AnswerResult { Source = source, Run = run, Split = ofSplit, Predictions = predictions, BestOfType = fits ? AnswerResult.BestByType(valid!) : null };
    }
}
