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
    /// <summary>Whether a source has predicted independent labels. What cannot be read has not, here.</summary>
    public static bool HasLabels(PredictionSource source) => source.Holds(CheckpointPredictions.HasLabels, LabelPredictionsParquet.IsAt);

    /// <summary>Evaluates it.</summary>
    /// <returns>Null when no expert does with the modalities that are there.</returns>
    /// <exception cref="Shards.InputRefusedException">It is broken.</exception>
    public LabelResult? Read(PredictionSource source)
    {
        var file = source.File;
        if (source.IsCheckpoint)
        {
            var (made, by, remark) = CheckpointPredictions.LabelsOf(file, data, split);
            var valid = ValidBeside(source, by) ?? (CheckpointPredictions.HasSplit(file, data, PredictionSource.Valid) ? CheckpointPredictions.LabelsOf(file, data, PredictionSource.Valid).Predictions : null);
            return Result(made, valid, source.Path, split, by) is { } result
                ? result with { Remark = remark }
                : null;
        }

        var (predictions, metadata) = LabelPredictionsParquet.Read(file);
        var (run, of) = source.OriginOf(split, metadata);
        return Result(predictions, ValidBeside(source, run), source.Path, of, run);
    }

    private static LabelPredictions? ValidBeside(PredictionSource source, RunDescription? run) => source.ValidBeside(run, LabelPredictionsParquet.IsAt, file =>
    {
        var (predictions, metadata) = LabelPredictionsParquet.Read(file);
        return (predictions, metadata?.Run);
    });

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
