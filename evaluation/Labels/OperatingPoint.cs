using I2M2.Modeling.Metrics;

namespace I2M2.Evaluation;

/// <summary>
/// A threshold on margins from which on a label counts as present, chosen on validation rows and applied to others: the one with the fewest
/// false alarms among those that miss less than a tenth of the positives. Sensitivity above 0.9 as in the reference's evaluation, which
/// chooses on the test rows themselves; here the test rows have no say.
/// </summary>
/// <param name="Threshold">Present when the margin is at least this; nats.</param>
internal readonly record struct OperatingPoint(double Threshold)
{
    private const double MostMissed = 0.1;

    /// <param name="margins">Of the validation rows, [N].</param>
    /// <param name="positive">[N].</param>
    /// <returns>Null when the rows are of one class.</returns>
    public static OperatingPoint? Choose(double[] margins, bool[] positive)
    {
        var positives = positive.Count(p => p);
        if (positives == 0 || positives == positive.Length)
            return null;
        // False alarms grow as the threshold falls: the first that misses few enough has the fewest.
        double[] descending = [.. margins.Where((_, i) => positive[i]).OrderDescending()];
        var found = 0;
        while ((double)(positives - found) / positives >= MostMissed)
            found++;
        return new OperatingPoint(descending[found - 1]);
    }

    /// <summary>Share of positives found and of negatives left alone, each undefined without such rows, and their mean.</summary>
    /// <param name="margins">[N].</param>
    /// <param name="positive">[N].</param>
    public (Metric Sensitivity, Metric Specificity, Metric BalancedAccuracy) On(double[] margins, bool[] positive)
    {
        var (truePositives, positives, trueNegatives) = (0, 0, 0);
        for (var i = 0; i < margins.Length; i++)
        {
            var present = margins[i] >= Threshold;
            positives += positive[i] ? 1 : 0;
            truePositives += positive[i] && present ? 1 : 0;
            trueNegatives += !positive[i] && !present ? 1 : 0;
        }

        var negatives = margins.Length - positives;
        var sensitivity = positives > 0 ? Metric.Of((double)truePositives / positives) : Metric.Undefined("no positive in the labels");
        var specificity = negatives > 0 ? Metric.Of((double)trueNegatives / negatives) : Metric.Undefined("no negative in the labels");
        return (sensitivity, specificity, (sensitivity.Value + specificity.Value) / 2 is { } mean ? Metric.Of(mean) : Metric.Undefined("only one class in the labels"));
    }
}
