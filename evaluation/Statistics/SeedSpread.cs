using MathNet.Numerics.Statistics;

namespace I2M2.Evaluation;

/// <summary>One metric over the seeds of one paradigm.</summary>
/// <param name="Mean">Over seeds; null when the metric is undefined for one of them.</param>
/// <param name="Deviation">Sample standard deviation (n - 1); null for a single seed.</param>
/// <param name="Seeds">Number of seeds.</param>
/// <param name="Reason">Why there is no mean.</param>
public readonly record struct SeedSpread(double? Mean, double? Deviation, int Seeds, string? Reason)
{
    /// <param name="metrics">One a seed, at least one.</param>
    public static SeedSpread Of(IReadOnlyCollection<Metric> metrics)
    {
        var undefined = metrics.FirstOrDefault(m => m.Value is null);
        if (undefined.Reason is not null)
            return new SeedSpread(null, null, metrics.Count, undefined.Reason);
        var values = metrics.Select(m => m.Value!.Value).ToArray();
        return new SeedSpread(values.Mean(), values.Length > 1 ? values.StandardDeviation() : null, values.Length, null);
    }
}
