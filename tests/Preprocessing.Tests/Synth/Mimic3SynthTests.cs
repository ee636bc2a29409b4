using I2M2.Preprocessing.Pipeline;
using I2M2.Tests.Mimic3;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Synth;

/// <summary>`synth mimic3`, as a user calls it.</summary>
[Collection(ConsoleTests.Name)]
public sealed class Mimic3SynthTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Workers_change_no_byte_and_seed_and_signal_do()
    {
        var one = Written("one", "--workers", "1");
        SynthTables.Same(one, Written("four", "--workers", "4"));
        Assert.Equal(10, one.Count);
        Assert.NotEqual(one["CHARTEVENTS.csv.gz"], Written("seed", "--seed", "1")["CHARTEVENTS.csv.gz"]);
        Assert.NotEqual(one["DIAGNOSES_ICD.csv.gz"], Written("signal", "--signal", "none")["DIAGNOSES_ICD.csv.gz"]);
    }

    [Fact]
    public void The_same_set_is_left_and_anything_else_is_never_touched()
    {
        var first = Written("raw");
        Assert.Contains("nothing to do", Run("--out", folder.At("raw")).Output, StringComparison.Ordinal);
        var (code, _, error) = Run("--out", folder.At("raw"), "--seed", "1");
        Assert.Equal(2, code);
        Assert.Contains("holds other files, or this set of other options", error, StringComparison.Ordinal);
        SynthTables.Same(first, SynthTables.Bytes(folder.At("raw")));

        Directory.CreateDirectory(folder.At("mine"));
        File.WriteAllText(folder.At("mine/thesis.tex"), "mine");
        Assert.Equal(2, Run("--out", folder.At("mine")).Code);
        Assert.Equal("mine", File.ReadAllText(folder.At("mine/thesis.tex")));
    }

    [Fact]
    public void Through_a_link_the_set_goes_where_it_leads()
    {
        Directory.CreateDirectory(folder.At("disk"));
        Directory.CreateSymbolicLink(folder.At("link"), folder.At("disk"));
        Assert.Equal(0, Run("--out", folder.At("link")).Code);
        Assert.NotNull(new DirectoryInfo(folder.At("link")).LinkTarget);
        Assert.True(File.Exists(folder.At("disk/SOURCE.txt")));
    }

    [Theory]
    [InlineData("--patients", "0", "--patients 0: 1 to 10,000,000 is expected")]
    [InlineData("--patients", "many", "--patients")]
    [InlineData("--signal", "Both", "'both'")]
    [InlineData("--chart-rows", "-1", "--chart-rows -1: 0 to 1,000,000 is expected of 10 patients")]
    [InlineData("--chart-rows", "1000001", "0 to 1,000,000 is expected of 10 patients")]
    [InlineData("--chart-rows", "999999999999999999", "0 to 1,000,000 is expected of 10 patients")]
    [InlineData("--chart-rows", "10", "rows that are needed; ask for more rows or fewer patients")]
    [InlineData("--workers", "0", "--workers 0: 1 to 1024 is expected")]
    public void A_wrong_option_is_named_and_nothing_is_written(string option, string value, string reason)
    {
        var (code, _, error) = InProcess.Run(typeof(Datasets).Assembly, "synth", "mimic3", "--out", folder.At("raw"), "--patients", "10", option, value);
        if (option == "--patients")
            (code, _, error) = InProcess.Run(typeof(Datasets).Assembly, "synth", "mimic3", "--out", folder.At("raw"), option, value);
        Assert.Equal(2, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [SmallDiskFact]
    public void A_full_disk_leaves_nothing_and_is_told_in_one_line()
    {
        using var disk = new SmallDisk(64 << 10);
        var (code, _, error) = InProcess.Run(typeof(Datasets).Assembly, "synth", "mimic3", "--patients", "100", "--out", disk.Folder.At("raw"));
        Assert.Equal(1, code);
        Assert.Contains("No space left on device", Assert.Single(SynthTables.Failures(error)), StringComparison.Ordinal);
        Assert.Empty(disk.Folder.Files());
    }

    private SortedDictionary<string, byte[]> Written(string name, params string[] more)
    {
        var (code, _, error) = Run(["--out", folder.At(name), .. more]);
        Assert.Empty(SynthTables.Failures(error));
        Assert.Equal(0, code);
        return SynthTables.Bytes(folder.At(name));
    }

    private static (int Code, string Output, string Error) Run(params string[] more) => InProcess.Run(typeof(Datasets).Assembly, ["synth", "mimic3", "--patients", "20", .. more]);
}
