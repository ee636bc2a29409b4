namespace I2M2.Evaluation;

/// <summary>
/// For each row the share of rows of the other class that it is ranked rightly against, ties counting half. Their mean over the positives,
/// and over the negatives, is AUROC (DeLong, DeLong and Clarke-Pearson 1988: structural components V10 and V01).
/// </summary>
/// <param name="Values">[N], 0..1.</param>
/// <param name="Positive">[N].</param>
public sealed record Placements(double[] Values, bool[] Positive)
{
    // As for accuracies: two rows are added to each class, half of one each way and one without a difference, which keeps a variance honest
    // where few rows differ.
    private const double Added = 2;

    /// <param name="scores">[N], higher for the positive class.</param>
    /// <param name="positive">[N].</param>
    /// <returns>Null when the rows are of one class.</returns>
    public static Placements? Of(double[] scores, bool[] positive)
    {
        double[] Sorted(bool side) => [.. scores.Where((_, i) => positive[i] == side).Order()];
        var (positives, negatives) = (Sorted(true), Sorted(false));
        if (positives.Length == 0 || negatives.Length == 0)
            return null;
        return new([.. scores.Select((s, i) => positive[i] ? Below(negatives, s) : 1 - Below(positives, s))], positive);
    }

    /// <summary>Each row's mean over seeds.</summary>
    /// <param name="seeds">The same rows in the same order.</param>
    public static Placements Mean(IReadOnlyList<Placements> seeds) =>
        new([.. seeds[0].Values.Select((_, i) => seeds.Average(s => s.Values[i]))], seeds[0].Positive);

    /// <summary>AUROC.</summary>
    public double Auroc => Side(true).Average();

    /// <summary>These less others on the same rows.</summary>
    public Placements Less(Placements other) => new([.. Values.Zip(other.Values, (a, b) => a - b)], Positive);

    /// <summary>
    /// Variance of the mean: that of the positives' values over their number and that of the negatives' over theirs; and the count that
    /// gives Satterthwaite's degrees of freedom of that sum.
    /// </summary>
    public (double Variance, double Count) Spread()
    {
        var parts = new[] { true, false }.Select(side =>
        {
            var values = Side(side);
            var mean = values.Average();
            var n = values.Length + Added;
            return (Variance: (values.Sum(v => (v - mean) * (v - mean)) + 1) / (n - 1) / n, Freedom: n - 1);
        }).ToArray();
        var variance = parts.Sum(p => p.Variance);
        return (variance, (variance * variance / parts.Sum(p => p.Variance * p.Variance / p.Freedom)) + 1);
    }

    private double[] Side(bool side) => [.. Values.Where((_, i) => Positive[i] == side)];

    // Share of sorted values below, half of those equal.
    private static double Below(double[] sorted, double value)
    {
        int First(Func<double, bool> holds)
        {
            var (low, high) = (0, sorted.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = holds(sorted[middle]) ? (low, middle) : (middle + 1, high);
            }

            return low;
        }

        return (First(s => s >= value) + First(s => s > value)) / (2.0 * sorted.Length);
    }
}
