using I2M2.Preprocessing.FastMri.Annotations;
using I2M2.Shards;

namespace I2M2.Tests.FastMri;

public class ReviewedVolumesTests
{
    [Fact]
    public void Lines_that_name_no_volume_are_counted_and_nothing_else()
    {
        var reviewed = Read("\uFEFFfile1000002\r\nfile1000001 \n\n../../etc/hostname\nfile1000001.h5\nKnee data");
        Assert.Equal(["file1000001", "file1000002"], reviewed.Volumes);
        Assert.Equal(3, reviewed.OtherLines);
    }

    [Theory]
    [InlineData("file1000001\nfile1000001\n", "line 2")]
    [InlineData("", "no line")]
    [InlineData("Knee data\n", "no line")]
    public void A_list_that_names_a_volume_twice_or_none_is_refused(string text, string reason) =>
        Assert.Contains(reason, Assert.Throws<InputRefusedException>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_of_another_kind_is_refused_before_it_is_read() =>
        Assert.Contains("1,048,576 bytes", Assert.Throws<InputRefusedException>(() => Read(new string('x', (1 << 20) + 1))).Message, StringComparison.Ordinal);

    private static ReviewedVolumes Read(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("knee_file_list.csv"), text);
        return ReviewedVolumes.Read(folder.At("knee_file_list.csv"));
    }
}
