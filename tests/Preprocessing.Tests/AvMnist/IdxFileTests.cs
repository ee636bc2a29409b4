using I2M2.Preprocessing.AvMnist;
using I2M2.Shards;

namespace I2M2.Tests.AvMnist;

public class IdxFileTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a.gz")]
    public void Plain_and_compressed_files_read_the_same(string name)
    {
        using var folder = new TemporaryFolder();
        TinyRaw.Idx(folder.At(name), [2, 1, 3], [1, 2, 3, 4, 5, 6]);
        var idx = IdxFile.Read(folder.At(name), 3);
        Assert.Equal([2, 1, 3], idx.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], idx.Data);
        TinyRaw.Idx(folder.At("plain"), [2, 1, 3], [1, 2, 3, 4, 5, 6]);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder.At("plain")))), idx.Sha256);
    }

    [Theory]
    [InlineData("a", 5, "ends after 5 of the 6 bytes", "more than the file can hold")]
    [InlineData("a", 7, "goes on after", "goes on after")]
    [InlineData("a.gz", 5, "ends after 5 of the 6 bytes", "")]
    [InlineData("a.gz", 7, "goes on after", "")]
    public void A_length_other_than_the_headers_is_refused(string name, int bytes, string message, string also)
    {
        using var folder = new TemporaryFolder();
        TinyRaw.Idx(folder.At(name), [6], new byte[bytes]);
        var refused = Assert.Throws<InputRefusedException>(() => IdxFile.Read(folder.At(name), 1)).Message;
        Assert.True(refused.Contains(message, StringComparison.Ordinal) || (also.Length > 0 && refused.Contains(also, StringComparison.Ordinal)), refused);
    }

    [Fact]
    public void A_compressed_file_cut_anywhere_is_refused()
    {
        using var folder = new TemporaryFolder();
        TinyRaw.Idx(folder.At("a.gz"), [300], [.. Enumerable.Range(0, 300).Select(i => (byte)(i * i))]);
        var whole = File.ReadAllBytes(folder.At("a.gz"));
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder.At("cut.gz"), whole[..length]);
            Assert.Throws<InputRefusedException>(() => IdxFile.Read(folder.At("cut.gz"), 1));
        }
    }

    [Fact]
    public void A_damaged_checksum_is_refused()
    {
        using var folder = new TemporaryFolder();
        TinyRaw.Idx(folder.At("a.gz"), [300], new byte[300]);
        var bytes = File.ReadAllBytes(folder.At("a.gz"));
        bytes[^6] ^= 1;
        File.WriteAllBytes(folder.At("a.gz"), bytes);
        Assert.Throws<InputRefusedException>(() => IdxFile.Read(folder.At("a.gz"), 1));
    }

    [Theory]
    [InlineData(2051u, 4, "magic")]
    [InlineData(2049u, 0, "dimension 0")]
    [InlineData(2049u, -1, "dimension 0")]
    [InlineData(2049u, 200_000_000, "more than the file can hold")]
    public void A_header_that_lies_is_refused_before_memory_is_taken(uint magic, int count, string message)
    {
        using var folder = new TemporaryFolder();
        TinyRaw.Idx(folder.At("a"), [count], new byte[4], magic);
        Assert.Contains(message, Assert.Throws<InputRefusedException>(() => IdxFile.Read(folder.At("a"), 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_above_nine_is_refused()
    {
        using var folder = new TemporaryFolder();
        TinyRaw.Idx(folder.At("i"), [3, 28, 28], new byte[3 * 784]);
        TinyRaw.Idx(folder.At("l"), [3], [9, 10, 0]);
        Assert.Contains("label 1 is 10", Assert.Throws<InputRefusedException>(() => Digits.Read(folder.At("i"), folder.At("l"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Labels_of_another_number_than_the_images_are_refused(int labels)
    {
        using var folder = new TemporaryFolder();
        TinyRaw.Idx(folder.At("images"), [3, 28, 28], new byte[3 * 784]);
        TinyRaw.Idx(folder.At("labels"), [labels], new byte[labels]);
        var refused = Assert.Throws<InputRefusedException>(() => Digits.Read(folder.At("images"), folder.At("labels")));
        Assert.Contains($"labels: {labels} labels for 3 images in images", refused.Message, StringComparison.Ordinal);
    }
}
