namespace I2M2.Evaluation;

/// <summary>
/// A figure, or a mean or difference of several on the same rows, and by how much each row moves it (an infinitesimal jackknife). Rows of one unit, such as a patient's slices or the
/// questions about one picture, move it together, so its variance comes from the units' sums (Obuchowski 1997).
/// </summary>
/// <param name="Value">The figure.</param>
/// <param name="Rows">[N].</param>
/// <param name="Floor">Least variance, which keeps it honest where few rows differ.</param>
internal sealed record Influence(double Value, double[] Rows, double Floor)
{
    // As Agresti and Min (2005) have it for shares.
    private const double Added = 2;

    /// <summary>Of a mean of the rows' scores.</summary>
    /// <param name="scores">[N], each 0 to 1.</param>
    public static Influence OfMean(IReadOnlyList<double> scores)
    {
        var (mean, n) = (scores.Average(), scores.Count + Added);
        return new(mean, [.. scores.Select(s => (s - mean) / n)], 1 / (n * n));
    }

    /// <summary>The mean of several, over seeds or over labels.</summary>
    /// <param name="several">On the same rows in the same order.</param>
    public static Influence Mean(IReadOnlyList<Influence> several) => new(
        several.Average(s => s.Value), [.. several[0].Rows.Select((_, i) => several.Average(s => s.Rows[i]))], several.Average(s => s.Floor));

    /// <summary>This less another on the same rows.</summary>
    public Influence Less(Influence other) => new(Value - other.Value, [.. Rows.Zip(other.Rows, (a, b) => a - b)], (Floor + other.Floor) / 2);

    /// <summary>Variance that other units of the same kind would give, and how many units there are.</summary>
    /// <param name="units">Number of the unit that each row belongs to, [N].</param>
    public (double Variance, double Count) Spread(IReadOnlyList<int> units)
    {
        var sums = new Dictionary<int, double>();
        for (var i = 0; i < Rows.Length; i++)
            sums[units[i]] = sums.GetValueOrDefault(units[i]) + Rows[i];
        // Fewer than two units say nothing of others; their number stands in the degrees of freedom.
        var count = Math.Max(2, sums.Count);
        return ((sums.Values.Sum(s => s * s) + Floor) * count / (count - 1.0), count);
    }
}
