namespace I2M2.Evaluation.Tests;

public class RocCurveTests
{
    [Fact]
    public void Goes_from_the_strictest_threshold_to_the_loosest_rows_of_one_score_passing_together()
    {
        // From the top: a positive alone, then one of each together, then two negatives.
        var curve = RocCurve.Of([4, 3, 3, 2, 1], [true, true, false, false, false])!;
        Assert.Equal([(0, 0), (0, 0.5), (1.0 / 3, 1), (1, 1)], curve.Points);
        Assert.Equal([0.5, 0.75, 1], new[] { 0, 1.0 / 6, 0.5 }.Select(curve.FoundAt));
    }

    [Fact]
    public void A_constant_score_is_the_diagonal() =>
        Assert.Equal([(0, 0), (1, 1)], RocCurve.Of([3, 3, 3], [true, false, false])!.Points);

    [Fact]
    public void There_is_none_of_one_class() => Assert.Null(RocCurve.Of([1, 2], [true, true]));

    [Fact]
    public void The_area_below_is_the_auroc() => Given.Always(Given.Scored(), s =>
        RocCurve.Of(s.Scores, s.Positive) is not { } curve || Math.Abs(Area(curve) - Auroc.Binary(s.Scores, s.Positive).Value!.Value) < 1e-12);

    [Fact]
    public void Of_many_rows_a_hundred_and_one_points_keep_the_ends_and_nearly_the_area()
    {
        var random = new Random(1);
        bool[] positive = [.. Enumerable.Range(0, 5000).Select(_ => random.Next(4) == 0)];
        double[] scores = [.. positive.Select(p => random.NextDouble() + (p ? 0.5 : 0))];
        var curve = RocCurve.Of(scores, positive)!;
        Assert.Equal((RocCurve.MostPoints, (0.0, 0.0), (1.0, 1.0)), (curve.Points.Count, curve.Points[0], curve.Points[^1]));
        Assert.Equal(Auroc.Binary(scores, positive).Value!.Value, Area(curve), 5e-3);
    }

    private static double Area(RocCurve curve) => curve.Points.Zip(curve.Points.Skip(1), (a, b) => (b.FalseAlarms - a.FalseAlarms) * (a.Found + b.Found) / 2).Sum();
}
