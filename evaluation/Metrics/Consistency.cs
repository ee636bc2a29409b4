using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// NLVR2's second figure (Suhr et al. 2019): of the sentences, each said of several pairs of pictures, the share that is judged rightly of every one of them.
/// </summary>
public static class Consistency
{
    private const string Dataset = "nlvr2";

    /// <summary>The sentence that each row is of; null where rows are no sentences about pairs.</summary>
    /// <param name="run">What the run is; null for a bare file.</param>
    /// <param name="ids">Of NLVR2 set/pair/sentence, [N]: a sentence is known by set and sentence.</param>
    public static string[]? Sentences(RunDescription? run, IReadOnlyList<string> ids)
    {
        if (run?.Dataset != Dataset)
            return null;
        var parts = ids.Select(id => id.Split('/')).ToList();
        return parts.All(p => p.Length == 3) ? [.. parts.Select(p => $"{p[0]}/{p[2]}")] : null;
    }

    /// <summary>The share.</summary>
    /// <param name="p">[N, C].</param>
    /// <param name="labels">[N], N at least 1.</param>
    /// <param name="sentences">[N].</param>
    public static Metric Of(LogProbabilities p, int[] labels, IReadOnlyList<string> sentences)
        => Metric.Of(Share([.. labels.Select((y, row) => p.ArgMax(row) == y)], sentences));

    /// <summary>The share as a number.</summary>
    /// <param name="right">Which rows are judged rightly, [N].</param>
    /// <param name="sentences">[N].</param>
    public static double Share(IReadOnlyList<bool> right, IReadOnlyList<string> sentences)
        => Enumerable.Range(0, right.Count).GroupBy(row => sentences[row], StringComparer.Ordinal).Average(s => s.All(row => right[row]) ? 1.0 : 0);
}
