using FsCheck;
using FsCheck.Fluent;

namespace I2M2.Evaluation.Tests;

public class AccuracyDifferenceTests
{
    [Fact]
    public void Rows_and_seeds_both_widen_the_interval()
    {
        // Differences 0, 1/2, 1, 0 and two rows added: centre 1.5 / 6, variance 1.875 / 5 / 6; the first side's seeds add 0.03125 / 2.
        // Degrees of freedom 5.952, t = 2.4517, so 0.25 -+ 2.4517 x 0.27951.
        var found = AccuracyDifference.Of([[true, true, true, true], [true, false, true, true]], [[true, false, false, true], [true, false, false, true]]);

        Assert.Equal(0.375, found.Difference, 12);
        Assert.Equal(-0.4353, found.Low, 4);
        Assert.Equal(0.9353, found.High, 4);
        Assert.Equal(0.4058, found.P, 3);
        Assert.True(found.CoversSeeds);
    }

    [Fact]
    public void One_seed_each_agrees_with_Agresti_and_Min()
    {
        // 20 rows only the first has right, 8 only the second, of 100: (20 - 8) / 102 -+ t sqrt((28 + 1 - 144 / 102) / 101 / 102).
        bool[] first = [.. Enumerable.Range(0, 100).Select(i => i < 20 || i >= 50)];
        bool[] second = [.. Enumerable.Range(0, 100).Select(i => i is >= 20 and < 28 || i >= 50)];

        var found = AccuracyDifference.Of([first], [second]);

        var half = 1.98373 * Math.Sqrt((29 - (144.0 / 102)) / 101 / 102);
        Assert.Equal(0.12, found.Difference, 12);
        Assert.Equal((12.0 / 102) - half, found.Low, 5);
        Assert.Equal((12.0 / 102) + half, found.High, 5);
        Assert.False(found.CoversSeeds);
    }

    [Fact]
    public void The_other_way_round_it_is_the_same_difference() => Given.Always(TwoSides(), c =>
    {
        var (there, back) = (AccuracyDifference.Of(c.A, c.B), AccuracyDifference.Of(c.B, c.A));
        return Close(there.Difference, -back.Difference) && Close(there.Low, -back.High) && Close(there.High, -back.Low) && Close(there.P, back.P);
    });

    [Fact]
    public void The_interval_leaves_out_0_exactly_where_p_is_below_5_percent() => Given.Always(
        TwoSides(), c => AccuracyDifference.Of(c.A, c.B) is var d && (d.P < 0.05) == (d.Low > 0 || d.High < 0));

    [Fact]
    public void The_same_predictions_differ_by_nothing()
    {
        bool[][] runs = [[true, false, true], [true, true, true]];

        var found = AccuracyDifference.Of(runs, runs);

        Assert.Equal((0, 1), (found.Difference, found.P));
        Assert.Equal(-found.Low, found.High, 12);
    }

    [Fact]
    public void Of_twenty_studies_without_a_difference_about_one_is_taken_for_one()
    {
        var random = new Random(5);
        bool[] Run(double accuracy) => [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble() < accuracy)];
        // Each seed has an accuracy of its own around 0.8.
        bool[][] Side() => [.. Enumerable.Range(0, 3).Select(_ => Run(0.75 + (0.1 * random.NextDouble())))];

        var falseAlarms = Enumerable.Range(0, 1000).Count(_ => AccuracyDifference.Of(Side(), Side()).P < 0.05);

        Assert.InRange(falseAlarms, 5, 60);
    }

    [Fact]
    public void Holm_multiplies_the_smallest_most()
    {
        double[] adjusted = [0.03, 0.06, 0.06, 0.02];
        var found = Holm.Adjust([0.01, 0.04, 0.03, 0.005]);
        for (var i = 0; i < adjusted.Length; i++)
            Assert.Equal(adjusted[i], found[i], 12);
        Assert.Equal([1.0, 1.0], Holm.Adjust([0.7, 0.8]));
    }

    [Fact]
    public void The_mean_of_perfect_seeds_is_not_certain()
    {
        bool[][] seeds = [[true, true, true, true, true, true], [true, true, true, true, true, true]];

        var mean = MeanAccuracy.Of(seeds);

        // (6 + 2) / 10 -+ t(9) sqrt((6 x 0.04 + 2 x 0.04 + 2 x 0.64) / 9 / 10)
        Assert.Equal((1.0, 1.0), (mean.Mean, mean.High));
        Assert.Equal(0.8 - (2.26216 * Math.Sqrt(1.6 / 90)), mean.Low, 4);
    }

    [Fact]
    public void One_seed_has_Wilsons_interval()
    {
        var mean = MeanAccuracy.Of([[.. Enumerable.Range(0, 10).Select(i => i < 8)]]);

        Assert.Equal((WilsonInterval.Of(8, 10).Low, WilsonInterval.Of(8, 10).High), (mean.Low, mean.High));
    }

    private static Arbitrary<(bool[][] A, bool[][] B)> TwoSides() => (
        from rows in Gen.Choose(1, 30)
        from seedsA in Gen.Choose(1, 4)
        from seedsB in Gen.Choose(1, 4)
        from a in Gen.Elements(true, false).ArrayOf(rows).ArrayOf(seedsA)
        from b in Gen.Elements(true, false, true).ArrayOf(rows).ArrayOf(seedsB)
        select (a, b)).ToArbitrary();

    private static bool Close(double a, double b) => Math.Abs(a - b) < 1e-9;
}
