using System.Text;
using DuckDB.NET.Native;
using I2M2.Shards;
using I2M2.Storage;
using Parquet;
using Parquet.Schema;

namespace I2M2.Tests.Storage;

public sealed class ParquetTests : IDisposable
{
    // More than one row group, so that threads have something to do in another order.
    private const string Rows = "SELECT i, 'id-' || i AS id, (i * 7919) % 1000003 AS mixed, [i % 3, i % 5]::FLOAT[] AS list FROM range(130000) t(i)";
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_same_rows_give_the_same_bytes_whatever_the_threads_and_the_name()
    {
        var one = Written("a.parquet", threads: 1);

        Assert.True(one.AsSpan().SequenceEqual(Written("a.parquet", threads: 1)), "again");
        Assert.True(one.AsSpan().SequenceEqual(Written("b.parquet", threads: 2)), "two threads");
        Assert.True(one.AsSpan().SequenceEqual(Written("c.parquet", threads: 4)), "four threads");
        Assert.Equal(["a.parquet", "b.parquet", "c.parquet"], folder.Files());
    }

    [Fact]
    public void A_file_holds_neither_its_name_nor_the_time()
    {
        var text = Encoding.Latin1.GetString(Written("unmistakable.parquet", threads: 1));

        Assert.DoesNotContain("unmistakable", text);
        Assert.DoesNotContain(folder.Path, text);
        Assert.DoesNotContain(TimeProvider.System.GetUtcNow().Year.ToString(System.Globalization.CultureInfo.InvariantCulture) + "-", text);
    }

    [Fact]
    public void A_query_that_fails_leaves_the_old_file_and_nothing_else()
    {
        File.WriteAllText(folder.At("a.parquet"), "old");
        using var database = DuckDatabase.Open(new DuckOptions { Folders = [folder.Path] });

        Assert.Throws<DuckException>(() => I2M2.Storage.ParquetWriter.Write(
            database, folder.At("a.parquet"), "SELECT CASE WHEN i > 125000 THEN error('late') ELSE i END AS i FROM range(130000) t(i)", "i", new Dictionary<string, string>()));

        Assert.Equal(["a.parquet"], folder.Files());
        Assert.Equal("old", File.ReadAllText(folder.At("a.parquet")));
    }

    [Fact]
    public async Task Another_implementation_reads_what_we_write()
    {
        Written("a.parquet", threads: 2);

        await using var reader = await ParquetReader.CreateAsync(folder.At("a.parquet"));

        Assert.Equal(["i", "id", "mixed", "list"], reader.Schema.Fields.Select(f => f.Name));
        Assert.Equal(2, reader.RowGroupCount);
        Assert.Equal(("1", "it's \"so\" é"), (reader.CustomMetadata["a"], reader.CustomMetadata["b'c"]));
        var seen = 0L;
        for (var group = 0; group < reader.RowGroupCount; group++)
        {
            using var rows = reader.OpenRowGroupReader(group);
            var count = (int)rows.RowCount;
            var numbers = new long?[count];
            await rows.ReadAsync<long>(reader.Schema.DataFields[0], numbers);
            var ids = new string?[count];
            await rows.ReadAsync(reader.Schema.DataFields[1], ids);
            for (var i = 0; i < count; i++, seen++)
                Assert.Equal((seen, $"id-{seen}"), (numbers[i], ids[i]));
        }

        Assert.Equal(130_000, seen);
    }

    [Fact]
    public void What_is_written_is_read_again_with_its_metadata()
    {
        Written("a.parquet", threads: 2);
        using var file = ParquetFile.Open(folder.At("a.parquet"));

        Assert.Equal([("i", DuckDBType.BigInt), ("id", DuckDBType.Varchar), ("mixed", DuckDBType.BigInt), ("list", DuckDBType.List)], file.Columns.Select(c => (c.Name, c.Type)));
        Assert.Equal(("1", "it's \"so\" é"), (file.Metadata["a"], file.Metadata["b'c"]));
        var seen = 0L;
        file.Read([new("i", "i"), new("list", "list")], rows =>
        {
            foreach (var i in rows.Column(0).Values<long>())
                Assert.Equal(seen++, i);
        });
        Assert.Equal(130_000, seen);
    }

