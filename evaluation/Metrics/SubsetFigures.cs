using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>How a model does on a part of the rows that the data's makers name, such as NLVR2's balanced rows, whose images alone tell nothing (arXiv 1909.10411).</summary>
/// <param name="Name">Of the part.</param>
/// <param name="N">Rows of it.</param>
/// <param name="Accuracy">Over them.</param>
/// <param name="Consistency">Over their sentences, see <see cref="Evaluation.Consistency"/>; null where it has no meaning.</param>
public sealed record SubsetFigures(string Name, int N, Metric Accuracy, Metric? Consistency)
{
    /// <summary>Of every part, by name.</summary>
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N].</param>
    /// <param name="sentences">What rows must be right together, [N]; null: each is by itself.</param>
    /// <param name="subsets">The part of each row, [N], empty text: none; null: parts have no names.</param>
    public static IReadOnlyList<SubsetFigures> Of(LogProbabilities p, int[] labels, IReadOnlyList<string>? sentences, IReadOnlyList<string>? subsets) =>
    [
        .. Enumerable.Range(0, subsets?.Count ?? 0).Where(row => subsets![row].Length > 0).GroupBy(row => subsets![row], StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => Of(g.Key, [.. g.Select(row => p.ArgMax(row) == labels[row])], sentences is null ? null : [.. g.Select(row => sentences[row])])),
    ];

    private static SubsetFigures Of(string name, bool[] right, string[]? sentences) => new(
        name, right.Length, Metric.Of(right.Average(r => r ? 1.0 : 0)), sentences is null ? null : Metric.Of(Evaluation.Consistency.Share(right, sentences)));
}
