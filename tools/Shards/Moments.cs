using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace I2M2.Shards;

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
        // Eight sums each, on every machine, so that every machine gets the same bits.
        Vector256<double> sums0 = default, sums1 = default, squares0 = default, squares1 = default;
        var (least, greatest) = (Vector256.Create(float.PositiveInfinity), Vector256.Create(float.NegativeInfinity));
        var at = 0;
        for (; at <= values.Length - Vector256<float>.Count; at += Vector256<float>.Count)
        {
            var v = Vector256.LoadUnsafe(in MemoryMarshal.GetReference(values), (nuint)at);
            (least, greatest) = (Vector256.Min(least, v), Vector256.Max(greatest, v));
            var (low, high) = Vector256.Widen(v);
            (sums0, sums1) = (sums0 + low, sums1 + high);
            (squares0, squares1) = (squares0 + (low * low), squares1 + (high * high));
        }

        var (sum, squares, min, max) = (Vector256.Sum(sums0 + sums1), Vector256.Sum(squares0 + squares1), double.PositiveInfinity, double.NegativeInfinity);
        for (var lane = 0; lane < Vector256<float>.Count; lane++)
            (min, max) = (Math.Min(min, least[lane]), Math.Max(max, greatest[lane]));
        foreach (double v in values[at..])
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
        var rest = values;
        while (rest.Length >= Vector128<byte>.Count)
        {
            // So few that sums of squares fit 32 bits.
            var stretch = rest[..(Math.Min(rest.Length, 1 << 16) & -Vector128<byte>.Count)];
            rest = rest[stretch.Length..];
            Vector128<uint> sums = default, squareSums = default;
            var (least, greatest) = (Vector128<byte>.AllBitsSet, Vector128<byte>.Zero);
            foreach (var v in MemoryMarshal.Cast<byte, Vector128<byte>>(stretch))
            {
                (least, greatest) = (Vector128.Min(least, v), Vector128.Max(greatest, v));
                var (low, high) = Vector128.Widen(v);
                sums += Pairs(low + high);
                squareSums += Pairs(low * low) + Pairs(high * high);
            }

            sum += Vector128.Sum(sums);
            var (lower, upper) = Vector128.Widen(squareSums);
            squares += (long)Vector128.Sum(lower + upper);
            for (var lane = 0; lane < Vector128<byte>.Count; lane++)
                (min, max) = (Math.Min(min, least[lane]), Math.Max(max, greatest[lane]));
        }

        foreach (var v in rest)
        {
            sum += v;
            squares += v * v;
            min = Math.Min(min, v);
            max = Math.Max(max, v);
        }

        return values.IsEmpty ? None : new Moments(values.Length, sum, squares, min, max);
    }

    private static Vector128<uint> Pairs(Vector128<ushort> numbers)
    {
        var (low, high) = Vector128.Widen(numbers);
        return low + high;
    }

    /// <summary>Of both together.</summary>
    public Moments Plus(Moments other)
        => new(Count + other.Count, Sum + other.Sum, Squares + other.Squares, Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    /// <summary>Mean and population standard deviation; of no values all are 0.</summary>
    public ColumnStatistics Statistics()
    {
        if (Count == 0)
            return new ColumnStatistics(0, 0, 0, 0, 0);
        var mean = Sum / Count;
        return new ColumnStatistics(Count, mean, Math.Sqrt(Math.Max(0, (Squares / Count) - (mean * mean))), Min, Max);
    }
}
