using I2M2.Preprocessing.AvMnist;
using I2M2.Shards;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.AvMnist;

[Collection(ConsoleTests.Name)]
public class WaveformReaderTests
{
    [Theory]
    [InlineData(8000, 1)]
    [InlineData(4000, 1)]
    [InlineData(44_100, 1)]
    [InlineData(44_100, 2)]
    [InlineData(192_000, 6)]
    public void Every_rate_and_number_of_channels_gives_the_same_sound(int rate, short channels)
    {
        using var folder = new TemporaryFolder();
        WavBytes.Write(folder.At("a.wav"), Tone(rate, channels, seconds: 0.5), rate, channels);
        var sound = new WaveformReader().Read(folder.At("a.wav"), 100, 5000, "");
        Assert.Equal((4000, rate, (int)channels), (sound.Samples.Length, sound.FileRate, sound.FileChannels));
        for (var t = 200; t < 3800; t++)
            Assert.Equal(0.25 * Math.Sin(2 * Math.PI * 440 * t / 8000), sound.Samples[t], tolerance: 2e-3);
    }

    [Theory]
    [InlineData(99, 8000, "99 samples at 8,000 Hz; 100 to 5,000 are enough")]
    [InlineData(5001, 8000, "5,001 samples at 8,000 Hz; 100 to 5,000 are enough")]
    [InlineData(60_000, 44_100, "10,885 samples at 8,000 Hz")]
    [InlineData(2400, 3999, "3,999 Hz")]
    [InlineData(2400, 192_001, "192,001 Hz")]
    public void Sounds_of_another_length_and_absurd_rates_are_refused(int samples, int rate, string message)
    {
        using var folder = new TemporaryFolder();
        WavBytes.Write(folder.At("a.wav"), new short[samples], rate);
        var refused = Assert.Throws<InputRefusedException>(() => new WaveformReader().Read(folder.At("a.wav"), 100, 5000, "are enough"));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Conversions_are_counted_for_the_user_and_in_the_manifest()
    {
        using var folder = new TemporaryFolder();
        var raw = TinyRaw.Write(folder.At("raw"));
        WavBytes.Write(Path.Combine(raw, "fsdd/recordings/3_ann_0.wav"), Tone(44_100, 1, seconds: 0.4), 44_100);
        WavBytes.Write(Path.Combine(raw, "fsdd/recordings/4_ann_0.wav"), Tone(48_000, 2, seconds: 0.4), 48_000, 2);
        var (code, output, _) = PreprocessingProgram.Run("avmnist", "--raw", raw, "--out", folder.At("out"));
        Assert.Equal(0, code);
        string[] said = ["2 of 20 recordings were resampled from 44,100 and 48,000 Hz", "1 of 20 recordings had 2 channels, which were averaged"];
        Assert.All(said, s => Assert.Contains(s, output, StringComparison.Ordinal));
        Assert.Equal(said, ShardSet.ReadManifest(folder.At("out")).Remarks!.TakeLast(2));
    }

    /// <summary>A tone of 440 Hz, in the mean of all channels at a quarter of full scale.</summary>
    private static short[] Tone(int rate, int channels, double seconds)
        => [.. from t in Enumerable.Range(0, (int)(rate * seconds))
               from channel in Enumerable.Range(0, channels)
               select (short)(32768 * 0.25 * (channels == 1 ? 1 : 2.0 * channel / (channels - 1)) * Math.Sin(2 * Math.PI * 440 * t / rate))];
}
