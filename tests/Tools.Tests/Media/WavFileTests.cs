using I2M2.Media;
using I2M2.Shards;

namespace I2M2.Tests.Media;

public class WavFileTests
{
    public static TheoryData<string, string> Hostile { get; } = HostileCases.Of("wav");

    [Fact]
    public void Sixteen_bit_samples_come_divided_by_32768()
    {
        using var folder = new TemporaryFolder();
        WavBytes.Write(folder.At("a.wav"), [0, 16384, -32768, 32767]);
        var sound = WavFile.Read(folder.At("a.wav"));
        Assert.Equal((8000, 1), (sound.SampleRate, sound.Channels));
        Assert.Equal([0, 0.5f, -1, 32767 / 32768f], sound.Samples);
    }

    [Fact]
    public void Channels_are_averaged()
    {
        using var folder = new TemporaryFolder();
        WavBytes.Write(folder.At("a.wav"), [16384, 0, -32768, -16384, 100, 300], channels: 2);
        Assert.Equal([0.25f, -0.75f, 200 / 32768f], WavFile.Read(folder.At("a.wav")).Mono());
    }

    [Fact]
    public void A_file_cut_short_is_refused()
    {
        using var folder = new TemporaryFolder();
        WavBytes.Write(folder.At("a.wav"), new short[100]);
        File.WriteAllBytes(folder.At("cut.wav"), File.ReadAllBytes(folder.At("a.wav"))[..200]);
        Assert.Contains("cut short", Assert.Throws<InputRefusedException>(() => WavFile.Read(folder.At("cut.wav"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_samples_than_allowed_are_refused()
    {
        using var folder = new TemporaryFolder();
        WavBytes.Write(folder.At("a.wav"), new short[100]);
        Assert.Throws<InputRefusedException>(() => WavFile.Read(folder.At("a.wav"), sampleLimit: 99));
    }

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Hostile))]
    public void Of_the_broken_files_each_is_refused_or_gives_its_sound(string path, string allowed)
    {
        WavFile? sound = null;
        var refused = Record.Exception(() => sound = WavFile.Read(TestData.At($"hostile/{path}")));
        if (refused is null)
        {
            // One sample is a sound to this reader; that no spectrogram comes of it is the spectrogram's rule.
            if (path == "wav/one_sample.wav")
                return;
            Assert.Contains("accept", allowed, StringComparison.Ordinal);
            Assert.Equal(2400, sound!.Samples.Length);
            if (path == "wav/silence.wav")
                return;
            var same = WavFile.Read(TestData.At("hostile/wav/data_after_trailing_chunk.wav")).Samples;
            for (var i = 0; i < same.Length; i++)
                Assert.Equal(same[i], sound.Samples[i], tolerance: 1 / 32768f);
        }
        else
        {
            Assert.IsType<InputRefusedException>(refused);
            Assert.Contains("refuse", allowed, StringComparison.Ordinal);
        }
    }
}
