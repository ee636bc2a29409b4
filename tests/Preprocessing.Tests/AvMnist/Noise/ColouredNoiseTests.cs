using I2M2.Preprocessing.AvMnist;
using I2M2.Preprocessing.AvMnist.Noise;

namespace I2M2.Tests.AvMnist.Noise;

public class ColouredNoiseTests
{
    private static readonly NoiseClips Clips = ColouredNoise.Clips(seed: 0);

    [Theory]
    [InlineData(0, 0, "white")]
    [InlineData(1, -3, "pink")]
    [InlineData(2, -6, "brown")]
    public void Power_falls_with_frequency_as_the_colour_says(int row, double decibelsPerOctave, string colour)
    {
        var octaves = new[] { 2, 4, 8, 16, 32 }.Select(first => Decibels(Clips.Of(row, test: false), first, 2 * first)).ToArray();
        Assert.True(Math.Abs(((octaves[4] - octaves[0]) / 4) - decibelsPerOctave) < 0.7, $"{colour}: {string.Join(", ", octaves)}");
    }

    [Fact]
    public void A_band_holds_nearly_all_the_power()
    {
        var power = Spectrum(Clips.Of(3, test: false));
        var peak = Array.IndexOf(power, power.Max());
        var near = power.Where((_, bin) => Math.Abs(bin - peak) <= 4 + (peak / 2)).Sum();
        Assert.InRange(near / power.Sum(), 0.8, 1);
    }

    [Fact]
    public void Clips_are_those_of_the_seed_and_no_two_are_alike()
    {
        var again = ColouredNoise.Clips(seed: 0);
        var other = ColouredNoise.Clips(seed: 1);
        var starts = new HashSet<(float, float)>();
        foreach (var (row, test) in Enumerable.Range(0, 40).Select(i => (i, false)).Concat(Enumerable.Range(0, 10).Select(i => (i, true))))
        {
            var clip = Clips.Of(row, test);
            Assert.Equal(5 * 8000, clip.Length);
            Assert.True(clip.SequenceEqual(again.Of(row, test)));
            Assert.False(clip.SequenceEqual(other.Of(row, test)));
            Assert.True(starts.Add((clip[0], clip[1])));
            Assert.DoesNotContain(clip.ToArray(), s => !float.IsFinite(s));
        }
    }

    /// <summary>Mean power of a band of bins in decibels.</summary>
    private static double Decibels(ReadOnlySpan<float> clip, int from, int to) => 10 * Math.Log10(Spectrum(clip)[from..to].Average());

    private static double[] Spectrum(ReadOnlySpan<float> clip)
    {
        var stretches = new double[clip.Length / PowerSpectrum.Points * PowerSpectrum.Bins];
        PowerSpectrum.Compute(clip, new Segmentation(PowerSpectrum.Points, Overlap: 0), stretches);
        var sum = new double[PowerSpectrum.Bins];
        for (var i = 0; i < stretches.Length; i++)
            sum[i % sum.Length] += stretches[i];
        return sum;
    }
}
