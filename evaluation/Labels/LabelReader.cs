using I2M2.Modeling.Training;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>From a path to a result on independent labels: see <see cref="ResultReader"/>.</summary>
/// <param name="split">Which predictions of a run to read.</param>
/// <param name="data">Shards to run checkpoints on; null: a run's written predictions, or else the shards it was trained on.</param>
/// <param name="export">Is given all predictions too; null: no one.</param>
/// <param name="subset">Modalities that are there; null: all.</param>
internal sealed class LabelReader(string split, string? data, CsvExport? export, ModalitySubset? subset)
{
    private const string Valid = "valid";

    /// <summary>Whether a file or run predicts independent labels. What cannot be read does not, here.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="run">The run at a folder; null: a file.</param>
    public bool HasLabels(string path, RunFolder? run)
    {
        try
        {
            return IsCheckpoint(path, run, out var file) ? CheckpointPredictions.HasLabels(file) : LabelPredictionsParquet.IsAt(file);
        }
        catch (Exception e) when (e is Shards.InputRefusedException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Evaluates it.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="run">The run at a folder; null: a file.</param>
    /// <returns>Null when no expert does with the modalities that are there.</returns>
    /// <exception cref="Shards.InputRefusedException">It is broken.</exception>
    public LabelResult? Read(string path, RunFolder? run)
    {
        if (IsCheckpoint(path, run, out var file))
        {
            var (made, by, remark) = CheckpointPredictions.LabelsOf(file, data, split);
            var valid = ValidBeside(file, by) ?? (CheckpointPredictions.HasSplit(file, data, Valid) ? CheckpointPredictions.LabelsOf(file, data, Valid).Predictions : null);
            return Result(made, valid, path, split, by) is { } result
                ? result with { Remark = remark }
                : null;
        }

        var (predictions, metadata) = LabelPredictionsParquet.Read(file);
        var described = run?.Describe() ?? metadata?.Run;
        return Result(predictions, ValidBeside(file, described), path, run is null ? metadata?.Split ?? split : split, described);
    }

    private bool IsCheckpoint(string path, RunFolder? run, out string file)
    {
        var written = run?.Predictions(split);
        var runs = run is not null && (data is not null || !File.Exists(written));
        file = run is null ? path : runs ? run.Checkpoint : written!;
        return runs || (run is null && Path.GetExtension(path).Equals(".safetensors", StringComparison.OrdinalIgnoreCase));
    }

    // Of the same run: anyone's file may lie beside anyone's.
    private static LabelPredictions? ValidBeside(string file, RunDescription? run)
    {
        var beside = new RunFolder(Path.GetDirectoryName(Path.GetFullPath(file))!).Predictions(Valid);
        if (run is null || !File.Exists(beside) || !LabelPredictionsParquet.IsAt(beside))
            return null;
        var (predictions, metadata) = LabelPredictionsParquet.Read(beside);
        return metadata?.Run is { } by && (by.Dataset, by.Task, by.Paradigm, by.Variant, by.Seed) == (run.Dataset, run.Task, run.Paradigm, run.Variant, run.Seed) ? predictions : null;
    }

    private LabelResult? Result(LabelPredictions predictions, LabelPredictions? valid, string source, string ofSplit, RunDescription? run)
    {
        export?.Write(predictions, source, ofSplit, run);
        if (subset is null)
            return LabelResult.Of(predictions, valid, source, ofSplit, run);
        var left = subset.Of(predictions, run);
        return left is null ? null : ReferenceEquals(left, predictions)
            ? LabelResult.Of(predictions, valid, source, ofSplit, run)
            : LabelResult.Of(left, valid is null ? null : subset.Of(valid, run), source, ofSplit, run is null ? null : run with { Params = null }) with { Modalities = subset.Modalities };
    }
}
