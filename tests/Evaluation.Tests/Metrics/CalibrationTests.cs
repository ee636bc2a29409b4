using FsCheck.Fluent;

namespace I2M2.Evaluation.Tests;

public class CalibrationTests
{
    [Fact]
    public void Brier_is_the_squared_distance_from_the_truth_summed_over_classes()
    {
        // 0.3^2 + 0.2^2 + 0.1^2 = 0.14, and 0.5^2 + 0.6^2 + 0.1^2 = 0.62
        var p = Given.Probabilities([0.7, 0.2, 0.1], [0.5, 0.4, 0.1]);

        Assert.Equal((0.14 + 0.62) / 2, BrierScore.Of(p, [0, 1]).Value!.Value, 12);
    }

    [Fact]
    public void Brier_is_2_for_certainty_that_is_wrong_and_0_for_certainty_that_is_right()
    {
        var p = Given.Probabilities([1, 0, 0]);

        Assert.Equal(2, BrierScore.Of(p, [2]).Value);
        Assert.Equal(0, BrierScore.Of(p, [0]).Value);
    }

    [Fact]
    public void Calibration_error_weighs_each_bins_gap_by_its_rows()
    {
        // 0.92 and 0.90 share bin (13/15, 14/15], one of them right: |0.5 - 0.91| on 2 of 4 rows; 0.62 right: 0.38; 0.75 wrong: 0.75.
        var p = Given.Probabilities([0.92, 0.08], [0.90, 0.10], [0.62, 0.38], [0.75, 0.25]);

        Assert.Equal((0.5 * 0.41) + (0.25 * 0.38) + (0.25 * 0.75), CalibrationError.Of(p, [0, 1, 0, 1]).Value!.Value, 12);
    }

    [Fact]
    public void A_bin_holds_its_upper_end()
    {
        var bins = ReliabilityBin.Of(Given.Probabilities([0.6, 0.4], [1, 0]), [0, 0]);

        Assert.Equal([(8, 1), (14, 1)], bins.Select((b, i) => (i, b.Rows)).Where(b => b.Rows > 0));
        Assert.Equal(15, bins.Length);
    }

    [Fact]
    public void Every_row_is_in_one_bin_and_the_error_is_a_share() => Given.Always(
        (from classes in Gen.Choose(2, 5) from rows in Given.Labelled(classes) select rows).ToArbitrary(),
        c =>
        {
            var p = Given.Probabilities(c.Rows);
            var bins = ReliabilityBin.Of(p, c.Labels);
            return bins.Sum(b => b.Rows) == c.Labels.Length
                && Math.Abs(bins.Sum(b => b.Rows * b.Accuracy) - Accuracy.Correct(p, c.Labels)) < 1e-9
                && CalibrationError.Of(p, c.Labels).Value is >= 0 and <= 1;
        });

    [Fact]
    public void Macro_f1_is_the_mean_over_classes_that_occur_or_are_predicted()
    {
        // Class 0: TP 2, FP 1, FN 0: 4/5. Class 1: TP 0, FN 1, FP 0: 0. Class 2: predicted once, never true: 0. Class 3: neither.
        var p = Given.Probabilities([0.7, 0.1, 0.1, 0.1], [0.7, 0.1, 0.1, 0.1], [0.7, 0.1, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1]);

        Assert.Equal(((2.0 * 2 / ((2 * 2) + 2)) + 0 + 0) / 3, MacroF1.Of(p, [0, 0, 1, 0]).Value!.Value, 12);
    }
}
