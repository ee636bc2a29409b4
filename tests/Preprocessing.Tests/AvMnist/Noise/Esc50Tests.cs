using I2M2.Preprocessing.AvMnist;
using I2M2.Preprocessing.AvMnist.Noise;
using I2M2.Shards;

namespace I2M2.Tests.AvMnist.Noise;

public class Esc50Tests
{
    [Fact]
    public void One_clip_of_each_class_is_drawn_by_the_seed_and_sorted_by_class()
    {
        using var folder = new TemporaryFolder();
        TinyEsc50.Write(folder.Path);
        var names = Files(folder, seed: 0);
        Assert.Equal("esc-50/meta/esc50.csv", names[0]);
        Assert.Equal(Enumerable.Range(0, 50).Select(target => $"-{target}.wav"), names[1..].Select(n => n[n.LastIndexOf('-')..]));
        Assert.Equal(names, Files(folder, seed: 0));
        Assert.NotEqual(names, Files(folder, seed: 1));
        Assert.All(names, n => Assert.StartsWith("esc-50/", n, StringComparison.Ordinal));
    }

    [Fact]
    public void The_order_of_the_list_does_not_matter()
    {
        using var folder = new TemporaryFolder();
        TinyEsc50.Write(folder.Path);
        var names = Files(folder, seed: 3)[1..];
        var lines = File.ReadAllLines(TinyEsc50.Table(folder.Path));
        File.WriteAllLines(TinyEsc50.Table(folder.Path), [lines[0], .. lines[1..].Reverse()]);
        Assert.Equal(names, Files(folder, seed: 3)[1..]);
    }

    [Theory]
    [InlineData("fold,target", "no column 'filename'")]
    [InlineData("filename,fold", "no column 'target'")]
    [InlineData("", "no column 'filename'")]
    public void A_list_without_its_columns_is_refused(string header, string message)
        => Refused(folder => File.WriteAllText(TinyEsc50.Table(folder), header + "\n1.wav,3\n"), "esc50.csv", message);

    [Theory]
    [InlineData("../../secret.wav,1,7,x", "row 101: '../../secret.wav' is no name")]
    [InlineData("/etc/hostname.wav,1,7,x", "is no name")]
    [InlineData("a\u001b[31m.wav,1,7,x", "is no name")]
    [InlineData(".wav,1,7,x", "is no name")]
    [InlineData("1.ogg,1,7,x", "is no name")]
    [InlineData("1.wav,1,50,x", "target is no whole number from 0 to 49")]
    [InlineData("1.wav,1,-1,x", "target is no whole number from 0 to 49")]
    [InlineData("1.wav,1,seven,x", "target is no whole number from 0 to 49")]
    [InlineData("1.wav", "row 101: 1 cells")]
    [InlineData("\"1.wav,1,7,x", "not a CSV table")]
    public void A_broken_row_is_refused(string row, string message)
        => Refused(folder => File.AppendAllText(TinyEsc50.Table(folder), row + "\n"), "esc50.csv", message);

    [Fact]
    public void Without_list_or_with_one_that_is_huge_or_in_another_encoding_it_is_refused()
    {
        Refused(folder => File.WriteAllBytes(TinyEsc50.Table(folder), new byte[17 << 20]), "esc50.csv", "over 16 MiB");
        Refused(folder => File.Delete(TinyEsc50.Table(folder)), "esc50.csv", "missing");
        Refused(folder => File.WriteAllBytes(TinyEsc50.Table(folder), [.. "filename,target\n"u8, 0xff, 0xfe]), "esc50.csv", "UTF-8");
    }

    [Fact]
    public void A_class_without_clips_is_refused_by_its_number()
        => Refused(
            folder => File.WriteAllLines(TinyEsc50.Table(folder), File.ReadAllLines(TinyEsc50.Table(folder)).Where(l => !l.Contains(",17,", StringComparison.Ordinal))),
            "esc50.csv", "class 17 has no clip");

    [Fact]
    public void A_clip_that_is_missing_broken_or_silent_is_refused_by_its_name()
    {
        Refused(folder => Each(folder, 9, File.Delete), "-9.wav", "missing");
        Refused(folder => Each(folder, 9, path => File.WriteAllText(path, "<html>")), "-9.wav", "not a WAV file");
        Refused(folder => Each(folder, 9, path => WavBytes.Write(path, new short[4410], 44_100)), "-9.wav", "silent");
        Refused(folder => Each(folder, 9, path => WavBytes.Write(path, new short[8000 * 61])), "-9.wav", "488,000 samples");
    }

    private static string[] Files(TemporaryFolder folder, long seed)
        => [.. Esc50.Clips(folder.Path, "esc-50", seed, new WaveformReader(), workers: 2).Files.Select(f => f.Name)];

    private static void Refused(Action<string> harm, string file, string message)
    {
        using var folder = new TemporaryFolder();
        harm(TinyEsc50.Write(folder.Path));
        var refused = Assert.Throws<InputRefusedException>(() => Esc50.Clips(folder.Path, "esc-50", 0, new WaveformReader(), workers: 1));
        Assert.EndsWith(file, refused.FileName, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', refused.Message);
    }

    private static void Each(string folder, int target, Action<string> harm)
        => Array.ForEach(Directory.GetFiles(Path.Combine(folder, "audio"), $"*-{target}.wav"), harm);
}
