using System.Numerics;
using System.Runtime.InteropServices;

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
        Span<double> real = stackalloc double[Bins];
        Span<double> imaginary = stackalloc double[Bins];
        real.Clear();
        imaginary.Clear();
        var re = MemoryMarshal.Cast<double, Vector<double>>(real);
        var im = MemoryMarshal.Cast<double, Vector<double>>(imaginary);
        for (var n = 0; n < samples.Length; n++)
        {
            var value = new Vector<double>(samples[n] * window[n]);
            var cos = MemoryMarshal.Cast<double, Vector<double>>(Cosines.AsSpan(n * Bins, Bins));
            var sin = MemoryMarshal.Cast<double, Vector<double>>(Sines.AsSpan(n * Bins, Bins));
            for (var k = 0; k < re.Length; k++)
            {
                re[k] += value * cos[k];
                im[k] += value * sin[k];
            }
        }

        var undoubledTop = samples.Length % 2 == 0;
        for (var k = 0; k < Bins; k++)
        {
            var once = k == 0 || (k == Bins - 1 && undoubledTop);
            power[k] = ((real[k] * real[k]) + (imaginary[k] * imaginary[k])) * (once ? 1 : 2);
        }
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
