using I2M2.Media;

namespace I2M2.Tests.Media;

public class ResamplerTests
{
    private const int To = 8_000;

    public static TheoryData<int> Rates { get; } = [4_000, 8_001, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000, 191_999, 192_000];

    [Theory]
    [InlineData(22_050, 100)]
    [InlineData(22_050, 2500)]
    [InlineData(22_050, 3400)]
    [InlineData(44_100, 1000)]
    [InlineData(192_000, 3400)]
    [InlineData(4_000, 1600)]
    public void A_tone_below_half_the_lower_rate_survives(int from, double hertz)
        => Assert.InRange(Decibels(from, hertz), -0.5, 0.5);

    [Theory]
    [InlineData(22_050, 4100)]
    [InlineData(22_050, 7900)]
    [InlineData(22_050, 11_000)]
    [InlineData(44_100, 6000)]
    [InlineData(192_000, 4100)]
    [InlineData(192_000, 90_000)]
    public void A_tone_above_it_is_gone_rather_than_folded_back(int from, double hertz)
        => Assert.InRange(Decibels(from, hertz), double.NegativeInfinity, -40);

    [Theory]
    [MemberData(nameof(Rates))]
    public void A_tone_keeps_amplitude_frequency_and_place(int from)
    {
        var resampled = new Resampler(from, To).Apply(Tone(1000, from));
        Assert.Equal(To, resampled.Length);
        var expected = Tone(1000, To);
        for (var i = 200; i < To - 200; i++)
            Assert.Equal(expected[i], resampled[i], tolerance: 2e-3f);
    }

    [Theory]
    [MemberData(nameof(Rates))]
    public void A_steady_level_is_kept_and_the_length_is_as_announced(int from)
    {
        var resampler = new Resampler(from, To);
        var level = resampler.Apply(Enumerable.Repeat(0.25f, from + 1).ToArray());
        Assert.Equal(resampler.ResultLength(from + 1), level.Length);
        Assert.Equal(0.25f, level[4000], tolerance: 1e-6f);
        Assert.Empty(resampler.Apply([]));
    }

    [Fact]
    public void An_unchanged_rate_leaves_what_it_can_carry()
    {
        var tone = Tone(1000, To);
        var same = new Resampler(To, To).Apply(tone);
        for (var i = 100; i < tone.Length - 100; i++)
            Assert.Equal(tone[i], same[i], tolerance: 2e-3f);
    }

    /// <summary>Level of a tone of one second after resampling against before.</summary>
    private static double Decibels(int from, double hertz)
    {
        var tone = Tone(hertz, from);
        var resampled = new Resampler(from, To).Apply(tone)[200..^200];
        return 10 * Math.Log10(resampled.Average(s => (double)s * s) / tone.Average(s => (double)s * s));
    }

    private static float[] Tone(double hertz, int rate)
        => [.. Enumerable.Range(0, rate).Select(i => (float)Math.Cos(2 * Math.PI * hertz * i / rate))];
}
