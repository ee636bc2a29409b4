using System.Globalization;
using System.IO.Compression;
using I2M2.Csv;

namespace I2M2.Tests.Csv;

/// <summary>A file is read in blocks of <see cref="CsvBlock.Size"/> bytes and scanned in words of 64; neither can be seen.</summary>
public sealed class CsvBlockTests : IDisposable
{
    private const string Header = "a,b,c\n";

    // Every kind of byte that means something, in 60 bytes or so.
    private static readonly string[][] Rows = [["one", "t\"w\"o", "\r\nthree,"], ["", "", ""], ["\"", "x", ""], ["last", ",\n,", "\"\"\r"]];
    private static readonly string Text = "one,\"t\"\"w\"\"o\",\"\r\nthree,\"\r\n,,\n\"\"\"\",x,\"\"\r\nlast,\",\n,\",\"\"\"\"\"\r\"";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Rows_may_lie_anywhere_across_the_end_of_a_block(bool gzip)
    {
        for (var start = CsvBlock.Size - Text.Length - 66; start <= CsvBlock.Size + 2; start += gzip ? 3 : 1)
        {
            var bytes = CsvFiles.Bytes(Filled(start) + Text + (start % 2 == 0 ? "\n" : ""));
            AssertRows(folder.With(gzip ? CsvFiles.Gzip(CompressionLevel.NoCompression, bytes) : bytes), 2);
        }
    }

    [Fact]
    public void Rows_may_be_longer_than_a_block()
    {
        foreach (var length in new[] { CsvBlock.Size - 70, CsvBlock.Size, (2 * CsvBlock.Size) - 7, (3 * CsvBlock.Size) + 11 })
        {
            var row = string.Create(CultureInfo.InvariantCulture, $"\"{new string('"', 2 * (length / 4))}{new string('\n', length / 2)}\",2,");
            string[] expected = [new string('"', length / 4) + new string('\n', length / 2), "2", ""];
            var path = folder.With(Header + row + "\r\n" + Filled(1000)[Header.Length..] + row + "\n" + row);
            Assert.Equal([expected, [new string('f', 1000 - Header.Length - 3), "", ""], expected, expected], CsvFiles.Read(path, "a", "b", "c"));
        }
    }

    [Fact]
    public void A_header_may_be_longer_than_a_block()
    {
        var name = new string('n', CsvBlock.Size + 1000);
        Assert.Equal([["1", "2"]], CsvFiles.Read(folder.With($"\u00ef\u00bb\u00bfa,\"{name}\"\n1,2\n"), "a", name));
    }

    [Fact]
    public void A_fault_may_lie_anywhere_across_the_end_of_a_block()
    {
        foreach (var (row, column, problem) in new[] { ("1,\"\"x,3", 'b', "closing quote"), ("1,2\r,3", 'b', "carriage return"), ("1,2,x\"", 'c', "a quote within"), ("1,2,\0", 'c', "zero") })
        {
            for (var start = CsvBlock.Size - row.Length - 1; start <= CsvBlock.Size + 1; start++)
            {
                var path = folder.With(Filled(start) + row + "\n");
                using var reader = new CsvReader(path, ["a", "b", "c"]);
                Assert.True(reader.Read());
                var message = Assert.Throws<I2M2.Shards.InputRefusedException>(() => reader.Read()).Message;
                Assert.Contains($"line 3, column {column}: a", message, StringComparison.Ordinal);
                Assert.Contains(problem, message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Many_blocks_of_short_rows_are_all_read()
    {
        const int Count = 300_000;
        var path = folder.With(Header + string.Concat(Enumerable.Range(0, Count).Select(i => $"{i},\"{i % 7}\",\n")));
        using var reader = new CsvReader(path, ["b", "a"]);
        for (var i = 0; i < Count; i++)
        {
            Assert.True(reader.Read() && reader.Line == i + 2);
            Assert.True(int.Parse(reader.Field(1), CultureInfo.InvariantCulture) == i && reader.Field(0) is [var digit] && digit == '0' + (i % 7));
        }

        Assert.False(reader.Read());
    }

    /// <summary>A header and a row, so that the next row starts at a byte.</summary>
    private static string Filled(int start) => $"{Header}{new string('f', start - Header.Length - 3)},,\n";

    private static void AssertRows(string path, int before)
    {
        using var reader = new CsvReader(path, ["a", "b", "c"]);
        Assert.True(reader.Read());
        Assert.Equal(before, reader.Line);
        foreach (var (expected, line) in Rows.Zip([3L, 5, 6, 7]))
        {
            Assert.True(reader.Read());
            Assert.Equal(line, reader.Line);
            Assert.Equal(expected, reader.Fields(3));
        }

        Assert.False(reader.Read());
        Assert.False(reader.Read());
    }
}
