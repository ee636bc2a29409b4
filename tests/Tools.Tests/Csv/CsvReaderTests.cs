using I2M2.Csv;

namespace I2M2.Tests.Csv;

public sealed class CsvReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a,b")]
    [InlineData("a,b\n")]
    [InlineData("a,b\r\n")]
    [InlineData("\u00ef\u00bb\u00bf\"A\",\"B\"\r\n")]
    public void A_header_alone_is_a_table_without_rows(string text) => Assert.Empty(CsvFiles.Read(folder.With(text), "b", "a"));

    [Fact]
    public void Columns_are_named_in_any_case_and_a_header_may_have_blanks()
        => Assert.Equal([["2", "1"]], CsvFiles.Read(folder.With("Row_Id ,\" itemID\"\n1,2\n"), "ITEMID", "row_id"));

    [Fact]
    public void Names_may_hold_commas_quotes_and_line_feeds()
    {
        using var reader = new CsvReader(folder.With("\"a,\"\"\n\",b\n1,2\n"), ["a,\"", "b"]);
        Assert.True(reader.Read());
        Assert.Equal(["1", "2"], reader.Fields(2));
        Assert.Equal(3, reader.Line);
    }

    [Theory]
    [InlineData("a,b,c\n1,2\n", 2)]
    [InlineData("a,b,c\n1,2,3,4\n", 4)]
    [InlineData("a,b,c\n\"1,2,3\"", 1)]
    [InlineData("a,b,c\n\n", 1)]
    [InlineData("a,b,c\r\n\r\n", 1)]
    [InlineData("a,b,c\n,,,,,\n", 6)]
    public void A_row_of_another_length_is_flagged_and_has_no_fields(string text, int fields)
    {
        var path = folder.With(text + "\n4,5,6\n");
        using var reader = new CsvReader(path, ["b"]);
        Assert.True(reader.Read());
        Assert.True(reader.IsRagged);
        Assert.Equal($"{fields} fields; the header has 3", reader.RaggedReason);
        var refused = Assert.Throws<I2M2.Shards.InputRefusedException>(() => reader.Field(0).Length);
        Assert.Contains($"line 2: {fields} fields", refused.Message, StringComparison.Ordinal);

        while (reader.IsRagged)
            Assert.True(reader.Read());
        Assert.Equal(["5"], reader.Fields(1));
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_passed_on()
    {
        var all = string.Concat(Enumerable.Range(1, 255).Select(c => (char)c));
        var quoted = $"\"{all.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var bare = all.Where(c => c is not ('"' or ',' or '\r' or '\n'));
        Assert.Equal([[all, string.Concat(bare)]], CsvFiles.Read(folder.With($"a,b\n{quoted},{string.Concat(bare)}\n"), "a", "b"));
    }

    [Fact]
    public void After_the_last_row_there_is_none_however_often_it_is_asked()
    {
        // The end may lie within a block, or just where one ends.
        foreach (var length in new[] { 10, CsvBlock.Size - 1, CsvBlock.Size, CsvBlock.Size + 1, 2 * CsvBlock.Size })
        {
            using var reader = new CsvReader(folder.With($"a\n{new string('x', length - 3)}\n"), ["a"]);
            Assert.True(reader.Read());
            for (var again = 0; again < 3; again++)
                Assert.False(reader.Read());
        }
    }

    [Fact]
    public void A_carriage_return_at_the_very_end_is_part_of_the_line_end()
        => Assert.Equal([["1", "2"]], CsvFiles.Read(folder.With("a,b\r\n1,2\r"), "a", "b"));

    [Fact]
    public void A_caller_can_refuse_a_field_by_line_and_column()
    {
        var path = folder.With("Key,x\n\"a\nb\",1\nc,2\n");
        using var reader = new CsvReader(path, ["x", "KEY"]);
        Assert.True(reader.Read() && reader.Read());
        var message = reader.Refused(1, "is not a number", "correct it").Message;
        Assert.Contains(path, message, StringComparison.Ordinal);
        Assert.Contains("line 4, column KEY: is not a number", message, StringComparison.Ordinal);
        Assert.DoesNotContain("column", reader.Refused(-1, "is too much", "correct it").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_said_to_be_so()
        => Assert.Throws<FileNotFoundException>(() => new CsvReader(folder.At("none.csv"), ["a"]));
}
