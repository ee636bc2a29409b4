using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>The metrics of one run, or of one bare predictions file.</summary>
public sealed record RunResult
{
    /// <summary>Paradigm whose experts are also joined by the mixture rule, see <see cref="ExpertRules"/>.</summary>
    public const string Intra = "intra";

    /// <summary>The folder or file evaluated.</summary>
    public required string Source { get; init; }

    /// <summary>What the run is; null for a bare file.</summary>
    public RunDescription? Run { get; init; }

    /// <summary>What is to be said of a checkpoint and the data it was judged on; empty when nothing.</summary>
    public string Remark { get; init; } = "";

    /// <summary>The modalities that were there, when some were left out; null: all.</summary>
    public IReadOnlyList<string>? Modalities { get; init; }

    /// <summary>Which part of the data the rows are, e.g. "test".</summary>
    public required string Split { get; init; }

    /// <summary>Number of rows.</summary>
    public required int N { get; init; }

    /// <summary>Number of classes a prediction chooses from.</summary>
    public required int Classes { get; init; }

    /// <summary>Number of classes that occur in the labels.</summary>
    public required int ClassesPresent { get; init; }

    /// <summary>See <see cref="Predictions.RowsFingerprint"/>.</summary>
    public required string RowsFingerprint { get; init; }

    /// <summary>Metrics of the model's distribution.</summary>
    public required MetricSet Metrics { get; init; }

    /// <summary>Row by row, for reports and for tests of significance.</summary>
    public required PredictionDetail Detail { get; init; }

    /// <summary>Metrics of each expert's own distribution, in the file's order.</summary>
    public required IReadOnlyList<(string Name, MetricSet Metrics)> Experts { get; init; }

    /// <summary>Metrics of the experts' mixture; intra runs only.</summary>
    public MetricSet? Mixture { get; init; }

    /// <summary>Metrics of the class shares of the same rows, see <see cref="MajorityBaseline"/>.</summary>
    public required MetricSet Majority { get; init; }

    /// <summary>Rows whose distribution is not the product of the row's experts; 0 where no product is promised.</summary>
    public required int RowsOffProduct { get; init; }

    /// <param name="predictions">What the model said.</param>
    /// <param name="source">Folder or file.</param>
    /// <param name="split">Which part of the data the rows are.</param>
    /// <param name="run">What the run is; null for a bare file.</param>
    public static RunResult Of(Predictions predictions, string source, string split, RunDescription? run)
    {
        var (labels, experts) = (predictions.Labels, predictions.Experts);
        LogProbabilities[] distributions = [.. experts.Select(e => e.LogProbabilities)];
        var sentences = Consistency.Sentences(run, predictions.Ids);
        var subsets = predictions.Subsets;
        var promisesProduct = run?.Paradigm is Intra or "i2m2" && experts.Count > 0;
        return new RunResult
        {
            Source = source,
            Run = run,
            Split = split,
            N = predictions.Rows,
            Classes = predictions.Classes,
            ClassesPresent = labels.Distinct().Count(),
            RowsFingerprint = predictions.RowsFingerprint(),
            Metrics = MetricSet.Of(predictions.Product, labels, sentences, subsets),
            Detail = PredictionDetail.Of(predictions),
            Experts = [.. experts.Select(e => (e.Name, MetricSet.Of(e.LogProbabilities, labels, sentences)))],
            Mixture = run?.Paradigm == Intra && experts.Count > 1 ? MetricSet.Of(ExpertRules.Mixture(distributions), labels, sentences, subsets) : null,
            Majority = MetricSet.Of(MajorityBaseline.Of(labels, predictions.Classes), labels, sentences, subsets),
            RowsOffProduct = promisesProduct ? CountDiffering(predictions.Product, ExpertRules.Product(distributions)) : 0,
        };
    }

    // Models work in float32: compare as loosely as a file's rows must sum to 1.
    private static int CountDiffering(LogProbabilities a, LogProbabilities b) => Enumerable.Range(0, a.Rows).Count(i =>
        Enumerable.Range(0, a.Classes).Any(k =>
            Math.Abs(Math.Exp(a.Row(i)[k]) - Math.Exp(b.Row(i)[k])) > LogProbabilities.SumTolerance));
}
