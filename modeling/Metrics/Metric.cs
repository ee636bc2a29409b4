namespace I2M2.Modeling.Metrics;

/// <summary>A number, or why there is none. An undefined metric is never reported as 0.</summary>
/// <param name="Value">The value; null when undefined.</param>
/// <param name="Reason">Why it is undefined, as a sentence part; null when it is defined.</param>
public readonly record struct Metric(double? Value, string? Reason)
{
    /// <summary>A defined metric.</summary>
    public static Metric Of(double value) => new(value, null);

    /// <summary>An undefined metric and why.</summary>
    public static Metric Undefined(string reason) => new(null, reason);
}
