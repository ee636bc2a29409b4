namespace I2M2.Evaluation.Tests;

/// <summary>AUROC's interval and the lead in it: DeLong's structural components, over seeds.</summary>
public class AurocDifferenceTests
{
    [Fact]
    public void Placements_average_to_AUROC_over_the_positives_and_over_the_negatives() => Given.Always(Given.Scored(), s =>
    {
        if (Placements.Of(s.Scores, s.Positive) is not { } placements)
            return s.Positive.Distinct().Count() == 1;
        var ofNegatives = placements.Values.Where((_, i) => !s.Positive[i]).Average();
        var expected = Auroc.Binary(s.Scores, s.Positive).Value!.Value;
        return Math.Abs(placements.Auroc - expected) < 1e-12 && Math.Abs(ofNegatives - expected) < 1e-12;
    });

    [Fact]
    public void A_paradigm_has_no_lead_over_itself()
    {
        var one = Drawn(new Random(1), 30, 0.8);
        var found = AurocDifference.Of([one], [one]);
        Assert.Equal((0, 1, false), (found.Difference, found.P, found.CoversSeeds));
        Assert.True(found.Low < 0 && found.High > 0);
    }

    [Fact]
    public void The_other_way_round_the_lead_is_the_negative()
    {
        var random = new Random(2);
        Placements[] first = [Drawn(random, 60, 1), Drawn(random, 60, 1)], second = [Drawn(random, 60, 0), Drawn(random, 60, 0)];
        var (there, back) = (AurocDifference.Of(first, second), AurocDifference.Of(second, first));
        Assert.Equal(there.Difference, -back.Difference, 1e-9);
        Assert.Equal(there.Low, -back.High, 1e-9);
        Assert.Equal(there.P, back.P, 1e-9);
        Assert.True(there.Difference > 0 && there.CoversSeeds);
    }

    [Fact]
    public void Without_a_true_difference_a_lead_is_called_more_than_chance_in_at_most_one_of_twenty()
    {
        var random = new Random(3);
        var falseAlarms = Enumerable.Range(0, 1000).Count(_ => AurocDifference.Of([Drawn(random, 100, 1)], [Drawn(random, 100, 1)]).P < 0.05);
        Assert.InRange(falseAlarms, 5, 65);
    }

    [Fact]
    public void The_interval_of_one_run_holds_the_true_value_in_about_nineteen_of_twenty()
    {
        // Scores of unit variance a distance d apart: AUROC = Phi(d / sqrt 2).
        var truth = MathNet.Numerics.Distributions.Normal.CDF(0, 1, 1 / Math.Sqrt(2));
        var random = new Random(4);
        var held = Enumerable.Range(0, 1000).Count(_ => AurocDifference.Interval([Drawn(random, 100, 1)]) is var (low, high) && low <= truth && truth <= high);
        Assert.InRange(held, 930, 995);
    }

    // Every fifth row is positive.
    private static Placements Drawn(Random random, int rows, double distance)
    {
        bool[] positive = [.. Enumerable.Range(0, rows).Select(i => i % 5 == 0)];
        return Placements.Of([.. positive.Select(p => MathNet.Numerics.Distributions.Normal.Sample(random, p ? distance : 0, 1))], positive)!;
    }
}
