namespace I2M2.Modeling.Metrics;

/// <summary>How often each class is the true one.</summary>
public static class ClassCounts
{
    /// <param name="labels">True classes, each in 0..classes-1.</param>
    /// <param name="classes">Number of classes, C.</param>
    /// <returns>[C].</returns>
    public static int[] Of(ReadOnlySpan<int> labels, int classes)
    {
        var counts = new int[classes];
        foreach (var label in labels)
            counts[label]++;
        return counts;
    }
}
