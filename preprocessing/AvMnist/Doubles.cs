using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>Sums over vectors of doubles, four at a time on every machine, so that every machine gets the same bits.</summary>
internal static class Doubles
{
    private const int Lanes = 4;
    private const int Stride = 4 * Lanes;

    /// <summary>Sum of a_i b_i.</summary>
    internal static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(a.Length, b.Length);
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        Vector256<double> s0 = default, s1 = default, s2 = default, s3 = default;
        var at = 0;
        for (; at <= a.Length - Stride; at += Stride)
        {
            var i = (nuint)at;
            s0 += Vector256.LoadUnsafe(ref x, i) * Vector256.LoadUnsafe(ref y, i);
            s1 += Vector256.LoadUnsafe(ref x, i + Lanes) * Vector256.LoadUnsafe(ref y, i + Lanes);
            s2 += Vector256.LoadUnsafe(ref x, i + (2 * Lanes)) * Vector256.LoadUnsafe(ref y, i + (2 * Lanes));
            s3 += Vector256.LoadUnsafe(ref x, i + (3 * Lanes)) * Vector256.LoadUnsafe(ref y, i + (3 * Lanes));
        }

        var sum = Vector256.Sum(s0 + s1 + (s2 + s3));
        for (; at < a.Length; at++)
            sum += a[at] * b[at];
        return sum;
    }

    /// <summary>Adds factor a_i to every sum_i.</summary>
    internal static void AddScaled(ReadOnlySpan<double> a, double factor, Span<double> sum)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(a.Length, sum.Length);
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(sum);
        var factors = Vector256.Create(factor);
        var at = 0;
        for (; at <= a.Length - Lanes; at += Lanes)
            (Vector256.LoadUnsafe(ref y, (nuint)at) + (factors * Vector256.LoadUnsafe(ref x, (nuint)at))).StoreUnsafe(ref y, (nuint)at);
        for (; at < a.Length; at++)
            sum[at] += factor * a[at];
    }

    /// <summary>Doubles of bytes.</summary>
    internal static void Widen(ReadOnlySpan<byte> bytes, Span<double> result)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, result.Length);
        ref var from = ref MemoryMarshal.GetReference(bytes);
        ref var to = ref MemoryMarshal.GetReference(result);
        var at = 0;
        for (; at <= bytes.Length - Stride; at += Stride)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)at));
            StoreDoubles(low.AsInt16(), ref to, (nuint)at);
            StoreDoubles(high.AsInt16(), ref to, (nuint)(at + (Stride / 2)));
        }

        for (; at < bytes.Length; at++)
            result[at] = bytes[at];
    }

    /// <summary>Floats of doubles.</summary>
    internal static void Narrow(ReadOnlySpan<double> numbers, Span<float> result)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(numbers.Length, result.Length);
        ref var from = ref MemoryMarshal.GetReference(numbers);
        ref var to = ref MemoryMarshal.GetReference(result);
        var at = 0;
        for (; at <= numbers.Length - (2 * Lanes); at += 2 * Lanes)
            Vector256.Narrow(Vector256.LoadUnsafe(ref from, (nuint)at), Vector256.LoadUnsafe(ref from, (nuint)at + Lanes)).StoreUnsafe(ref to, (nuint)at);
        for (; at < numbers.Length; at++)
            result[at] = (float)numbers[at];
    }

    private static void StoreDoubles(Vector128<short> numbers, ref double to, nuint at)
    {
        // By way of floats, which hold any byte exactly: from whole numbers of 64 bits there is no quick way.
        var (low, high) = Vector256.Widen(Vector256.ConvertToSingle(Vector256.Create(Vector128.WidenLower(numbers), Vector128.WidenUpper(numbers))));
        low.StoreUnsafe(ref to, at);
        high.StoreUnsafe(ref to, at + Lanes);
    }
}
