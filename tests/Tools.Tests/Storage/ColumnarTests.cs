using System.Text;
using DuckDB.NET.Native;
using I2M2.Storage;

namespace I2M2.Tests.Storage;

/// <summary>Rows go in and out by whole columns.</summary>
public sealed class ColumnarTests : IDisposable
{
    private readonly DuckDatabase database = DuckDatabase.Open(new DuckOptions());

    [Fact]
    public void Every_type_comes_back_as_it_went_in()
    {
        RoundTrip("BOOLEAN", true, false);
        RoundTrip("TINYINT", sbyte.MinValue, sbyte.MaxValue);
        RoundTrip("SMALLINT", short.MinValue, short.MaxValue);
        RoundTrip("INTEGER", int.MinValue, int.MaxValue);
        RoundTrip("BIGINT", long.MinValue, long.MaxValue);
        RoundTrip("HUGEINT", Int128.MinValue, Int128.MaxValue, -1);
        RoundTrip("UTINYINT", byte.MinValue, byte.MaxValue);
        RoundTrip("USMALLINT", ushort.MinValue, ushort.MaxValue);
        RoundTrip("UINTEGER", uint.MinValue, uint.MaxValue);
        RoundTrip("UBIGINT", ulong.MinValue, ulong.MaxValue);
        RoundTrip("FLOAT", float.Epsilon, float.NegativeInfinity, float.NaN);
        RoundTrip("DOUBLE", double.Epsilon, double.PositiveInfinity, -0.0);
        RoundTrip("DATE", new DateOnly(2101, 3, 1).DayNumber - new DateOnly(1970, 1, 1).DayNumber, -1);
        RoundTrip("TIMESTAMP", 4_138_300_800_000_001L, -1L);
    }

    [Theory]
    [InlineData("")]
    [InlineData("twelve bytes")]
    [InlineData("more than twelve bytes are kept elsewhere")]
    [InlineData("é\u0000\U0001F600")]
    public void Texts_and_blobs_of_every_length(string text)
    {
        database.Execute("test", "CREATE TABLE t (a VARCHAR, b BLOB)");
        using (var appender = database.Append("t"))
        {
            appender.SetBytes(0, 0, Encoding.UTF8.GetBytes(text));
            appender.SetBytes(1, 0, [0xFF, 0x00, 0xFE]);
            appender.Append(1);
            appender.Finish();
        }

        using var result = database.Query("test", "SELECT a, b FROM t");
        Assert.True(result.Read());
        Assert.Equal(text, result.Column(0).Text(0));
        Assert.Equal([0xFF, 0x00, 0xFE], result.Column(1).Bytes(0).ToArray());
    }

    [Fact]
    public void A_null_is_told_from_a_value()
    {
        database.Execute("test", "CREATE TABLE t (a INTEGER, b VARCHAR, c FLOAT[])");
        using (var appender = database.Append("t"))
        {
            for (var row = 0; row < 100; row++)
            {
                appender.Column<int>(0)[row] = row;
                appender.SetBytes(1, row, "x"u8);
                appender.SetList<float>(2, row, []);
            }

            appender.SetNull(0, 65);
            appender.SetNull(1, 66);
            appender.SetNull(2, 67);
            appender.Append(100);
            appender.Finish();
        }

        using var result = database.Query("test", "SELECT * FROM t");
        Assert.True(result.Read());
        for (var column = 0; column < 3; column++)
        {
            Assert.True(result.Column(column).HasNulls);
            Assert.Equal([65 + column], Nulls(result.Column(column)));
        }

        using var none = database.Query("test", "SELECT a FROM t WHERE a IS NOT NULL");
        Assert.True(none.Read());
        Assert.False(none.Column(0).HasNulls);
    }

    [Fact]
    public void Lists_are_offsets_into_one_row_of_elements()
    {
        const int rows = 5000;
        database.Execute("test", "CREATE TABLE t (row INTEGER, a FLOAT[])");
        using (var appender = database.Append("t"))
        {
            for (var start = 0; start < rows; start += DuckAppender.Capacity)
            {
                var count = Math.Min(DuckAppender.Capacity, rows - start);
                for (var i = 0; i < count; i++)
                {
                    appender.Column<int>(0)[i] = start + i;
                    appender.SetList<float>(1, i, Enumerable.Range(0, (start + i) % 7).Select(k => (float)(start + i + k)).ToArray());
                }

                appender.Append(count);
            }

            appender.Finish();
        }

        var seen = 0;
        using var result = database.Query("test", "SELECT a FROM t ORDER BY row");
        while (result.Read())
        {
            var elements = result.Column(0).Elements.Values<float>();
            foreach (var list in result.Column(0).Lists)
            {
                Assert.Equal(Enumerable.Range(0, seen % 7).Select(k => (float)(seen + k)), elements.Slice((int)list.Offset, (int)list.Length).ToArray());
                seen++;
            }
        }

        Assert.Equal(rows, seen);
    }

