using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace I2M2.Preprocessing.FastMri.Transform;

/// <summary>
/// The inverse Fourier transform of eight sequences at once, element by element side by side in memory, so that one instruction works on several: Stockham's
/// decimation in frequency, which needs no reordering, of radices 5, 4, 3 and 2. Twiddle factors are computed in double. Not scaled.
/// </summary>
internal sealed unsafe class FourierPasses
{
    /// <summary>Sequences that are transformed together.</summary>
    internal const int Lanes = 8;

    // A complex number is two floats; a vector holds four of them, a row of lanes two vectors.
    private const int RowFloats = 2 * Lanes, VectorFloats = RowFloats / 2;
    private static readonly int[] Radices = [5, 4, 3, 2];
    private readonly int[] radices;
    private readonly float[][] twiddles;

    /// <param name="length">Elements of a sequence; <see cref="Has"/> must be true.</param>
    internal FourierPasses(int length)
    {
        Length = length;
        radices = [.. Factors(length)!];
        twiddles = new float[radices.Length][];
        var left = length;
        for (var pass = 0; pass < radices.Length; left /= radices[pass++])
        {
            var (radix, blocks) = (radices[pass], left / radices[pass]);
            twiddles[pass] = [.. Enumerable.Range(0, blocks).SelectMany(p => Enumerable.Range(1, radix - 1).SelectMany(k => Twiddle(p * k, left)))];
        }
    }

    /// <summary>Elements of a sequence.</summary>
    internal int Length { get; }

    /// <summary>Floats of a buffer for eight sequences.</summary>
    internal int BufferFloats => Length * RowFloats;

    /// <summary>Whether this machine can, and the length has no prime factor above 5.</summary>
    internal static bool Has(int length) => Avx2.IsSupported && Fma.IsSupported && Factors(length) is not null;

    /// <summary>Transforms eight sequences.</summary>
    /// <param name="sequences">[length, 8] complex, row-major; overwritten.</param>
    /// <param name="other">As large; overwritten.</param>
    /// <returns>The one of the two that holds the result.</returns>
    internal float* Run(float* sequences, float* other)
    {
        var (left, stride) = (Length, 1);
        for (var pass = 0; pass < radices.Length; pass++)
        {
            var (radix, blocks) = (radices[pass], left / radices[pass]);
            fixed (float* factors = twiddles[pass])
            {
                switch (radix)
                {
                    case 5:
                        Fives(sequences, other, factors, blocks, stride);
                        break;
                    case 4:
                        Fours(sequences, other, factors, blocks, stride);
                        break;
                    case 3:
                        Threes(sequences, other, factors, blocks, stride);
                        break;
                    default:
                        Twos(sequences, other, factors, blocks, stride);
                        break;
                }
            }

            var result = other;
            other = sequences;
            sequences = result;
            (left, stride) = (blocks, stride * radix);
        }

        return sequences;
    }

    private static List<int>? Factors(int length)
    {
        var factors = new List<int>();
        foreach (var radix in Radices)
        {
            for (; length > 1 && length % radix == 0; length /= radix)
                factors.Add(radix);
        }

        return length == 1 ? factors : null;
    }

    private static float[] Twiddle(int numerator, int denominator)
    {
        var (sine, cosine) = Math.SinCos(2 * Math.PI * numerator / denominator);
        return [(float)cosine, (float)sine];
    }

