using I2M2.Modeling.Metrics;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>Rows to judge: as they are, or joined to the wholes that they are parts of.</summary>
/// <param name="Labels">0 or 1, [N, L] row-major.</param>
/// <param name="Margins">[N, L] row-major.</param>
/// <param name="Units">Number of the unit, such as the patient, that each row belongs to, [N].</param>
/// <param name="Count">L.</param>
internal sealed record LabelRowSet(int[] Labels, double[] Margins, int[] Units, int Count)
{
    /// <summary>Number of rows, N.</summary>
    public int N => Units.Length;

    /// <summary>Number of units.</summary>
    public int UnitCount => Units.Distinct().Count();

    /// <summary>The rows themselves, in ordinal order of their ids: the same order for every run on the same rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="margins">The model's or an expert's.</param>
    public static LabelRowSet Rows(LabelledRows rows, double[] margins) => Of(rows, margins, rows.Ids);

    /// <summary>
    /// The wholes: a label is present where it is in any part, and its margin is the largest of the parts', which is that of their largest
    /// probability. Null when the rows are parts of nothing.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="margins">The model's or an expert's.</param>
    public static LabelRowSet? Groups(LabelledRows rows, double[] margins) => rows.Groups is { } groups ? Of(rows, margins, groups) : null;

    /// <summary>One label's margins, and in which rows it is present.</summary>
    public (double[] Margins, bool[] Positive) Label(int label) => (LabelMetrics.Column(Margins, Count, label), LabelMetrics.Positive(Labels, Count, label));

    private static LabelRowSet Of(LabelledRows rows, double[] margins, IReadOnlyList<string> names)
    {
        var width = rows.Names.Count;
        var wholes = Enumerable.Range(0, names.Count).GroupBy(i => names[i]).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray()).ToArray();
        var units = new Dictionary<string, int>(StringComparer.Ordinal);
        // Where nothing is said of units, wholes are: a volume's slices are not independent of each other.
        var ofUnits = rows.Clusters ?? rows.Groups ?? rows.Ids;
        foreach (var whole in wholes)
            units.TryAdd(ofUnits[whole[0]], units.Count);
        return new LabelRowSet(
            [.. wholes.SelectMany(w => Enumerable.Range(0, width).Select(k => w.Max(i => rows.Labels[(i * width) + k])))],
            [.. wholes.SelectMany(w => Enumerable.Range(0, width).Select(k => w.Max(i => margins[(i * width) + k])))],
            [.. wholes.Select(w => units[ofUnits[w[0]]])],
            width);
    }
}
