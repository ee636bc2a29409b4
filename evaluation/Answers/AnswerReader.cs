using I2M2.Modeling.Training;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>From a path to a result on rows with several right answers: see <see cref="ResultReader"/>.</summary>
/// <param name="split">Which predictions of a run to read.</param>
/// <param name="data">Shards to run checkpoints on; null: a run's written predictions, or else the shards it was trained on.</param>
/// <param name="export">Is given all predictions too; null: no one.</param>
/// <param name="answersExport">Is given all answers too; null: no one.</param>
internal sealed class AnswerReader(string split, string? data, CsvExport? export, AnswersExport? answersExport)
{
    /// <summary>Whether a source has predicted answers. What cannot be read has not, here.</summary>
    public static bool HasAnswers(PredictionSource source) => source.Holds(CheckpointPredictions.HasAnswers, AnswerPredictionsParquet.IsAt);

    /// <summary>Evaluates it.</summary>
    /// <exception cref="Shards.InputRefusedException">It is broken.</exception>
    public AnswerResult Read(PredictionSource source)
    {
        var file = source.File;
        if (source.IsCheckpoint)
        {
            var (made, by, remark) = CheckpointPredictions.AnswersOf(file, data, split);
            var valid = ValidBeside(source, by) ?? (CheckpointPredictions.HasSplit(file, data, PredictionSource.Valid) ? CheckpointPredictions.AnswersOf(file, data, PredictionSource.Valid).Predictions : null);
            return Result(made, valid, source.Path, split, by) with { Remark = remark };
        }

        var (predictions, metadata) = AnswerPredictionsParquet.Read(file);
        var (run, of) = source.OriginOf(split, metadata);
        return Result(predictions, ValidBeside(source, run!), source.Path, of, run!);
    }

    private static AnswerPredictions? ValidBeside(PredictionSource source, RunDescription run) => source.ValidBeside(run, AnswerPredictionsParquet.IsAt, file =>
    {
        var (predictions, metadata) = AnswerPredictionsParquet.Read(file);
        return (predictions, metadata.Run);
    });

    private AnswerResult Result(AnswerPredictions predictions, AnswerPredictions? valid, string source, string ofSplit, RunDescription run)
    {
        export?.Write(predictions, source, ofSplit, run);
        answersExport?.Write(predictions, ofSplit, run);
        return AnswerResult.Of(predictions, valid, source, ofSplit, run);
    }
}
