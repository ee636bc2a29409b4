using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>What reports and tests of significance need of a run's predictions beyond its metrics, in little memory.</summary>
public sealed record PredictionDetail
{
    /// <summary>More classes than this make no readable matrix.</summary>
    private const int MostClassesOfMatrix = 64;

    /// <summary>Which rows were predicted rightly, [N], in ordinal order of the rows' ids: the same order for every run on the same rows.</summary>
    public required IReadOnlyList<bool> Right { get; init; }

    /// <summary>Of two classes that both occur, what AUROC's interval rests on, rows in the same order; null otherwise.</summary>
    public required Placements? Placements { get; init; }

    /// <summary>Rows of each class, [C].</summary>
    public required IReadOnlyList<int> ClassCounts { get; init; }

    /// <summary>Rows of class i predicted as class j, [C][C]; null with more than 64 classes.</summary>
    public required IReadOnlyList<IReadOnlyList<int>>? Confusion { get; init; }

    /// <summary>See <see cref="ReliabilityBin"/>.</summary>
    public required IReadOnlyList<ReliabilityBin> Reliability { get; init; }

    /// <param name="predictions">Of one run.</param>
    public static PredictionDetail Of(Predictions predictions)
    {
        var (p, labels) = (predictions.Product, predictions.Labels);
        int[] order = [.. Enumerable.Range(0, labels.Length).OrderBy(i => predictions.Ids[i], StringComparer.Ordinal)];
        return new PredictionDetail
        {
            Right = [.. order.Select(i => p.ArgMax(i) == labels[i])],
            Placements = p.Classes == 2 ? Placements.Of([.. order.Select(i => p.Row(i)[1])], [.. order.Select(i => labels[i] == 1)]) : null,
            ClassCounts = Modeling.Metrics.ClassCounts.Of(labels, p.Classes),
            Confusion = p.Classes <= MostClassesOfMatrix ? Matrix(p, labels) : null,
            Reliability = ReliabilityBin.Of(p, labels),
        };
    }

    private static int[][] Matrix(LogProbabilities p, int[] labels)
    {
        var matrix = new int[p.Classes][];
        for (var k = 0; k < matrix.Length; k++)
            matrix[k] = new int[p.Classes];
        for (var i = 0; i < labels.Length; i++)
            matrix[labels[i]][p.ArgMax(i)]++;
        return matrix;
    }
}
