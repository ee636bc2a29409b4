using I2M2.Preprocessing.Pipeline;
using I2M2.Preprocessing.Synth.FastMri;
using I2M2.Tests.Mimic3;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Synth.FastMri;

/// <summary>`synth fastmri`, as a user calls it.</summary>
[Collection(ConsoleTests.Name)]
public sealed class FastMriSynthTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData()]
    [InlineData("--coils", "2", "--gzip")]
    public void Workers_change_no_byte_and_seed_and_signal_do(params string[] more)
    {
        var one = Written("one", ["--workers", "1", .. more]);
        SynthTables.Same(one, Written("four", ["--workers", "4", .. more]));
        Assert.Equal((more.Length == 0 ? 5 : 10) + 3, one.Count);
        var volume = one.Keys.First(k => k.StartsWith("singlecoil_train", StringComparison.Ordinal));
        Assert.NotEqual(one[volume], Written("signal", ["--signal", "relation", .. more])[volume]);
        Assert.NotEqual(one["knee.csv"], Written("seed", ["--seed", "1", .. more])["knee.csv"]);
    }

    [Fact]
    public void It_says_what_it_is_and_how_to_go_on()
    {
        var (code, output, _) = Run("--out", folder.At("raw"), "--val-share", "0");
        Assert.Equal(0, code);
        Assert.Contains("fastmri-synth  5 volumes, 0 of them val; 10 slices, with findings: ", output, StringComparison.Ordinal);
        Assert.Contains($"next    dotnet run --project preprocessing -- fastmri --raw {folder.At("raw")} --out ", output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("raw/singlecoil_val")));
        var said = RawSource.FirstLine(folder.At("raw"))!;
        Assert.StartsWith("fastmri-synth: made-up knees", said, StringComparison.Ordinal);
        Assert.EndsWith("no figure comparable with published ones", said, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_set_is_left_and_anything_else_is_never_touched()
    {
        var first = Written("raw");
        Assert.Contains("nothing to do", Run("--out", folder.At("raw")).Output, StringComparison.Ordinal);
        var (code, _, error) = Run("--out", folder.At("raw"), "--noise", "0.03");
        Assert.Equal(2, code);
        Assert.Contains("holds other files, or this set of other options", error, StringComparison.Ordinal);
        SynthTables.Same(first, SynthTables.Bytes(folder.At("raw")));
    }

    [Fact]
    public void Released_sizes_are_the_default()
    {
        var options = new KneeOptions();
        Assert.Equal((640, 320), (options.Rows, options.Side));
        Assert.Equal([368, 372, 371, 372, 368, 386, 372, 373], Enumerable.Range(0, 8).Select(options.Width));
        foreach (var side in Enumerable.Range(KneeOptions.LeastSide / 2, 240).Select(h => 2 * h))
            Assert.All(Enumerable.Range(0, 8).Select((options with { Side = side }).Width), w => Assert.InRange(w, side, side * 5 / 4));
    }

    [Theory]
    [InlineData("--volumes", "0", "--volumes 0: 1 to 10,000 is expected")]
    [InlineData("--slices", "101", "--slices 101: 1 to 100 is expected")]
    [InlineData("--side", "30", "--side 30: 32 to 512 is expected")]
    [InlineData("--side", "33", "--side 33: an even number is expected")]
    [InlineData("--coils", "0", "--coils 0: 1 to 64 is expected")]
    [InlineData("--val-share", "1", "--val-share 1: 0 to less than 1 is expected")]
    [InlineData("--val-share", "NaN", "--val-share NaN")]
    [InlineData("--noise", "-0.1", "--noise -0.1: 0 to 0.25 is expected")]
    [InlineData("--noise", "NaN", "--noise NaN")]
    [InlineData("--prevalence", "0", "--prevalence 0: more than 0 and less than 1 is expected")]
    [InlineData("--prevalence", "NaN", "--prevalence NaN")]
    [InlineData("--signal", "Both", "'relation'")]
    [InlineData("--workers", "0", "--workers 0: 1 to 1,024 is expected")]
    [InlineData("--out", " ", "--out: the path is empty")]
    public void A_wrong_option_is_named_and_nothing_is_written(string option, string value, string reason)
    {
        string[] all = option == "--out" ? [option, value] : ["--out", folder.At("raw"), option, value];
        var (code, _, error) = InProcess.Run(typeof(Datasets).Assembly, ["synth", "fastmri", .. all]);
        Assert.Equal(2, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [SmallDiskFact]
    public void A_full_disk_leaves_nothing_and_is_told_in_one_line()
    {
        using var disk = new SmallDisk(256 << 10);
        var (code, _, error) = Run("--out", disk.Folder.At("raw"));
        Assert.Equal(1, code);
        Assert.Single(SynthTables.Failures(error));
        Assert.Empty(disk.Folder.Files());
        Assert.Empty(Directory.GetDirectories(disk.Folder.Path));
    }

    private SortedDictionary<string, byte[]> Written(string name, params string[] more)
    {
        var (code, _, error) = Run(["--out", folder.At(name), .. more]);
        Assert.Empty(SynthTables.Failures(error));
        Assert.Equal(0, code);
        return SynthTables.Bytes(folder.At(name));
    }

    private static (int Code, string Output, string Error) Run(params string[] more)
        => InProcess.Run(typeof(Datasets).Assembly, ["synth", "fastmri", "--volumes", "5", "--slices", "2", "--side", "32", .. more]);
}
