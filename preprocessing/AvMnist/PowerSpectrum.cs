using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// One-sided power spectrum |DFT|^2 of a windowed stretch, zero-padded to 223 points: 112 bins, and no Nyquist bin since 223 is odd.
/// 223 is prime and stretches are short, so the sum itself with a table of sines is as fast as a transform would be.
/// </summary>
internal static class PowerSpectrum
{
    /// <summary>Points of the transform.</summary>
    internal const int Points = 223;

    /// <summary>Frequencies from 0 upward.</summary>
    internal const int Bins = 112;
    private const int Block = 16;

    // [n, k] = cos, sin of 2 pi n k / 223.
    private static readonly double[] Cosines = Table(Math.Cos);
    private static readonly double[] Sines = Table(Math.Sin);

    /// <summary>Hann window, symmetric: 0.5 - 0.5 cos(2 pi n / (length - 1)).</summary>
    internal static double[] Hann(int length) => length == 1
        ? [1]
        : [.. Enumerable.Range(0, length).Select(n => 0.5 - (0.5 * Math.Cos(2 * Math.PI * n / (length - 1))))];

    /// <summary>
    /// Spectrum of one stretch. All bins but DC count double, for their mirror images; when the stretch has an even number of
    /// samples the topmost does not (Matplotlib's mlab.psd decides by the stretch, not by the padded length).
    /// </summary>
    /// <param name="samples">At most 223 samples.</param>
    /// <param name="window">As many weights.</param>
    /// <param name="power">112 bins.</param>
    internal static void Compute(ReadOnlySpan<float> samples, ReadOnlySpan<double> window, Span<double> power)
    {
        Span<double> weighted = stackalloc double[samples.Length];
        for (var n = 0; n < samples.Length; n++)
            weighted[n] = samples[n] * window[n];
        for (var first = 0; first < Bins; first += Block)
            Compute(weighted, first, power.Slice(first, Block));
        power[0] /= 2;
        if (samples.Length % 2 == 0)
            power[Bins - 1] /= 2;
    }

    /// <summary>Twice |DFT|^2 of 16 bins: their eight sums of four stay in registers while the samples pass.</summary>
    private static void Compute(ReadOnlySpan<double> weighted, int first, Span<double> power)
    {
        Vector256<double> re0 = default, re1 = default, re2 = default, re3 = default;
        Vector256<double> im0 = default, im1 = default, im2 = default, im3 = default;
        ref var cos = ref MemoryMarshal.GetArrayDataReference(Cosines);
        ref var sin = ref MemoryMarshal.GetArrayDataReference(Sines);
        var at = (nuint)first;
        foreach (var sample in weighted)
        {
            var value = Vector256.Create(sample);
            re0 += value * Vector256.LoadUnsafe(ref cos, at);
            re1 += value * Vector256.LoadUnsafe(ref cos, at + 4);
            re2 += value * Vector256.LoadUnsafe(ref cos, at + 8);
            re3 += value * Vector256.LoadUnsafe(ref cos, at + 12);
            im0 += value * Vector256.LoadUnsafe(ref sin, at);
            im1 += value * Vector256.LoadUnsafe(ref sin, at + 4);
            im2 += value * Vector256.LoadUnsafe(ref sin, at + 8);
            im3 += value * Vector256.LoadUnsafe(ref sin, at + 12);
            at += Bins;
        }

        (2 * ((re0 * re0) + (im0 * im0))).CopyTo(power);
        (2 * ((re1 * re1) + (im1 * im1))).CopyTo(power[4..]);
        (2 * ((re2 * re2) + (im2 * im2))).CopyTo(power[8..]);
        (2 * ((re3 * re3) + (im3 * im3))).CopyTo(power[12..]);
    }

    private static double[] Table(Func<double, double> function)
    {
        var table = new double[Points * Bins];
        for (var n = 0; n < Points; n++)
        {
            // n k modulo 223 keeps the argument in one turn, where sine and cosine are exact to the last bit.
            for (var k = 0; k < Bins; k++)
                table[(n * Bins) + k] = function(2 * Math.PI * (n * k % Points) / Points);
        }

        return table;
    }
}
