using I2M2.Modeling.Tasks;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>The metrics of one run with independent labels, or of one bare predictions file of such.</summary>
internal sealed record LabelResult
{
    /// <summary>The folder or file evaluated.</summary>
    public required string Source { get; init; }

    /// <summary>What the run is; null for a bare file.</summary>
    public required RunDescription? Run { get; init; }

    /// <summary>Which part of the data the rows are, e.g. "test".</summary>
    public required string Split { get; init; }

    /// <summary>What is to be said of a checkpoint and the data it was judged on; empty when nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>The modalities that were there, when some were left out; null: all.</summary>
    public IReadOnlyList<string>? Modalities { get; init; }

    /// <summary>Names of the labels, [L].</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>See <see cref="LabelPredictions.RowsFingerprint"/>.</summary>
    public required string RowsFingerprint { get; init; }

    /// <summary>The rows, then the wholes if they are parts of any.</summary>
    public required IReadOnlyList<LabelLevel> Levels { get; init; }

    /// <summary>Each expert by itself, over the rows.</summary>
    public required IReadOnlyList<(string Name, LabelLevel Level)> Experts { get; init; }

    /// <summary>Rows in which a margin is not the sum of the experts' margins; 0 where no product is promised.</summary>
    public required int RowsOffProduct { get; init; }

    /// <param name="predictions">What the model said.</param>
    /// <param name="valid">What it said about the validation rows; null: nobody knows.</param>
    /// <param name="source">Folder or file.</param>
    /// <param name="split">Which part of the data the rows are.</param>
    /// <param name="run">What the run is; null for a bare file.</param>
    public static LabelResult Of(LabelPredictions predictions, LabelPredictions? valid, string source, string split, RunDescription? run)
    {
        var rows = predictions.Rows;
        var task = TaskList.Find(run?.Dataset, run?.Task);
        var level = task?.IdColumn ?? "row";
        if (valid is not null && !valid.Rows.Names.SequenceEqual(rows.Names))
            valid = null;
        LabelLevel OfRows(double[] margins, double[]? ofValid) =>
            LabelLevel.Of(level, LabelRowSet.Rows(rows, margins), ofValid is null ? null : LabelRowSet.Rows(valid!.Rows, ofValid));
        var groups = LabelRowSet.Groups(rows, predictions.Margins);
        return new LabelResult
        {
            Source = source,
            Run = run,
            Split = split,
            Names = rows.Names,
            RowsFingerprint = predictions.RowsFingerprint(),
            Levels =
            [
                OfRows(predictions.Margins, valid?.Margins),
                .. groups is null ? [] : new[] { LabelLevel.Of(task?.GroupColumn ?? "group", groups, valid is null ? null : LabelRowSet.Groups(valid.Rows, valid.Margins)) },
            ],
            Experts = [.. predictions.Experts.Select(e => (e.Name, OfRows(e.Margins, valid?.Experts.FirstOrDefault(v => v.Name == e.Name)?.Margins)))],
            RowsOffProduct = run?.Paradigm is "intra" or "i2m2" && predictions.Experts.Count > 0 ? CountDiffering(predictions) : 0,
        };
    }

    // Models work in float32: as loosely as probabilities of classes must sum to 1.
    private static int CountDiffering(LabelPredictions predictions)
    {
        var (margins, width) = (predictions.Margins, predictions.Rows.Names.Count);
        return Enumerable.Range(0, predictions.Rows.Ids.Count).Count(row => Enumerable.Range(row * width, width).Any(i =>
            Math.Abs(LabelPredictions.Probability(margins[i]) - LabelPredictions.Probability(predictions.Experts.Sum(e => e.Margins[i]))) > LogProbabilities.SumTolerance));
    }
}
