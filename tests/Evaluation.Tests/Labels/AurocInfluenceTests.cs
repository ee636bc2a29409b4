namespace I2M2.Evaluation.Tests;

/// <summary>The variance of AUROCs where rows are, and are not, independent.</summary>
public sealed class AurocInfluenceTests
{
    private static readonly double[] Scores = [.1, .4, .35, .8, .4, .7, .2, .9];
    private static readonly bool[] Positive = [false, false, true, true, true, false, false, true];

    // DeLong's variance, plus the floor; n / (n - 1) over all rows in place of each class's.
    [Fact]
    public void Where_every_row_is_a_unit_the_variance_is_DeLongs()
    {
        var influence = AurocInfluence.Of(Scores, Positive)!;
        var placements = Placements.Of(Scores, Positive)!;
        Assert.Equal(placements.Auroc, influence.Value, 1e-12);
        double Side(bool side)
        {
            double[] values = [.. placements.Values.Where((_, i) => Positive[i] == side)];
            return (values.Sum(v => Math.Pow(v - placements.Auroc, 2)) + 1) / Math.Pow(values.Length + 2, 2);
        }

        Assert.Equal((Side(true) + Side(false)) * 8 / 7, influence.Spread([.. Enumerable.Range(0, 8)]).Variance, 1e-12);
    }

    // Every row three times: one patient's copies say no more than one of them.
    [Fact]
    public void Copies_within_a_unit_do_not_make_an_interval_narrower()
    {
        double[] scores = [.. Scores.SelectMany(s => Enumerable.Repeat(s, 3))];
        bool[] positive = [.. Positive.SelectMany(p => Enumerable.Repeat(p, 3))];
        int[] units = [.. Enumerable.Range(0, 24).Select(i => i / 3)];
        var (once, copied) = (AurocInfluence.Of(Scores, Positive)!, AurocInfluence.Of(scores, positive)!);
        double WithoutFloor(Influence i, int[] u) => (i with { Floor = 0 }).Spread(u).Variance;
        // Rows are divided by their number and two more: 12 + 2 of 12 against 4 + 2 of 4.
        var expected = WithoutFloor(once, [.. Enumerable.Range(0, 8)]) * Math.Pow(3.0 * 6 / 14, 2);
        Assert.Equal(expected, WithoutFloor(copied, units), 1e-12);
        Assert.True(WithoutFloor(copied, [.. Enumerable.Range(0, 24)]) < expected / 2);
    }

    // Of 400 studies of 40 patients with 5 slices each, in which a patient's slices share most of their noise, about 95 % of the intervals hold
    // the true AUROC, P(x + 1 > y) of two normals of variance 2: 0.6915; fewer where slices count as independent.
    [Fact]
    public void Intervals_over_units_hold_the_truth_as_often_as_they_say()
    {
        const double truth = 0.691462461274013; // Phi(1 / (sqrt 2 * sqrt 2)) = Phi(0.5)
        var random = new Random(17);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var (held, heldByRows) = (0, 0);
        for (var study = 0; study < 400; study++)
        {
            var (scores, positive, units) = (new double[200], new bool[200], new int[200]);
            for (var patient = 0; patient < 40; patient++)
            {
                var own = Normal() * Math.Sqrt(1.8);
                for (var slice = 0; slice < 5; slice++)
                {
                    var i = (patient * 5) + slice;
                    (positive[i], units[i]) = (patient % 2 == 0, patient);
                    scores[i] = own + (Normal() * Math.Sqrt(0.2)) + (positive[i] ? 1 : 0);
                }
            }

            var influence = AurocInfluence.Of(scores, positive)!;
            bool Holds(int[] by)
            {
                var (low, high, _) = RowsAndSeeds.Interval(influence.Value, influence.Spread(by));
                return low <= truth && truth <= high;
            }

            held += Holds(units) ? 1 : 0;
            heldByRows += Holds([.. Enumerable.Range(0, 200)]) ? 1 : 0;
        }

        Assert.InRange(held, 364, 396);
        Assert.True(heldByRows < 320, $"{heldByRows} of 400 without units");
    }

    [Fact]
    public void Rows_of_one_class_have_none() => Assert.Null(AurocInfluence.Of([1, 2], [true, true]));
}
