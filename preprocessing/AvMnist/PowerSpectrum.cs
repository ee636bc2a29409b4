using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// One-sided power spectrum |DFT|^2 of a windowed stretch, zero-padded to 223 points: 112 bins, and no Nyquist bin since 223 is odd.
/// 223 is prime and stretches are short, so the sum itself with tables of sines is as fast as a transform would be. Where the stretch
/// begins does not change |DFT|, so it is laid around 0: samples at +t and -t share a cosine and, but for the sign, a sine, which halves the work.
/// </summary>
internal static class PowerSpectrum
{
    /// <summary>Points of the transform.</summary>
    internal const int Points = 223;

    /// <summary>Frequencies from 0 upward.</summary>
    internal const int Bins = 112;
    private const int Block = 16;

    // Samples on one side of the middle.
    private const int Side = Points / 2;

    // [t, k] = cos, sin of 2 pi t k / 223, for t = 0, 1, .. around a middle sample, and for t = 1/2, 3/2, .. where the middle is between two.
    private static readonly (double[] Cosines, double[] Sines) Whole = (Table(Math.Cos, 0), Table(Math.Sin, 0));
    private static readonly (double[] Cosines, double[] Sines) Halves = (Table(Math.Cos, 1), Table(Math.Sin, 1));

    /// <summary>Hann window, symmetric: 0.5 - 0.5 cos(2 pi n / (length - 1)).</summary>
    internal static double[] Hann(int length) => length == 1
        ? [1]
        : [.. Enumerable.Range(0, length).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / (length - 1))))];

    /// <summary>
    /// Spectrum of one stretch. All bins but DC count double, for their mirror images; when the stretch has an even number of
    /// samples the topmost does not (Matplotlib's mlab.psd decides by the stretch, not by the padded length).
    /// </summary>
    /// <param name="samples">1 to 223 samples.</param>
    /// <param name="window">As many weights.</param>
    /// <param name="power">112 bins.</param>
    internal static void Compute(ReadOnlySpan<float> samples, ReadOnlySpan<double> window, Span<double> power)
    {
        var odd = samples.Length % 2;
        var count = (samples.Length + 1) / 2;
        Span<double> sums = stackalloc double[count];
        Span<double> differences = stackalloc double[count];
        for (var t = 0; t < count; t++)
        {
            var (left, right) = (count - 1 - t, samples.Length - count + t);
            var (before, after) = (samples[left] * window[left], samples[right] * window[right]);
            (sums[t], differences[t]) = (before + after, after - before);
        }

        // The middle sample was its own partner.
        if (odd == 1)
            sums[0] /= 2;
        for (var first = 0; first < Bins; first += Block)
            Compute(sums, differences, odd == 1 ? Whole : Halves, first, power.Slice(first, Block));
        power[0] /= 2;
        if (odd == 0)
            power[Bins - 1] /= 2;
    }

    /// <summary>Twice |DFT|^2 of 16 bins: their eight sums of four stay in registers while the samples pass.</summary>
    private static void Compute(ReadOnlySpan<double> sums, ReadOnlySpan<double> differences, (double[] Cosines, double[] Sines) table, int first, Span<double> power)
    {
        Vector256<double> re0 = default, re1 = default, re2 = default, re3 = default;
        Vector256<double> im0 = default, im1 = default, im2 = default, im3 = default;
        ref var cos = ref MemoryMarshal.GetArrayDataReference(table.Cosines);
        ref var sin = ref MemoryMarshal.GetArrayDataReference(table.Sines);
        var at = (nuint)first;
        for (var t = 0; t < sums.Length; t++)
        {
            var (sum, difference) = (Vector256.Create(sums[t]), Vector256.Create(differences[t]));
            re0 += sum * Vector256.LoadUnsafe(ref cos, at);
            re1 += sum * Vector256.LoadUnsafe(ref cos, at + 4);
            re2 += sum * Vector256.LoadUnsafe(ref cos, at + 8);
            re3 += sum * Vector256.LoadUnsafe(ref cos, at + 12);
            im0 += difference * Vector256.LoadUnsafe(ref sin, at);
            im1 += difference * Vector256.LoadUnsafe(ref sin, at + 4);
            im2 += difference * Vector256.LoadUnsafe(ref sin, at + 8);
            im3 += difference * Vector256.LoadUnsafe(ref sin, at + 12);
            at += Bins;
        }

        (2 * ((re0 * re0) + (im0 * im0))).CopyTo(power);
        (2 * ((re1 * re1) + (im1 * im1))).CopyTo(power[4..]);
        (2 * ((re2 * re2) + (im2 * im2))).CopyTo(power[8..]);
        (2 * ((re3 * re3) + (im3 * im3))).CopyTo(power[12..]);
    }

    private static double[] Table(Func<double, double> function, int halves)
    {
        var table = new double[(Side + 1) * Bins];
        for (var t = 0; t <= Side; t++)
        {
            // 2 t k modulo twice 223 keeps the argument in one turn, where sine and cosine are exact to the last bit.
            for (var k = 0; k < Bins; k++)
                table[(t * Bins) + k] = function(Math.PI * (((2 * t) + halves) * k % (2 * Points)) / Points);
        }

        return table;
    }
}
