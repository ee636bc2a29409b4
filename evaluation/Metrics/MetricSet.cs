using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>Every metric of one distribution over one set of labelled rows. Entropies and the loss are in nats.</summary>
public sealed record MetricSet
{
    /// <summary>Metrics of the JSON and of the tables, with their JSON keys, in order.</summary>
    public static IReadOnlyList<(string Key, Func<MetricSet, Metric> Get)> Keyed { get; } =
    [
        ("accuracy", m => m.Accuracy),
        ("balanced_accuracy", m => m.BalancedAccuracy),
        ("macro_f1", m => m.MacroF1),
        ("auroc", m => m.Auroc),
        ("auprc", m => m.Auprc),
        ("nll", m => m.Nll),
        ("brier", m => m.Brier),
        ("ece", m => m.Ece),
        ("entropy", m => m.Entropy),
        ("label_entropy", m => m.LabelEntropy),
    ];

    /// <summary>Rows predicted rightly.</summary>
    public required int Correct { get; init; }

    /// <summary>See <see cref="Modeling.Metrics.Accuracy"/>.</summary>
    public required Metric Accuracy { get; init; }

    /// <summary>See <see cref="Evaluation.BalancedAccuracy"/>.</summary>
    public required Metric BalancedAccuracy { get; init; }

    /// <summary>See <see cref="Evaluation.MacroF1"/>.</summary>
    public required Metric MacroF1 { get; init; }

    /// <summary>See <see cref="Modeling.Metrics.Auroc"/>.</summary>
    public required Metric Auroc { get; init; }

    /// <summary>See <see cref="AveragePrecision"/>.</summary>
    public required Metric Auprc { get; init; }

    /// <summary>See <see cref="NegativeLogLikelihood"/>.</summary>
    public required Metric Nll { get; init; }

    /// <summary>See <see cref="BrierScore"/>.</summary>
    public required Metric Brier { get; init; }

    /// <summary>See <see cref="CalibrationError"/>.</summary>
    public required Metric Ece { get; init; }

    /// <summary>Mean entropy of the predictions.</summary>
    public required Metric Entropy { get; init; }

    /// <summary>Mean entropy of the predictions over the rows predicted rightly.</summary>
    public required Metric EntropyWhenRight { get; init; }

    /// <summary>Mean entropy of the predictions over the rows predicted wrongly.</summary>
    public required Metric EntropyWhenWrong { get; init; }

    /// <summary>Entropy of the labels; the same for every distribution over the same rows.</summary>
    public required Metric LabelEntropy { get; init; }

    /// <summary>See <see cref="Evaluation.Consistency"/>; null where it has no meaning.</summary>
    public Metric? Consistency { get; init; }

    /// <summary>On each part of the rows that has a name.</summary>
    public IReadOnlyList<SubsetFigures> Subsets { get; init; } = [];

    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N], N at least 1.</param>
    /// <param name="sentences">What rows must be right together, [N]; null: each is by itself.</param>
    /// <param name="subsets">The part that each row is of, [N]; null: parts have no names.</param>
    public static MetricSet Of(LogProbabilities p, int[] labels, IReadOnlyList<string>? sentences = null, IReadOnlyList<string>? subsets = null) => new()
    {
        Subsets = SubsetFigures.Of(p, labels, sentences, subsets),
        Consistency = sentences is null ? null : Evaluation.Consistency.Of(p, labels, sentences),
        Correct = Modeling.Metrics.Accuracy.Correct(p, labels),
        Accuracy = Modeling.Metrics.Accuracy.Of(p, labels),
        BalancedAccuracy = Evaluation.BalancedAccuracy.Of(p, labels),
        MacroF1 = Evaluation.MacroF1.Of(p, labels),
        Auroc = Modeling.Metrics.Auroc.Of(p, labels),
        Auprc = AveragePrecision.Of(p, labels),
        Nll = NegativeLogLikelihood.Of(p, labels),
        Brier = BrierScore.Of(p, labels),
        Ece = CalibrationError.Of(p, labels),
        Entropy = Evaluation.Entropy.OfPredictions(p),
        EntropyWhenRight = Evaluation.Entropy.OfPredictionsWhere(p, labels, correct: true),
        EntropyWhenWrong = Evaluation.Entropy.OfPredictionsWhere(p, labels, correct: false),
        LabelEntropy = Evaluation.Entropy.OfLabels(labels, p.Classes),
    };
}