    // A pass of radix r: y[q + s (r p + k)] = w^(p k) sum_j x[q + s (p + j m)] e^(2 pi i j k / r), of m blocks p and stride s.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fives(float* x, float* y, float* factors, int blocks, int stride)
    {
        const float Cosine1 = 0.309016994374947424f, Cosine2 = -0.809016994374947424f, Sine1 = 0.951056516295153572f, Sine2 = 0.587785252292473129f;
        var (step, span) = ((nint)stride * blocks * RowFloats, (nint)stride * RowFloats);
        for (var p = 0; p < blocks; p++, factors += 8)
        {
            var from = x + (p * span);
            var to = y + (5 * p * span);
            for (nint q = 0; q < span; q += VectorFloats, from += VectorFloats, to += VectorFloats)
            {
                var (a, b, c) = (Vector256.Load(from), Vector256.Load(from + step), Vector256.Load(from + (2 * step)));
                var (d, e) = (Vector256.Load(from + (3 * step)), Vector256.Load(from + (4 * step)));
                var (outer, inner, across, within) = (b + e, c + d, b - e, c - d);
                var (one, two) = (a + (outer * Cosine1) + (inner * Cosine2), a + (outer * Cosine2) + (inner * Cosine1));
                var (turned1, turned2) = (TimesI((across * Sine1) + (within * Sine2)), TimesI((across * Sine2) - (within * Sine1)));
                Vector256.Store(a + outer + inner, to);
                Vector256.Store(Times(one + turned1, factors), to + span);
                Vector256.Store(Times(two + turned2, factors + 2), to + (2 * span));
                Vector256.Store(Times(two - turned2, factors + 4), to + (3 * span));
                Vector256.Store(Times(one - turned1, factors + 6), to + (4 * span));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fours(float* x, float* y, float* factors, int blocks, int stride)
    {
        var (step, span) = ((nint)stride * blocks * RowFloats, (nint)stride * RowFloats);
        for (var p = 0; p < blocks; p++, factors += 6)
        {
            var from = x + (p * span);
            var to = y + (4 * p * span);
            for (nint q = 0; q < span; q += VectorFloats, from += VectorFloats, to += VectorFloats)
            {
                var (a, b, c, d) = (Vector256.Load(from), Vector256.Load(from + step), Vector256.Load(from + (2 * step)), Vector256.Load(from + (3 * step)));
                var (even, odd, sum, turned) = (a + c, a - c, b + d, TimesI(b - d));
                Vector256.Store(even + sum, to);
                Vector256.Store(Times(odd + turned, factors), to + span);
                Vector256.Store(Times(even - sum, factors + 2), to + (2 * span));
                Vector256.Store(Times(odd - turned, factors + 4), to + (3 * span));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Threes(float* x, float* y, float* factors, int blocks, int stride)
    {
        const float Sine = 0.866025403784438647f;
        var (step, span) = ((nint)stride * blocks * RowFloats, (nint)stride * RowFloats);
        for (var p = 0; p < blocks; p++, factors += 4)
        {
            var from = x + (p * span);
            var to = y + (3 * p * span);
            for (nint q = 0; q < span; q += VectorFloats, from += VectorFloats, to += VectorFloats)
            {
                var (a, b, c) = (Vector256.Load(from), Vector256.Load(from + step), Vector256.Load(from + (2 * step)));
                var (sum, turned) = (b + c, TimesI((b - c) * Sine));
                var middle = a - (sum * 0.5f);
                Vector256.Store(a + sum, to);
                Vector256.Store(Times(middle + turned, factors), to + span);
                Vector256.Store(Times(middle - turned, factors + 2), to + (2 * span));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Twos(float* x, float* y, float* factors, int blocks, int stride)
    {
        var (step, span) = ((nint)stride * blocks * RowFloats, (nint)stride * RowFloats);
        for (var p = 0; p < blocks; p++, factors += 2)
        {
            var from = x + (p * span);
            var to = y + (2 * p * span);
            for (nint q = 0; q < span; q += VectorFloats, from += VectorFloats, to += VectorFloats)
            {
                var (a, b) = (Vector256.Load(from), Vector256.Load(from + step));
                Vector256.Store(a + b, to);
                Vector256.Store(Times(a - b, factors), to + span);
            }
        }
    }

    // (a + bi)(c + di) of interleaved numbers: even lanes ac - bd, odd lanes bc + ad.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Times(Vector256<float> z, float* factor) =>
        Fma.MultiplyAddSubtract(z, Vector256.Create(factor[0]), Swapped(z) * Vector256.Create(factor[1]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> TimesI(Vector256<float> z) => Swapped(z) ^ Vector256.Create(-0f, 0f, -0f, 0f, -0f, 0f, -0f, 0f);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Swapped(Vector256<float> z) => Avx.Permute(z, 0b10_11_00_01);
}
