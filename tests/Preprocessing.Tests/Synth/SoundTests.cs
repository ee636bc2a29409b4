using I2M2.Media;
using I2M2.Preprocessing.Synth;
using I2M2.Preprocessing.Synth.AvMnistMini;

namespace I2M2.Tests.Synth;

public class SoundTests
{
    private const int From = 22_050;
    private const int To = 8_000;

    [Theory]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(2500)]
    [InlineData(3400)]
    public void A_tone_below_the_new_half_rate_survives(double hertz)
        => Assert.InRange(Decibels(hertz), -0.5, 0.5);

    [Theory]
    [InlineData(4100)]
    [InlineData(6000)]
    [InlineData(7900)]
    [InlineData(11_000)]
    public void A_tone_above_it_is_gone_rather_than_folded_back(double hertz)
        => Assert.InRange(Decibels(hertz), double.NegativeInfinity, -40);

    [Fact]
    public void Time_is_kept()
    {
        var resampled = new Resampler(From, To).Apply(Tone(1000, From, seconds: 1));
        Assert.Equal(To, resampled.Length);
        var expected = Tone(1000, To, seconds: 1);
        for (var i = 200; i < To - 200; i++)
            Assert.Equal(expected[i], resampled[i], tolerance: 2e-3f);
        Assert.Empty(new Resampler(From, To).Apply([]));
    }

    [Fact]
    public void A_steady_level_and_an_unchanged_rate_are_kept()
    {
        Assert.Equal(0.25f, new Resampler(44_100, To).Apply(Enumerable.Repeat(0.25f, 44_100).ToArray())[4000], tolerance: 1e-6f);
        var tone = Tone(1000, To, seconds: 0.5);
        var same = new Resampler(To, To).Apply(tone);
        for (var i = 100; i < tone.Length - 100; i++)
            Assert.Equal(tone[i], same[i], tolerance: 2e-3f);
    }

    [Fact]
    public void Silence_is_cut_off_both_ends_only()
    {
        float[] pause = Enumerable.Range(0, 800).Select(i => 0.001f * (i % 2)).ToArray();
        var tone = Tone(500, To, seconds: 0.1);
        float[] sound = [.. pause, .. tone, .. pause, .. tone, .. pause];
        Assert.Equal(sound[800..^800], Silence.Trim(sound, To).ToArray());
        Assert.Equal(tone, Silence.Trim(tone, To).ToArray());
        Assert.Empty(Silence.Trim(new float[1000], To).ToArray());
        Assert.Empty(Silence.Trim([], To).ToArray());
    }

    [Fact]
    public void A_wav_file_holds_16_bit_samples_and_cuts_what_is_too_loud()
    {
        using var folder = new TemporaryFolder();
        WavWriter.Write(folder.At("a.wav"), [0, 0.5f, -0.25f, 3, -3], To);
        var read = WavFile.Read(folder.At("a.wav"));
        Assert.Equal((To, 1), (read.SampleRate, read.Channels));
        Assert.Equal([0, 0.5f, -0.25f, 32767 / 32768f, -1], read.Samples);
        var header = File.ReadAllBytes(folder.At("a.wav")).AsSpan();
        Assert.Equal(54, header.Length);
        Assert.Equal(16, BitConverter.ToInt16(header[34..]));
        WavBytes.Write(folder.At("b.wav"), [0, 16384, -8192, 32767, -32768]);
        Assert.Equal(File.ReadAllBytes(folder.At("b.wav")), File.ReadAllBytes(folder.At("a.wav")));
    }

    [Fact]
    public void Noise_is_as_strong_as_stated()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var speech = Tone(700, To, seconds: 2);
            var clean = speech.Select(s => 0.25 * s / speech.Max()).ToArray();
            SpokenDigit.AddNoise(speech, new RandomNumbers(seed, "test"));
            var noise = speech.Zip(clean, (s, c) => (s - c) * (s - c)).Average();
            var decibels = 10 * Math.Log10(clean.Average(c => c * c) / noise);
            Assert.InRange(decibels, SpokenDigit.SpeechToNoise.Least - 0.5, SpokenDigit.SpeechToNoise.Most + 0.5);
        }
    }

    [Fact]
    public void Random_numbers_are_those_of_their_seed_and_name()
    {
        Assert.Equal(new RandomNumbers(1, "a").Next(), new RandomNumbers(1, "a").Next());
        Assert.NotEqual(new RandomNumbers(1, "a").Next(), new RandomNumbers(2, "a").Next());
        Assert.NotEqual(new RandomNumbers(1, "a").Next(), new RandomNumbers(1, "b").Next());
        var random = new RandomNumbers(0, "moments");
        var values = Enumerable.Range(0, 100_000).Select(_ => random.Normal()).ToArray();
        Assert.Equal(0, values.Average(), tolerance: 0.02);
        Assert.Equal(1, values.Average(v => v * v), tolerance: 0.02);
        Assert.Equal([3, 4, 5], Enumerable.Range(0, 100).Select(_ => random.Whole(3, 5)).Distinct().Order());
    }

    /// <summary>Level of a tone after resampling against before.</summary>
    private static double Decibels(double hertz)
    {
        var tone = Tone(hertz, From, seconds: 1);
        var resampled = new Resampler(From, To).Apply(tone)[200..^200];
        return 10 * Math.Log10(resampled.Average(s => (double)s * s) / tone.Average(s => (double)s * s));
    }

    private static float[] Tone(double hertz, int rate, double seconds)
        => [.. Enumerable.Range(0, (int)(rate * seconds)).Select(i => (float)Math.Cos(2 * Math.PI * hertz * i / rate))];
}
