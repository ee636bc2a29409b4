using I2M2.Cli;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// Judging as if some modalities were missing: an expert that needs one of them is dropped from the product, and the joint expert, which
/// needs all, with it. What remains is joined again from the experts' own distributions, so no network is run.
/// </summary>
public sealed class ModalitySubset
{
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <param name="list">Modalities that are there, e.g. "image" or "series,static".</param>
    /// <exception cref="UsageException">An empty list, or a name twice.</exception>
    public ModalitySubset(string list)
    {
        Modalities = list.Split(',', StringSplitOptions.TrimEntries);
        if (Modalities.Any(m => m.Length == 0))
            throw new UsageException("--modalities: expected names with commas between them, such as image,audio");
        if (Modalities.GroupBy(m => m).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UsageException($"--modalities: {twice.Key} comes twice");
    }

    /// <summary>The modalities that are there.</summary>
    public IReadOnlyList<string> Modalities { get; }

    /// <summary>The predictions that remain.</summary>
    /// <param name="predictions">With each expert's own.</param>
    /// <param name="run">What made them; null for a bare file.</param>
    /// <returns>Null when no expert does without the missing modalities.</returns>
    public Predictions? Of(Predictions predictions, RunDescription? run)
    {
        var all = AllModalities([.. predictions.Experts.Select(e => e.Name)], run);
        seen.UnionWith(all);
        if (all.Count > 0 && all.All(Modalities.Contains))
            return predictions;
        var left = predictions.Experts.Where(e => e.Name != Expert.JointName && Modalities.Contains(e.Name)).ToList();
        if (left.Count == 0)
            return null;
        LogProbabilities[] distributions = [.. left.Select(e => e.LogProbabilities)];
        var joined = IsMixture(predictions, run) ? ExpertRules.Mixture(distributions) : ExpertRules.Product(distributions);
        return predictions.With(joined, left);
    }

    /// <summary>The predictions of independent labels that remain: the sum of the remaining experts' margins.</summary>
    /// <param name="predictions">With each expert's own.</param>
    /// <param name="run">What made them; null for a bare file.</param>
    /// <returns>Null when no expert does without the missing modalities.</returns>
    public LabelPredictions? Of(LabelPredictions predictions, RunDescription? run)
    {
        var all = AllModalities([.. predictions.Experts.Select(e => e.Name)], run);
        seen.UnionWith(all);
        if (all.Count > 0 && all.All(Modalities.Contains))
            return predictions;
        var left = predictions.Experts.Where(e => e.Name != Expert.JointName && Modalities.Contains(e.Name)).ToList();
        return left.Count == 0 ? null : LabelPredictions.Create(
            "the remaining experts", predictions.Rows, [.. predictions.Margins.Select((_, i) => left.Sum(e => e.Margins[i]))], [.. left.Select(e => (e.Name, e.Margins))]);
    }

    /// <summary>To be called when all was read.</summary>
    /// <exception cref="UsageException">A name that no run has.</exception>
    public void RefuseUnknown()
    {
        if (Modalities.FirstOrDefault(m => !seen.Contains(m)) is { } unknown)
            throw new UsageException($"--modalities: nothing evaluated here has a modality '{unknown}'; there are {(seen.Count > 0 ? string.Join(", ", seen.Order(StringComparer.Ordinal)) : "none")}");
    }

    // A joint expert alone does not say over which modalities it is; its task does.
    private static IReadOnlyList<string> AllModalities(IReadOnlyList<string> experts, RunDescription? run) =>
        TaskList.Find(run?.Dataset, run?.Task) is { } task
            ? [.. task.Modalities.Select(m => m.Name)]
            : [.. experts.Where(n => n != Expert.JointName)];

    // The reference profile joins intra by the mixture; the rows themselves say by which rule they were joined.
    private static bool IsMixture(Predictions predictions, RunDescription? run)
    {
        if (run?.Paradigm != RunResult.Intra)
            return false;
        LogProbabilities[] experts = [.. predictions.Experts.Select(e => e.LogProbabilities)];
        return Distance(predictions.Product, ExpertRules.Mixture(experts)) < Distance(predictions.Product, ExpertRules.Product(experts));
    }

    private static double Distance(LogProbabilities a, LogProbabilities b) => Enumerable.Range(0, a.Rows).Sum(i =>
        Enumerable.Range(0, a.Classes).Sum(k => Math.Abs(Math.Exp(a.Row(i)[k]) - Math.Exp(b.Row(i)[k]))));
}
