using I2M2.Csv;

namespace I2M2.Tests.Csv;

/// <summary>What a file does not say clearly is refused: which file, line and column, and never a value of it.</summary>
public sealed class CsvRefusalTests : IDisposable
{
    private const string BareQuote = "a quote within a field that is not quoted";
    private const string AfterQuote = "a closing quote that no comma or line end follows";
    private const string LoneReturn = "a carriage return without a line feed";
    private const string Zero = "a byte that is zero";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("secret,\"\nsecret\n", "line 2: a quote that begins in this row is never closed")]
    [InlineData("1,\"secret\"\"", "line 2: a quote that begins in this row is never closed")]
    [InlineData("1,2,3\n\"\n\n\"\"", "line 3: a quote that begins in this row is never closed")]
    [InlineData("\"", "line 2: a quote that begins in this row is never closed")]
    [InlineData("1,\"secret\"x", "line 2, column VALUE: " + AfterQuote)]
    [InlineData("1,\"secret\" ,3", "line 2, column VALUE: " + AfterQuote)]
    [InlineData("\"secret\" \r\n", "line 2, column Key: " + AfterQuote)]
    [InlineData("1,\"\"secret\"\"", "line 2, column VALUE: " + AfterQuote)]
    [InlineData("1,\"\n\n\",\"a\"b", "line 4, column 3: " + AfterQuote)]
    [InlineData("1,2,3\n1,2\"\n", "line 3, column VALUE: " + BareQuote)]
    [InlineData("secret\"secret\",2\n", "line 2, column Key: " + BareQuote)]
    [InlineData("1, \"secret\"", "line 2, column VALUE: " + BareQuote)]
    [InlineData("1,2,3,4,5,\"a\nb\",se\"cret", "line 3: " + BareQuote)]
    [InlineData("1,2\0\n", "line 2, column VALUE: " + Zero)]
    [InlineData("1,\"sec\n\0ret\"\n", "line 3, column VALUE: " + Zero)]
    [InlineData("1,se\rcret\n", "line 2, column VALUE: " + LoneReturn)]
    [InlineData("1,2\r\r\n", "line 2, column VALUE: " + LoneReturn)]
    [InlineData("1,2\r,3", "line 2, column VALUE: " + LoneReturn)]
    [InlineData("1,\"secret\"\r,3", "line 2, column VALUE: " + LoneReturn)]
    [InlineData("1,\"a\r\nb\"\r3", "line 3, column VALUE: " + LoneReturn)]
    [InlineData("1,2,3\r\"secret\",2", "line 2, column 3: " + LoneReturn)]
    [InlineData("1,2,3\r\n\r,", "line 3, column Key: " + LoneReturn)]
    public void What_cannot_be_is_refused_where_it_is(string rows, string problem)
    {
        foreach (var end in new[] { "", "\nsecret,secret,secret\n" })
        {
            // What follows would close it.
            if (end.Length > 0 && problem.EndsWith("closed", StringComparison.Ordinal))
                continue;
            var path = folder.With("key,value,third\n" + rows + end);
            var message = CsvFiles.Refusal(path, "VALUE", "Key");
            Assert.StartsWith($"{path}: {problem}", message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
            Assert.DoesNotContain("third", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Rows_before_the_fault_are_read()
    {
        using var reader = new CsvReader(folder.With("a\n1\n2\n3\"\n4\n"), ["a"]);
        Assert.True(reader.Read() && reader.Read());
        Assert.Equal(["2"], reader.Fields(1));
        Assert.Throws<I2M2.Shards.InputRefusedException>(() => reader.Read());
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("\u00ef\u00bb\u00bf", "is empty")]
    [InlineData("\n1,2\n", "line 1: no column Key, value")]
    [InlineData("key,secret\n1,2\n", "line 1: no column value.")]
    [InlineData("key,values\n1,2\n", "line 1: no column value.")]
    [InlineData("key;value;secret\n1;2;3\n", "line 1: no column Key, value; its columns seem to be separated by semicolons")]
    [InlineData("key\tvalue\n1\t2\n", "line 1: no column Key, value.")]
    [InlineData("key,value,KEY\n1,2,3\n", "line 1, column Key: two columns of this name")]
    [InlineData("key,\"value\"secret\n", "line 1: " + AfterQuote)]
    [InlineData("key,secret\"value\"\n", "line 1: " + BareQuote)]
    [InlineData("key,\"value\n1,secret\n", "line 1: a quote that begins in this row is never closed")]
    [InlineData("key,value\r1,2\r", "line 1: " + LoneReturn)]
    [InlineData("\u00ff\u00fek\0e\0y\0", "line 1: " + Zero)]
    [InlineData("k\0e\0y\0", "line 1: " + Zero)]
    [InlineData("\u001f", "line 1: no column Key, value.")]
    public void A_header_that_is_none_is_refused(string text, string problem)
    {
        var path = folder.With(text);
        var message = CsvFiles.Refusal(path, "Key", "value");
        Assert.StartsWith($"{path}: {problem}", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_columns_of_a_name_nobody_asks_for_do_no_harm()
        => Assert.Equal([["2"]], CsvFiles.Read(folder.With("a,b,a\n1,2,3\n"), "b"));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_row_may_have_a_mebibyte_and_no_more(bool quoted)
    {
        foreach (var before in new[] { 0, 1000, CsvBlock.Size - 7 })
        {
            var first = $"a,b\n{new string('x', before)},\n";
            var longest = quoted ? $"\"{new string('\n', CsvReader.LongestRow - 4)}\",y" : $",{new string('x', CsvReader.LongestRow - 1)}";
            foreach (var end in new[] { "", "\n", "\n1,2\n" })
            {
                var rows = CsvFiles.Read(folder.With(first + longest + end), "b", "a");
                Assert.Equal(quoted ? ["y", longest[1..^3]] : [longest[1..], ""], rows[1]);
                Assert.StartsWith(
                    $"{folder.At("t.csv")}: line 3: a row of more than 1,048,576 bytes",
                    CsvFiles.Refusal(folder.With(first + longest + "z" + end), "b"),
                    StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_quote_that_is_never_closed_in_a_large_file_is_found_in_bounded_memory()
    {
        var path = folder.With("a,b\n1,2\n3,\"4\n" + string.Concat(Enumerable.Repeat("secret,secret\n", 200_000)));
        var message = CsvFiles.Refusal(path, "a");
        Assert.StartsWith($"{path}: line 3: a row of more than 1,048,576 bytes; a quote that is never closed can be the reason", message, StringComparison.Ordinal);
    }
}
