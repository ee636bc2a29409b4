using System.IO.Compression;
using I2M2.Arrays;
using I2M2.Shards;

namespace I2M2.Tests.Arrays;

public class ConfinedZipTests
{
    private const int Flags = 8, Method = 10, Crc = 16, CompressedSize = 20, Size = 24, ExternalAttributes = 38, LocalHeader = 42;

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Optimal)]
    public void Members_are_read_by_name(CompressionLevel level)
    {
        using var folder = new TemporaryFolder();
        var long_ = new byte[5000];
        using var zip = ConfinedZip.Open(ZipFiles.Write(folder.At("z"), level, ("a", [1, 2, 3]), ("b/c.d", long_), ("empty", [])));
        Assert.Equal(["a", "b/c.d", "empty"], zip.Names);
        Assert.Equal([1, 2, 3], zip.Read("a", 3));
        Assert.Equal(long_, zip.Read("b/c.d", 5000));
        Assert.Empty(zip.Read("empty", 0));
        Assert.Equal(5000, zip.Length("b/c.d"));
        Assert.Equal(level == CompressionLevel.NoCompression, zip.IsStored("b/c.d"));
        Assert.Throws<InputRefusedException>(() => zip.Read("c.d", 5000));
        Assert.Contains("4,999 are allowed", Assert.Throws<InputRefusedException>(() => zip.Read("b/c.d", 4999)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/a")]
    [InlineData("../a")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("a\u001b[2J")]
    [InlineData("")]
    public void A_name_that_is_no_plain_relative_one_is_refused(string name)
    {
        using var folder = new TemporaryFolder();
        ZipFiles.Write(folder.At("z"), ("x", [1]), (name.Length == 0 ? "?" : name, [2]));
        if (name.Length == 0)
            ZipFiles.Patch(folder.At("z"), 1, 46, "/"u8);
        Assert.Contains("no plain relative name", Refusal(folder.At("z")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_given_twice_is_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("'a' is there twice", Refusal(ZipFiles.Write(folder.At("z"), ("a", [1]), ("a", [1]))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_an_encrypted_member_and_members_that_overlap_are_refused()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("symbolic link", Patched(folder, ExternalAttributes, [0, 0, 0xFF, 0xA1]), StringComparison.Ordinal);
        Assert.Contains("encrypted", Patched(folder, Flags, [1, 0]), StringComparison.Ordinal);
        Assert.Contains("overlap", Patched(folder, CompressedSize, BitConverter.GetBytes(900)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Crc, 1, "CRC-32")]
    [InlineData(Method, 12, "cannot be read")]
    [InlineData(Method, 14, "cannot be read")]
    [InlineData(Method, 8, "cannot be read")]
    [InlineData(LocalHeader, 7, "cannot be read")]
    [InlineData(Size, 1_000_000_000, "which deflate cannot do")]
    [InlineData(Size, 101, "fewer")]
    public void A_member_that_is_not_what_the_directory_says_is_refused_on_reading(int offset, int value, string message)
    {
        using var folder = new TemporaryFolder();
        ZipFiles.Write(folder.At("z"), ("a", Content()));
        ZipFiles.Patch(folder.At("z"), 0, offset, offset is Method ? BitConverter.GetBytes((ushort)value) : BitConverter.GetBytes(value));
        using var zip = ConfinedZip.Open(folder.At("z"));
        Assert.Contains(message, Assert.Throws<InputRefusedException>(() => zip.Read("a", int.MaxValue)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_inflates_to_more_than_it_declares_is_refused()
    {
        using var folder = new TemporaryFolder();
        ZipFiles.Write(folder.At("z"), CompressionLevel.Optimal, ("a", new byte[100_000]));
        ZipFiles.Patch(folder.At("z"), 0, Size, BitConverter.GetBytes(1000));
        using var zip = ConfinedZip.Open(folder.At("z"));
        Assert.Throws<InputRefusedException>(() => zip.Read("a", 1000));
    }

    [Fact]
    public void A_file_cut_anywhere_or_followed_by_anything_is_refused()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(ZipFiles.Write(folder.At("z"), ("a", [1, 2, 3]), ("b", [4])));
        for (var length = 0; length <= whole.Length + 1; length++)
        {
            if (length == whole.Length)
                continue;
            File.WriteAllBytes(folder.At("cut"), [.. whole.Take(length), .. new byte[Math.Max(0, length - whole.Length)]]);
            Refusal(folder.At("cut"));
        }
    }

    [Fact]
    public void A_directory_beyond_the_limit_is_refused_before_it_is_walked()
    {
        using var folder = new TemporaryFolder();
        var end = File.ReadAllBytes(ZipFiles.Write(folder.At("z"), ("a", [1])))[^22..];
        BitConverter.GetBytes(0).CopyTo(end, 16);
        using (var file = File.Create(folder.At("long")))
        {
            file.Position = 20 << 20;
            file.Write(end);
        }

        Assert.Contains("directory takes", Refusal(folder.At("long")), StringComparison.Ordinal);
    }

    [Fact]
    public void Any_byte_of_an_archive_that_changes_is_noticed_or_does_not_matter()
    {
        using var folder = new TemporaryFolder();
        var whole = File.ReadAllBytes(ZipFiles.Write(folder.At("z"), ("a", [1, 2, 3]), ("b", Content())));
        for (var place = 0; place < whole.Length; place++)
        {
            foreach (var flip in new[] { 0x01, 0x80, 0xFF })
            {
                whole[place] ^= (byte)flip;
                File.WriteAllBytes(folder.At("flipped"), whole);
                whole[place] ^= (byte)flip;
                var error = Record.Exception(() =>
                {
                    using var zip = ConfinedZip.Open(folder.At("flipped"));
                    Assert.Equal([1, 2, 3], zip.Read("a", 1000));
                    Assert.Equal(Content(), zip.Read("b", 1000));
                });
                Assert.True(error is null or InputRefusedException, $"byte {place} ^ {flip:x}: {error}");
            }
        }
    }

    private static byte[] Content() => [.. Enumerable.Range(0, 100).Select(k => (byte)(k * 37))];

    private static string Patched(TemporaryFolder folder, int offset, byte[] value)
    {
        ZipFiles.Write(folder.At("z"), ("a", Content()), ("b", Content()));
        ZipFiles.Patch(folder.At("z"), 1, offset, value);
        return Refusal(folder.At("z"));
    }

    private static string Refusal(string path) => Assert.Throws<InputRefusedException>(() => ConfinedZip.Open(path).Dispose()).Message;
}
