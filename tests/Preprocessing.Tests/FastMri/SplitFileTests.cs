using I2M2.Preprocessing.FastMri.Splits;
using I2M2.Shards;

namespace I2M2.Tests.FastMri;

public class SplitFileTests
{
    [Fact]
    public void What_is_written_is_text_and_is_read_back()
    {
        using var folder = new TemporaryFolder();
        var splits = VolumeSplits.ByVolume(["file1000002", "file1000001", "file1000000"], seed: 0);
        SplitFile.Write(folder.At("splits.csv"), splits);
        Assert.Equal(splits.OfVolume, SplitFile.Read(folder.At("splits.csv")).OfVolume);
        Assert.Matches("^volume,split\nfile1000000,(train|valid|test)\nfile1000001,(train|valid|test)\nfile1000002,(train|valid|test)\n$", File.ReadAllText(folder.At("splits.csv")));
        Assert.Equal(["splits.csv"], folder.Files());
    }

    [Theory]
    [InlineData("../../etc/hostname,train", "line 3, column volume")]
    [InlineData("file1000002,training", "line 3, column split")]
    [InlineData("file1000001,test", "line 3, column volume")]
    [InlineData("file1000002", "line 3")]
    public void A_line_that_names_no_volume_or_no_split_or_a_volume_twice_is_refused(string line, string place)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("splits.csv"), $"volume,split\nfile1000001,train\n{line}\n");
        var refused = Assert.Throws<InputRefusedException>(() => SplitFile.Read(folder.At("splits.csv")));
        Assert.Contains($"{folder.At("splits.csv")}: {place}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hostname", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_names_no_volume_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("splits.csv"), "volume,split\n");
        Assert.Throws<InputRefusedException>(() => SplitFile.Read(folder.At("splits.csv")));
    }
}
