using System.Globalization;
using System.IO.Compression;
using I2M2.Csv;
using I2M2.Shards;

namespace I2M2.Tests.Csv;

/// <summary>Of gzip data nothing is lost, and nothing is added, in silence.</summary>
public sealed class CsvGzipTests : IDisposable
{
    private const string Small = "a,b\n1,2\n3,\"4\"\n";
    private const string Damaged = "the gzip data are cut short or damaged";
    private const string Cut = "the end of the gzip data is missing, or something follows it";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void A_file_cut_at_any_byte_is_refused(CompressionLevel level)
    {
        var whole = CsvFiles.Gzip(level, CsvFiles.Bytes(Small));
        for (var length = 0; length < whole.Length; length++)
            CsvFiles.Refusal(folder.With(whole[..length]), "a");
        Assert.Equal([["1"], ["3"]], CsvFiles.Read(folder.With(whole), "a"));
    }

    [Fact]
    public void A_larger_file_cut_in_many_places_is_refused()
    {
        var random = new Random(7);
        var text = "a,b\n" + string.Concat(Enumerable.Range(0, 130_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{random.Next()}\n")));
        var whole = CsvFiles.Gzip(CsvFiles.Bytes(text));
        Assert.InRange(whole.Length, 700_000, 2_000_000);
        var places = Enumerable.Range(1, 25).Select(_ => random.Next(2, whole.Length)).Concat(Enumerable.Range(1, 10).Select(i => whole.Length - i))
            .Concat([8192, 65536, 262144, 262145]);
        foreach (var place in places)
            CsvFiles.Refusal(folder.With(whole[..place]));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(5)]
    [InlineData(4)]
    [InlineData(1)]
    public void A_checksum_or_length_that_does_not_fit_is_refused(int fromEnd)
    {
        foreach (var member in new[] { 0, 1 })
        {
            var members = new[] { CsvFiles.Gzip(CsvFiles.Bytes(Small)), CsvFiles.Gzip(CsvFiles.Bytes("5,6\n")) };
            members[member][^fromEnd] ^= 0x40;
            Assert.Contains(Damaged, CsvFiles.Refusal(folder.With([.. members[0], .. members[1]]), "a"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_flipped_bit_is_refused_or_changes_nothing()
    {
        // Nothing that repeats: of several places to copy it from, none can be wrong.
        var whole = CsvFiles.Gzip(CsvFiles.Bytes(Small + "5,ABCDEFGHIJKLMNOPQRSTUVWXYZ\nabcdefghijklmnopqrstuvwxyz,0789;:\n"));
        var (rows, same) = (CsvFiles.Read(folder.With(whole), "a", "b"), 0);

        // Behind the header, in which only the compression method and the flags mean anything.
        for (var bit = 80; bit < whole.Length * 8; bit++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(rows, CsvFiles.Read(folder.With(bytes), "a", "b"));
                same++;
            }
            catch (InputRefusedException e)
            {
                Assert.Equal(folder.At("t.csv"), e.FileName);
            }
        }

        // Up to seven bits fill the data's last byte.
        Assert.InRange(same, 0, 7);
    }

    [Theory]
    [InlineData(new byte[] { 0 })]
    [InlineData(new byte[] { 0x1f })]
    [InlineData(new byte[] { 0x1f, 0x8b })]
    [InlineData(new byte[] { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { (byte)'5', (byte)',', (byte)'6', (byte)'\n' })]
    public void What_follows_the_last_member_is_refused(byte[] garbage)
    {
        // The second one ends where a buffer of 8 KiB does.
        foreach (var text in new[] { Small, Small + new string('\n', 8192 - 23 - Small.Length) })
        {
            var whole = CsvFiles.Gzip(CompressionLevel.NoCompression, CsvFiles.Bytes(text));
            Assert.Equal(text == Small ? Small.Length + 23 : 8192, whole.Length);
            var message = CsvFiles.Refusal(folder.With([.. whole, .. garbage]), "a");
            Assert.True(message.Contains(Cut, StringComparison.Ordinal) || message.Contains(Damaged, StringComparison.Ordinal), message);
        }
    }

    [Fact]
    public void Members_may_end_anywhere_in_the_buffer_they_are_read_through()
    {
        for (var length = 8192 - 23 - 20; length < 8192 - 23 + 20; length++)
        {
            var first = Small + new string('x', length - Small.Length - 3) + ",\n";
            var file = CsvFiles.Gzip(CompressionLevel.NoCompression, CsvFiles.Bytes(first), CsvFiles.Bytes("5,6\n"), CsvFiles.Bytes("7,8"));
            Assert.Equal(["2", "4", "", "6", "8"], CsvFiles.Read(folder.With(file), "b").Select(r => r[0]));
            CsvFiles.Refusal(folder.With(file[..^1]), "b");
        }
    }

    [Fact]
    public void Text_may_end_at_any_distance_from_the_end_of_a_block()
    {
        for (var length = CsvBlock.Size - 40; length < CsvBlock.Size + 40; length++)
        {
            var text = "a\n" + new string('x', length - 3) + "\n";
            Assert.Equal(length - 3, Assert.Single(CsvFiles.Read(folder.With(CsvFiles.Gzip(CsvFiles.Bytes(text))), "a"))[0].Length);
        }
    }

    [Fact]
    public void Compressed_nothing_is_empty()
    {
        Assert.Contains("is empty", CsvFiles.Refusal(folder.With(CsvFiles.Gzip(CsvFiles.Bytes(""))), "a"), StringComparison.Ordinal);
        Assert.Contains("is empty", CsvFiles.Refusal(folder.With(CsvFiles.Gzip(CsvFiles.Bytes(""), CsvFiles.Bytes(""))), "a"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_may_have_a_name_and_a_comment()
    {
        var plain = CsvFiles.Gzip(CsvFiles.Bytes(Small));
        byte[] named = [.. plain.AsSpan(0, 3), 0x18, .. plain.AsSpan(4, 6), .. "t.csv\0a comment\0"u8, .. plain.AsSpan(10)];
        Assert.Equal([["1"], ["3"]], CsvFiles.Read(folder.With(named), "a"));
        for (var length = 10; length < 30; length++)
            CsvFiles.Refusal(folder.With(named[..length]), "a");
    }
}
