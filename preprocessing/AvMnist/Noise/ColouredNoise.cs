using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.AvMnist.Noise;

/// <summary>
/// Background sounds out of nothing but a seed, for when no recordings of any are at hand: white, pink, brown and band-passed noise and a
/// mixture of two of these, in turn. Clips of one kind differ in bands, shares and every sample.
/// </summary>
public static class ColouredNoise
{
    // As long as ESC-50's clips: 5 s.
    private const int Samples = 5 * Waveform.SampleRate;
    private static readonly Action<float[], RandomNumbers>[] Kinds = [White, Pink, Brown, Band, Mixture];

    /// <summary>All clips; each depends on the seed and its own number alone.</summary>
    public static NoiseClips Clips(long seed) => new([.. Enumerable.Range(0, NoiseClips.Count).Select(i => Clip(seed, i))], []);

    private static float[] Clip(long seed, int index)
    {
        var clip = new float[Samples];
        Kinds[index % Kinds.Length](clip, new RandomNumbers(seed, $"background {index}"));
        return clip;
    }

    private static void White(float[] clip, RandomNumbers random)
    {
        foreach (ref var sample in clip.AsSpan())
            sample = (float)random.Normal();
    }

    /// <summary>Power falls with frequency: three leaky sums of white noise, each taking over where the last levels off (Kellet's economy filter).</summary>
    private static void Pink(float[] clip, RandomNumbers random)
    {
        var (slow, middle, fast) = (0.0, 0.0, 0.0);
        foreach (ref var sample in clip.AsSpan())
        {
            var white = random.Normal();
            slow = (0.99765 * slow) + (white * 0.0990460);
            middle = (0.96300 * middle) + (white * 0.2965164);
            fast = (0.57000 * fast) + (white * 1.0526913);
            sample = (float)(slow + middle + fast + (white * 0.1848));
        }
    }

    /// <summary>Power falls with the square of frequency, from 13 Hz upward: one leaky sum.</summary>
    private static void Brown(float[] clip, RandomNumbers random)
    {
        var sum = 0.0;
        foreach (ref var sample in clip.AsSpan())
            sample = (float)(sum = (0.99 * sum) + random.Normal());
    }

    /// <summary>One band between 200 and 3,200 Hz, a third as wide as it is high: a resonance of two poles.</summary>
    private static void Band(float[] clip, RandomNumbers random)
    {
        var centre = 200 * Math.Pow(16, random.Uniform());
        var radius = Math.Exp(-Math.PI * centre / 3 / Waveform.SampleRate);
        var (a1, a2) = (2 * radius * Math.Cos(2 * Math.PI * centre / Waveform.SampleRate), -radius * radius);
        var (last, before) = (0.0, 0.0);
        foreach (ref var sample in clip.AsSpan())
        {
            (last, before) = ((a1 * last) + (a2 * before) + random.Normal(), last);
            sample = (float)last;
        }
    }

    /// <summary>Two different kinds, the weaker with a tenth to the whole of the stronger's power.</summary>
    private static void Mixture(float[] clip, RandomNumbers random)
    {
        var first = random.Whole(0, 3);
        var second = (first + random.Whole(1, 3)) % 4;
        var other = new float[clip.Length];
        Kinds[first](clip, random);
        Kinds[second](other, random);
        var share = Math.Sqrt(Power(clip) / Power(other) * Math.Pow(10, -random.Uniform()));
        for (var t = 0; t < clip.Length; t++)
            clip[t] += (float)(share * other[t]);
    }

    private static double Power(float[] clip) => clip.Sum(s => (double)s * s) / clip.Length;
}
