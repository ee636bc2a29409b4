using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>Count, sum, sum of squares and extremes of some values; added up in a fixed order they give the same statistics every time.</summary>
/// <param name="Count">Values.</param>
/// <param name="Sum">Their sum.</param>
/// <param name="Squares">Sum of their squares.</param>
/// <param name="Min">Least.</param>
/// <param name="Max">Greatest.</param>
public readonly record struct Moments(long Count, double Sum, double Squares, double Min, double Max)
{
    /// <summary>Of no values.</summary>
    public static Moments None { get; } = new(0, 0, 0, double.PositiveInfinity, double.NegativeInfinity);

    /// <summary>Of float values.</summary>
    public static Moments Of(ReadOnlySpan<float> values)
    {
        var (sum, squares, min, max) = (0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (double v in values)
        {
            sum += v;
            squares += v * v;
            min = Math.Min(min, v);
            max = Math.Max(max, v);
        }

        return new Moments(values.Length, sum, squares, min, max);
    }

    /// <summary>Of bytes; exact.</summary>
    public static Moments Of(ReadOnlySpan<byte> values)
    {
        var (sum, squares, min, max) = (0L, 0L, byte.MaxValue, byte.MinValue);
        foreach (var v in values)
        {
            sum += v;
            squares += v * v;
            min = Math.Min(min, v);
            max = Math.Max(max, v);
        }

        return values.IsEmpty ? None : new Moments(values.Length, sum, squares, min, max);
    }

    /// <summary>Of both together.</summary>
    public Moments Plus(Moments other)
        => new(Count + other.Count, Sum + other.Sum, Squares + other.Squares, Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    /// <summary>Mean and population standard deviation.</summary>
    public ColumnStatistics Statistics()
    {
        var mean = Sum / Count;
        return new ColumnStatistics(Count, mean, Math.Sqrt(Math.Max(0, (Squares / Count) - (mean * mean))), Min, Max);
    }
}
