namespace I2M2.Evaluation;

/// <summary>
/// The receiver operating characteristic of a score: for every threshold, the share of positives found against the share of negatives
/// taken for positive. Thinned for drawing; the AUROC of a table is of all rows.
/// </summary>
/// <param name="Points">From (0, 0) to (1, 1), neither share falling.</param>
public sealed record RocCurve(IReadOnlyList<(double FalseAlarms, double Found)> Points)
{
    /// <summary>More points than a plot's pixels can tell apart.</summary>
    public const int MostPoints = 101;

    /// <param name="scores">[N], higher for the positive class.</param>
    /// <param name="positive">[N].</param>
    /// <returns>Null when the rows are of one class.</returns>
    public static RocCurve? Of(double[] scores, bool[] positive)
    {
        var groups = ScoreGroups.Ascending(scores, positive);
        var (positives, negatives) = (groups.Sum(g => g.Positives), groups.Sum(g => g.Negatives));
        if (positives == 0 || negatives == 0)
            return null;
        // From the strictest threshold down; rows of one score pass together, a straight line.
        var points = new List<(long Negatives, long Positives)> { (0, 0) };
        foreach (var (more, falseAlarms) in Enumerable.Reverse(groups))
            points.Add((points[^1].Negatives + falseAlarms, points[^1].Positives + more));
        return new RocCurve([.. Thinned(Turns(points)).Select(p => ((double)p.Negatives / negatives, (double)p.Positives / positives))]);
    }

    /// <summary>The share of positives found at a share of false alarms; between two points, on the line that joins them.</summary>
    /// <param name="falseAlarms">0..1.</param>
    public double FoundAt(double falseAlarms)
    {
        // Of points one above the other, the highest.
        var left = Points.Last(p => p.FalseAlarms <= falseAlarms);
        var right = Points.FirstOrDefault(p => p.FalseAlarms > falseAlarms, left);
        return right == left ? left.Found : left.Found + ((right.Found - left.Found) * (falseAlarms - left.FalseAlarms) / (right.FalseAlarms - left.FalseAlarms));
    }

    // A point between two on one line says nothing.
    private static List<(long Negatives, long Positives)> Turns(List<(long Negatives, long Positives)> points)
    {
        var turns = new List<(long Negatives, long Positives)>();
        foreach (var point in points)
        {
            if (turns is [.., var before, var last]
                && (last.Negatives - before.Negatives) * (point.Positives - last.Positives) == (last.Positives - before.Positives) * (point.Negatives - last.Negatives))
                turns.RemoveAt(turns.Count - 1);
            turns.Add(point);
        }

        return turns;
    }

    private static IEnumerable<(long Negatives, long Positives)> Thinned(List<(long Negatives, long Positives)> points) => points.Count <= MostPoints
        ? points
        : Enumerable.Range(0, MostPoints).Select(i => points[(int)((long)i * (points.Count - 1) / (MostPoints - 1))]);
}