    [Theory]
    [InlineData("SELECT [1.5::FLOAT, 2] FROM range(3)")]
    [InlineData("SELECT list_transform([0.5::FLOAT, 1], lambda x: x + 1)::FLOAT[] FROM range(3)")]
    [InlineData("SELECT list_slice([0::FLOAT, 1.5, 2, 9], 2, 3) FROM range(3)")]
    [InlineData("SELECT a FROM (SELECT [1.5::FLOAT, 2] AS a, unnest([1, 2, 3]))")]
    public void Lists_that_sql_makes_read_the_same(string sql)
    {
        using var result = database.Query("test", sql);
        Assert.True(result.Read());
        Assert.Equal(3, result.Rows);
        foreach (var list in result.Column(0).Lists)
            Assert.Equal([1.5f, 2f], result.Column(0).Elements.Values<float>().Slice((int)list.Offset, (int)list.Length).ToArray());
    }

    [Fact]
    public void A_column_read_as_another_type_is_an_error_not_other_numbers()
    {
        using var result = database.Query("test", "SELECT 1::INTEGER, 'x', 1.5::DECIMAL(4, 1), [1]");
        Assert.Throws<InvalidOperationException>(() => result.Column(0).Count);
        Assert.True(result.Read());
        Assert.Throws<InvalidOperationException>(() => result.Column(0).Values<float>().Length);
        Assert.Throws<InvalidOperationException>(() => result.Column(0).Text(0));
        Assert.Throws<InvalidOperationException>(() => result.Column(1).Values<int>().Length);
        Assert.Throws<InvalidOperationException>(() => result.Column(2).Values<long>().Length);
        Assert.Throws<InvalidOperationException>(() => result.Column(3).Elements.Values<float>().Length);
        Assert.Throws<InvalidOperationException>(() => result.Column(0).Lists.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => result.Column(1).Text(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => result.Column(4).Count);
    }

    [Fact]
    public void A_row_costs_no_managed_memory()
    {
        const int rows = 400_000;
        database.Execute("test", "CREATE TABLE t (a BIGINT, b VARCHAR, c FLOAT[])");
        var before = GC.GetAllocatedBytesForCurrentThread();
        using (var appender = database.Append("t"))
        {
            ReadOnlySpan<float> list = [1, 2, 3];
            for (var start = 0; start < rows; start += DuckAppender.Capacity)
            {
                var count = Math.Min(DuckAppender.Capacity, rows - start);
                var column = appender.Column<long>(0);
                for (var i = 0; i < count; i++)
                {
                    column[i] = start + i;
                    appender.SetBytes(1, i, "a text longer than twelve bytes"u8);
                    appender.SetList(2, i, list);
                }

                appender.Append(count);
            }

            appender.Finish();
        }

        var written = GC.GetAllocatedBytesForCurrentThread();
        var (sum, bytes, elements) = (0L, 0L, 0.0);
        using (var result = database.Query("test", "SELECT * FROM t"))
        {
            while (result.Read())
            {
                foreach (var value in result.Column(0).Values<long>())
                    sum += value;
                for (var i = 0; i < result.Rows; i++)
                    bytes += result.Column(1).Bytes(i).Length;
                foreach (var value in result.Column(2).Elements.Values<float>())
                    elements += value;
            }
        }

        var read = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal((rows * (rows - 1L) / 2, 31L * rows, 6.0 * rows), (sum, bytes, elements));
        Assert.InRange((written - before) / (double)rows, 0, 1);
        Assert.InRange((read - written) / (double)rows, 0, 1);
    }

    [Fact]
    public void A_row_that_breaks_a_constraint_is_refused_at_the_latest_at_the_end()
    {
        database.Execute("test", "CREATE TABLE t (a INTEGER PRIMARY KEY)");
        using var appender = database.Append("t");
        appender.Column<int>(0)[..2].Fill(5);

        var e = Assert.Throws<DuckException>(() =>
        {
            appender.Append(2);
            appender.Finish();
        });

        Assert.Equal(DuckDBErrorType.Constraint, e.Kind);
        Assert.Equal([0L], database.Numbers<long>("SELECT count(*) FROM t"));
    }

    [Fact]
    public void Appending_to_no_table_is_an_error() => Assert.Contains("append to nowhere", Assert.Throws<DuckException>(() => database.Append("nowhere")).Message);

    public void Dispose() => database.Dispose();

    private static List<int> Nulls(DuckVector column)
    {
        var rows = new List<int>();
        for (var i = 0; i < column.Count; i++)
        {
            if (column.IsNull(i))
                rows.Add(i);
        }

        return rows;
    }

    private void RoundTrip<T>(string type, params T[] values)
        where T : unmanaged
    {
        database.Execute("test", $"CREATE OR REPLACE TABLE t (row INTEGER, a {type})");
        using (var appender = database.Append("t"))
        {
            for (var i = 0; i < values.Length; i++)
                appender.Column<int>(0)[i] = i;
            values.CopyTo(appender.Column<T>(1));
            appender.Append(values.Length);
            appender.Finish();
        }

        Assert.Equal(values, database.Numbers<T>("SELECT a FROM t ORDER BY row"));
        Assert.NotEqual(DuckDBType.Invalid, database.Query("test", "SELECT a FROM t").Columns[0].Type);
    }
}
