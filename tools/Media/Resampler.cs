namespace I2M2.Media;

/// <summary>
/// Changes a sound's sample rate: interpolation, low-pass and decimation in one step (a polyphase filter). The low-pass is a sinc under a
/// Kaiser window; it passes what lies below 0.85 of half the lower rate and stops what lies above that half by about 60 dB, so that
/// nothing folds back. Sums are in double, in a fixed order. Thread-safe.
/// </summary>
public sealed class Resampler
{
    // Kaiser's formulas for 60 dB.
    private const double Attenuation = 60;
    private const double Beta = 5.65326;
    private readonly int up;
    private readonly int down;
    private readonly double cutoff;
    private readonly int reach;

    // One filter for each place an output sample can have between two input samples; made when first asked for, since odd rates have thousands.
    private readonly double[]?[] filters;

    /// <param name="from">Rate of the sounds to come, at least 1.</param>
    /// <param name="to">Rate of the results, at least 1.</param>
    public Resampler(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, 1);
        var common = Gcd(from, to);
        (up, down) = (to / common, from / common);

        // In cycles per sample of the old rate.
        var half = 0.5 * Math.Min(1, (double)to / from);
        (cutoff, var transition) = (0.925 * half, 0.15 * half);
        reach = (int)Math.Ceiling((Attenuation - 8) / (2.285 * 2 * Math.PI * transition) / 2);
        filters = new double[up][];
    }

    /// <summary>Samples that <see cref="Apply"/> makes of <paramref name="length"/>.</summary>
    public long ResultLength(long length) => ((length * up) + down - 1) / down;

    /// <summary>Resamples a sound; what lies before and after it counts as silence.</summary>
    public float[] Apply(ReadOnlySpan<float> sound)
    {
        var result = new float[checked((int)ResultLength(sound.Length))];
        for (var n = 0; n < result.Length; n++)
        {
            var position = (long)n * down;
            var phase = position % up;
            var filter = filters[phase] ??= Filter((double)phase / up, cutoff, reach);
            var first = (int)(position / up) - reach;
            var sum = 0.0;
            for (var k = Math.Max(0, -first); k < filter.Length && first + k < sound.Length; k++)
                sum += filter[k] * sound[first + k];
            result[n] = (float)sum;
        }

        return result;
    }

    /// <summary>Weights of the old samples around a point that lies <paramref name="offset"/> after one of them; they sum to 1.</summary>
    private static double[] Filter(double offset, double cutoff, int reach)
    {
        var weights = new double[(2 * reach) + 2];
        for (var k = 0; k < weights.Length; k++)
        {
            var t = k - reach - offset;
            var across = t / (reach + 1);
            weights[k] = Sinc(2 * cutoff * t) * Bessel(Beta * Math.Sqrt(Math.Max(0, 1 - (across * across))));
        }

        var sum = weights.Sum();
        return Array.ConvertAll(weights, w => w / sum);
    }

    private static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    /// <summary>Modified Bessel function of the first kind, order 0, by its power series.</summary>
    private static double Bessel(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > 1e-12 * sum; k++)
        {
            term *= x * x / (4.0 * k * k);
            sum += term;
        }

        return sum;
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
