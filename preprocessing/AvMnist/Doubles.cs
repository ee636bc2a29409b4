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
}
