namespace I2M2.Evaluation.Tests;

public class IntervalTests
{
    [Theory]
    [InlineData(8, 10, 0.490162, 0.943318)]
    [InlineData(0, 10, 0.0, 0.277533)]
    [InlineData(10, 10, 0.722467, 1.0)]
    public void Wilson_interval_agrees_with_published_values(int successes, int n, double low, double high)
    {
        var interval = WilsonInterval.Of(successes, n);

        Assert.Equal(low, interval.Low, 6);
        Assert.Equal(high, interval.High, 6);
    }

    [Fact]
    public void Seeds_spread_by_the_sample_standard_deviation()
    {
        var spread = SeedSpread.Of([Metric.Of(0.7), Metric.Of(0.8)]);

        Assert.Equal(0.75, spread.Mean!.Value, 12);
        Assert.Equal(0.0707107, spread.Deviation!.Value, 7);
        Assert.Equal(2, spread.Seeds);
    }

    [Fact]
    public void One_seed_has_no_spread() => Assert.Null(SeedSpread.Of([Metric.Of(0.7)]).Deviation);

    [Fact]
    public void A_metric_undefined_for_one_seed_has_no_mean()
    {
        var spread = SeedSpread.Of([Metric.Of(0.7), Metric.Undefined("why")]);

        Assert.Equal((null, "why"), (spread.Mean, spread.Reason));
    }
}
