using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// One-sided power spectra |DFT|^2 of the windowed stretches of a sound, zero-padded to 223 points: 112 bins, and no Nyquist bin since
/// 223 is odd. 223 is prime and stretches are short, so the sums themselves with a table are as fast as a transform would be.
/// Power does not depend on where the stretch begins, so sums run from its middle outward: there the cosine takes the even part and
/// the sine the odd part of the stretch, each half as long.
/// </summary>
internal static class PowerSpectrum
{
    /// <summary>Points of the transform.</summary>
    internal const int Points = 223;

    /// <summary>Frequencies from 0 upward.</summary>
    internal const int Bins = 112;

    // Two stretches by two vectors of bins: eight sums, which hide the latency of one another.
    private const int Lanes = 4;
    private const int Block = 2 * Lanes;

    // For stretches of odd length sums are over whole distances from the middle, for even ones over halves 1/2, 3/2, ...
    private const int Farthest = (Points / 2) + 1;
    private static readonly double[] OddLengths = Table(0);
    private static readonly double[] EvenLengths = Table(1);

    /// <summary>Hann window, symmetric: 0.5 - 0.5 cos(2 pi n / (length - 1)).</summary>
    internal static double[] Hann(int length) => length == 1
        ? [1]
        : [.. Enumerable.Range(0, length).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / (length - 1))))];

    /// <summary>
    /// Spectra of successive stretches. All bins but DC count double, for their mirror images; when a stretch has an even number of
    /// samples the topmost does not (Matplotlib's mlab.psd decides by the stretch, not by the padded length).
    /// </summary>
    /// <param name="samples">The sound.</param>
    /// <param name="cut">Length of a stretch, at most 223, and overlap of neighbours.</param>
    /// <param name="powers">[stretches, 112]; as many stretches as fit are computed.</param>
    internal static void Compute(ReadOnlySpan<float> samples, Segmentation cut, Span<double> powers)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(cut.Length, Points);
        var window = Hann(cut.Length);
        var half = (cut.Length + 1) / 2;
        var table = cut.Length % 2 == 1 ? OddLengths : EvenLengths;
        var count = powers.Length / Bins;

        // [pair of stretches, distance, (even, odd) of the first, (even, odd) of the second]; an odd one out is paired with silence.
        var pairs = (count + 1) / 2;
        var rented = ArrayPool<double>.Shared.Rent(pairs * half * 4);
        var folded = rented.AsSpan(0, pairs * half * 4);
        folded.Clear();
        for (var stretch = 0; stretch < count; stretch++)
            Fold(samples.Slice(stretch * cut.Step, cut.Length), window, folded.Slice(stretch / 2 * half * 4, half * 4), stretch % 2 * 2);
        Span<double> spare = stackalloc double[Bins];
        for (var first = 0; first < Bins; first += Block)
        {
            for (var pair = 0; pair < pairs; pair++)
            {
                var second = (2 * pair) + 1 < count ? powers[(((2 * pair) + 1) * Bins)..] : spare;
                Sum(folded.Slice(pair * half * 4, half * 4), table.AsSpan(first / Block * Farthest * 2 * Block), powers.Slice((2 * pair * Bins) + first), second[first..]);
            }
        }

        ArrayPool<double>.Shared.Return(rented);
        for (var stretch = 0; stretch < count; stretch++)
        {
            powers[stretch * Bins] /= 2;
            if (cut.Length % 2 == 0)
                powers[(stretch * Bins) + Bins - 1] /= 2;
        }
    }

    /// <summary>Even and odd part of a windowed stretch about its middle, at growing distance.</summary>
    private static void Fold(ReadOnlySpan<float> stretch, ReadOnlySpan<double> window, Span<double> folded, int at)
    {
        var (right, left) = (stretch.Length / 2, (stretch.Length - 1) / 2);
        for (var distance = 0; right < stretch.Length; distance++, right++, left--)
        {
            var (after, before) = (window[right] * stretch[right], window[left] * stretch[left]);

            // The middle sample of an odd stretch is its own mirror image.
            folded[(distance * 4) + at] = right == left ? after : after + before;
            folded[(distance * 4) + at + 1] = after - before;
        }
    }

    /// <summary>Twice |DFT|^2 of eight bins of two stretches.</summary>
    private static void Sum(ReadOnlySpan<double> folded, ReadOnlySpan<double> table, Span<double> first, Span<double> second)
    {
        Vector256<double> re0 = default, re1 = default, im0 = default, im1 = default;
        Vector256<double> otherRe0 = default, otherRe1 = default, otherIm0 = default, otherIm1 = default;
        ref var wave = ref MemoryMarshal.GetReference(table);
        nuint at = 0;
        for (var i = 0; i < folded.Length; i += 4)
        {
            var (cos0, cos1) = (Vector256.LoadUnsafe(ref wave, at), Vector256.LoadUnsafe(ref wave, at + Lanes));
            var (sin0, sin1) = (Vector256.LoadUnsafe(ref wave, at + (2 * Lanes)), Vector256.LoadUnsafe(ref wave, at + (3 * Lanes)));
            var even = Vector256.Create(folded[i]);
            (re0, re1) = (Vector256.FusedMultiplyAdd(even, cos0, re0), Vector256.FusedMultiplyAdd(even, cos1, re1));
            var odd = Vector256.Create(folded[i + 1]);
            (im0, im1) = (Vector256.FusedMultiplyAdd(odd, sin0, im0), Vector256.FusedMultiplyAdd(odd, sin1, im1));
            even = Vector256.Create(folded[i + 2]);
            (otherRe0, otherRe1) = (Vector256.FusedMultiplyAdd(even, cos0, otherRe0), Vector256.FusedMultiplyAdd(even, cos1, otherRe1));
            odd = Vector256.Create(folded[i + 3]);
            (otherIm0, otherIm1) = (Vector256.FusedMultiplyAdd(odd, sin0, otherIm0), Vector256.FusedMultiplyAdd(odd, sin1, otherIm1));
            at += 2 * Block;
        }

        (2 * ((re0 * re0) + (im0 * im0))).CopyTo(first);
        (2 * ((re1 * re1) + (im1 * im1))).CopyTo(first[Lanes..]);
        (2 * ((otherRe0 * otherRe0) + (otherIm0 * otherIm0))).CopyTo(second);
        (2 * ((otherRe1 * otherRe1) + (otherIm1 * otherIm1))).CopyTo(second[Lanes..]);
    }

    /// <summary>[block of eight bins, distance, (cosines, sines) of the eight] at distances halves / 2, halves / 2 + 1, ...</summary>
    private static double[] Table(int halves)
    {
        var table = new double[Bins * Farthest * 2];
        for (var bin = 0; bin < Bins; bin++)
        {
            for (var n = 0; n < Farthest; n++)
            {
                // Whole numbers of half steps, modulo a turn, keep sine and cosine exact to the last bit.
                var angle = Math.PI * (((halves + (2 * n)) * bin) % (2 * Points)) / Points;
                var at = (((bin / Block * Farthest) + n) * 2 * Block) + (bin % Block);
                table[at] = Math.Cos(angle);
                table[at + Block] = Math.Sin(angle);
            }
        }

        return table;
    }
}
