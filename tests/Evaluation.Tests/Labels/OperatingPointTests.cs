namespace I2M2.Evaluation.Tests;

/// <summary>The threshold that validation rows choose, by hand.</summary>
public sealed class OperatingPointTests
{
    // Ten positives at 1..10: nine found is a tenth missed, which is not less than a tenth.
    [Fact]
    public void Less_than_a_tenth_of_the_positives_is_missed()
    {
        double[] margins = [.. Enumerable.Range(1, 10).Select(k => (double)k), -5];
        bool[] positive = [.. Enumerable.Repeat(true, 10), false];
        Assert.Equal(1, OperatingPoint.Choose(margins, positive)!.Value.Threshold);
    }

    // Twenty at 1..20: nineteen found is a twentieth missed, eighteen a tenth.
    [Fact]
    public void Of_thresholds_that_miss_few_enough_the_highest_has_the_fewest_false_alarms()
    {
        double[] margins = [.. Enumerable.Range(1, 20).Select(k => (double)k), 1.5, 2.5];
        bool[] positive = [.. Enumerable.Repeat(true, 20), false, false];
        var point = OperatingPoint.Choose(margins, positive)!.Value;
        Assert.Equal(2, point.Threshold);
        var (sensitivity, specificity, balanced) = point.On(margins, positive);
        Assert.Equal((0.95, 0.5, 0.725), (sensitivity.Value, specificity.Value, balanced.Value));
    }

    [Fact]
    public void A_row_at_the_threshold_counts_as_present()
    {
        var (sensitivity, specificity, _) = new OperatingPoint(0.5).On([0.5, 0.4, 0.5, 0.4], [true, true, false, false]);
        Assert.Equal((0.5, 0.5), (sensitivity.Value, specificity.Value));
    }

    [Fact]
    public void Rows_of_one_class_choose_nothing_and_leave_one_share_undefined()
    {
        Assert.Null(OperatingPoint.Choose([1, 2], [true, true]));
        Assert.Null(OperatingPoint.Choose([1, 2], [false, false]));
        var (sensitivity, specificity, balanced) = new OperatingPoint(1.5).On([1, 2], [false, false]);
        Assert.Equal((null, 0.5, null), (sensitivity.Value, specificity.Value, balanced.Value));
        Assert.Contains("no positive", sensitivity.Reason, StringComparison.Ordinal);
    }
}
