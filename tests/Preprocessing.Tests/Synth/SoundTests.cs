using I2M2.Media;
using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Synth;
using I2M2.Preprocessing.Synth.AvMnistMini;

namespace I2M2.Tests.Synth;

public class SoundTests
{
    private const int To = 8_000;

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

    private static float[] Tone(double hertz, int rate, double seconds)
        => [.. Enumerable.Range(0, (int)(rate * seconds)).Select(i => (float)Math.Cos(2 * Math.PI * hertz * i / rate))];
}
