using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using I2M2.Csv;

namespace I2M2.Tests.Csv;

public sealed class CsvRoundTripTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Any_table_is_read_as_it_was_written_in_any_order_of_columns()
    {
        var cases =
            from table in CsvTable.Any
            from order in Gen.Shuffle(table.Columns)
            from wanted in Gen.Choose(1, table.Columns.Length)
            select (table, order[..wanted]);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(250), Prop.ForAll(cases.ToArbitrary(), c => IsRead(c.table, c.Item2, CsvFiles.Bytes(c.table.Text))));
    }

    [Fact]
    public void Gzip_members_cut_anywhere_are_one_text()
    {
        var cases =
            from table in CsvTable.Any
            from cuts in Gen.Choose(0, table.Text.Length).ArrayOf(2)
            from members in Gen.Choose(1, 3)
            select (table, Pieces(CsvFiles.Bytes(table.Text), [.. cuts.Take(members - 1).Order()]));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(150), Prop.ForAll(cases.ToArbitrary(), c => IsRead(c.table, c.table.Columns, CsvFiles.Gzip(c.Item2))));
    }

    [Fact]
    public void A_field_can_be_asked_for_again()
    {
        using var reader = new CsvReader(folder.With("a,b,c\n\"1\"\"\",2,\"\"\n"), ["c", "a", "b"]);
        Assert.True(reader.Read());
        foreach (var column in new[] { 2, 0, 1, 1, 0, 2, 0 })
            Assert.Equal(new[] { "", "1\"", "2" }[column], Encoding.ASCII.GetString(reader.Field(column)));
    }

    private bool IsRead(CsvTable table, string[] columns, byte[] bytes)
    {
        using var reader = new CsvReader(folder.With(bytes), columns);
        var positions = columns.Select(c => Array.IndexOf(table.Columns, c)).ToArray();
        for (var r = 0; r < table.Rows.Length; r++)
        {
            Assert.True(reader.Read());
            Assert.False(reader.IsRagged);
            Assert.Equal(table.Lines[r], reader.Line);
            Assert.Equal(positions.Select(p => table.Rows[r][p]), reader.Fields(columns.Length));
        }

        Assert.False(reader.Read());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), reader.Sha256());
        Assert.Equal((bytes.Length, bytes.Length), (reader.FileLength, reader.FileBytesRead));
        return true;
    }

    private static byte[][] Pieces(byte[] bytes, int[] cuts) => [.. cuts.Append(bytes.Length).Zip(cuts.Prepend(0), (end, start) => bytes[start..end])];
}