    [Fact]
    public void A_row_group_that_says_fewer_rows_than_the_footer_is_refused()
    {
        using (var database = DuckDatabase.Open(new DuckOptions { Folders = [folder.Path] }))
            database.Execute("test", $"COPY (SELECT i FROM range(77) t(i)) TO {Sql.WritePath(folder.At("a.parquet"))} (FORMAT parquet)");
        // Compact Thrift: the field's type in the low nibble (6, a 64-bit integer), then 77 as a zigzag varint, in footer and row group.
        var bytes = File.ReadAllBytes(folder.At("a.parquet"));
        var at = bytes.AsSpan().LastIndexOf(new byte[] { 0x16, 77 * 2 & 0x7F | 0x80, 1 });
        bytes[at + 1] = 10 | 0x80;
        File.WriteAllBytes(folder.At("a.parquet"), bytes);
        using var file = ParquetFile.Open(folder.At("a.parquet"));

        Refused("expected 77 rows, as the footer says, found 69", () => file.Read([new("i", "i")], _ => { }));
    }

    [Fact]
    public void A_column_is_asked_for_by_its_exact_name_and_its_type()
    {
        Written("a.parquet", threads: 1);
        using var file = ParquetFile.Open(folder.At("a.parquet"));

        Assert.Equal(DuckDBType.Float, file.Require("list", "list of float", c => c.Element == DuckDBType.Float).Element);
        Refused("column ID is missing; expected text", () => file.Require("ID", "text", _ => true));
        Refused("column mixed: expected text, found BigInt", () => file.Require("mixed", "text", c => c.Type == DuckDBType.Varchar));
    }

    [Fact]
    public async Task Two_columns_that_differ_in_case_alone_are_refused()
    {
        var schema = new ParquetSchema(new DataField<int>("label"), new DataField<int>("Label"));
        await using (var stream = File.Create(folder.At("a.parquet")))
        await using (var writer = await ParquetWriterOf(schema, stream))
        {
            using var group = writer.CreateRowGroup();
            foreach (var field in schema.DataFields)
                await group.WriteAsync<int>(field, new int[] { 1 });
        }

        Refused("column label comes twice", () => ParquetFile.Open(folder.At("a.parquet")));
    }

    [Theory]
    [InlineData("", "expected Parquet, found 0 bytes")]
    [InlineData("PAR1PAR1PAR1", "the footer cannot be")]
    [InlineData("id,label,p_0,p_1\n", "expected PAR1 at the begin and at the end")]
    [InlineData("PAR1 cut short, with no footer", "expected PAR1 at the begin and at the end")]
    [InlineData("PAR1....\u0008\0\0\0PARE", "expected plain Parquet, found an encrypted file")]
    [InlineData("PAR1........\u0008\0\0\0PAR1", "footer: cannot be read")]
    public void What_is_not_parquet_is_refused(string bytes, string problem)
    {
        File.WriteAllText(folder.At("a.parquet"), bytes);

        Refused(problem, () => ParquetFile.Open(folder.At("a.parquet")));
    }

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Structural))]
    public void A_broken_file_of_the_corpus_is_refused_in_bounded_memory(string path, string problem)
    {
        var before = Environment.WorkingSet;

        Refused(problem, () =>
        {
            using var file = ParquetFile.Open(TestData.At($"hostile/parquet/{path}"));
            file.Read([.. file.Columns.Select(c => new ParquetSelection(c.Name, Sql.Name(c.Name)))], _ => { });
        });

        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 512L << 20);
    }

    public static TheoryData<string, string> Structural => new()
    {
        { "bad_tail_magic.parquet", "expected PAR1 at the begin and at the end" },
        { "encrypted_footer.parquet", "found an encrypted file" },
        { "footer_length_larger_than_file.parquet", "the footer cannot be" },
        { "footer_length_negative.parquet", "the footer cannot be 4294967295 bytes long" },
        { "num_rows_negative.parquet", "footer: cannot be read" },
        { "id_not_utf8.parquet", "column id, row 1 or later: cannot be read (text that is not UTF-8)" },
        { "page_size_2gib.parquet", "column id, row 1 or later: cannot be read" },
        { "string_length_2gib.parquet", "column id, row 1 or later: cannot be read" },
    };

    public void Dispose() => folder.Dispose();

    private static void Refused(string problem, Action action) => Assert.Contains(problem, Assert.Throws<InputRefusedException>(action).Message);

    private static Task<Parquet.ParquetWriter> ParquetWriterOf(ParquetSchema schema, Stream stream) => Parquet.ParquetWriter.CreateAsync(schema, stream);

    private byte[] Written(string name, int threads)
    {
        using var database = DuckDatabase.Open(new DuckOptions { Folders = [folder.Path], Threads = threads });
        Assert.Equal(130_000, I2M2.Storage.ParquetWriter.Write(
            database, folder.At(name), Rows, "i", new Dictionary<string, string> { ["b'c"] = "it's \"so\" é", ["a"] = "1" }));
        return File.ReadAllBytes(folder.At(name));
    }
}
