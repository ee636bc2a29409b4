using DuckDB.NET.Native;
using I2M2.Storage;

namespace I2M2.Tests.Storage;

public sealed class DuckDatabaseTests : IDisposable
{
    private const string Endless = "SELECT count(*) FROM range(1000000000000) t(x) WHERE x % 7 = 3";
    private readonly TemporaryFolder folder = new();
    private readonly DuckDatabase memory = DuckDatabase.Open(new DuckOptions());

    [Fact]
    public void A_query_has_parameters()
    {
        Assert.Equal(["text|7|0.5|true|"], memory.Texts("SELECT concat_ws('|', $1, $2, $3, $4, coalesce($5, ''))", "text", 7, 0.5, true, (string?)null));
        Assert.Contains("has 1 parameters, 0 are given", Assert.Throws<ArgumentException>(() => memory.Texts("SELECT $1")).Message);
    }

    [Fact]
    public void A_parameter_is_never_sql() => Assert.Equal(["'; DROP TABLE x; --"], memory.Texts("SELECT $1", "'; DROP TABLE x; --"));

    [Fact]
    public void An_empty_result_has_columns_and_no_rows()
    {
        using var result = memory.Query("test", "SELECT 1 AS a, 'x' AS b WHERE false");

        Assert.Equal(["a", "b"], result.Columns.Select(c => c.Name));
        Assert.False(result.Read());
        Assert.Equal(0, result.Rows);
    }

    [Fact]
    public void Statements_say_how_many_rows_they_changed()
    {
        Assert.Equal(0, memory.Execute("test", "CREATE TABLE t (a INTEGER)"));
        Assert.Equal(5000, memory.Execute("test", "INSERT INTO t SELECT * FROM range(5000)"));
        Assert.Equal(10, memory.Execute("test", "DELETE FROM t WHERE a < $1", 10));
    }

    [Fact]
    public void A_failure_half_way_through_a_result_is_not_its_end()
    {
        using var result = memory.Query("count", "SELECT CASE WHEN i = 500000 THEN error('here') ELSE i END FROM range(1000000) t(i)");
        var rows = 0;

        var e = Assert.Throws<DuckException>(() =>
        {
            while (result.Read())
                rows += result.Rows;
        });

        Assert.InRange(rows, 1, 500_000);
        Assert.StartsWith("count: InvalidInput error", e.Message);
    }

    [Fact]
    public void A_statement_that_outgrows_memory_uses_the_temporary_folder_and_leaves_nothing_there()
    {
        var options = new DuckOptions { MemoryLimit = 32 << 20, TempFolder = folder.At("spill") };
        const string sort = "SELECT h FROM (SELECT md5(i::VARCHAR) || repeat('x', 30) AS h FROM range(700000) t(i)) ORDER BY h";
        using (var database = DuckDatabase.Open(options))
        {
            using var result = database.Query("sort", sort);
            Assert.True(result.Read());
            Assert.Contains(folder.Files(), f => f.StartsWith("spill/", StringComparison.Ordinal));
        }

        Assert.Empty(folder.Files());
        using var confined = DuckDatabase.Open(options with { TempFolder = null });
        var e = Assert.Throws<DuckException>(() => confined.Query("sort", sort).Read());
        Assert.Equal(DuckDBErrorType.OutOfMemory, e.Kind);
    }

    [Fact]
    public async Task A_statement_and_a_result_can_be_cancelled()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        Assert.Throws<OperationCanceledException>(() => memory.Execute("count", Endless, null, soon.Token));
        Assert.Throws<OperationCanceledException>(() => memory.Query("count", Endless, soon.Token));

        using var later = new CancellationTokenSource();
        using var result = memory.Query("count", "SELECT * FROM range(1000000000)", later.Token);
        Assert.True(result.Read());
        await later.CancelAsync();
        Assert.Throws<OperationCanceledException>(() => result.Read());
        Assert.Equal([1], memory.Numbers<int>("SELECT 1"));
    }

    [Fact]
    public void A_long_statement_tells_how_far_it_is()
    {
        var told = new List<double>();
        using var stop = new CancellationTokenSource();
        memory.Execute("fill", "CREATE TABLE t AS SELECT * FROM range(8000000) t(i)");

        Assert.Throws<OperationCanceledException>(() => memory.Execute(
            "count",
            "SELECT count(*) FROM t WHERE md5(md5(md5(md5(i::VARCHAR)))) < '8'",
            share =>
            {
                told.Add(share);
                if (told.Any(s => s > 0))
                    stop.Cancel();
            },
            stop.Token));

        Assert.All(told, s => Assert.InRange(s, 0, 1));
        Assert.True(told.SequenceEqual(told.Order()));
    }

    [Fact]
    public void Two_databases_know_nothing_of_each_other()
    {
        using var other = DuckDatabase.Open(new DuckOptions { Threads = 2 });
        memory.Execute("test", "CREATE TABLE t AS SELECT 1 AS a");
        other.Execute("test", "CREATE TABLE t AS SELECT 2 AS a");

        Assert.Equal((1, 2), (memory.Numbers<int>("SELECT a FROM t")[0], other.Numbers<int>("SELECT a FROM t")[0]));
    }

    [Fact]
    public void Results_are_read_side_by_side_while_commands_run()
    {
        using var a = memory.Query("test", "SELECT * FROM range(100000)");
        using var b = memory.Query("test", "SELECT * FROM range(100000)");
        Assert.True(a.Read() && b.Read());
        memory.Execute("test", "CREATE TABLE t (a INTEGER)");
        var (ofA, ofB) = (a.Rows, b.Rows);
        while (a.Read() & b.Read())
            (ofA, ofB) = (ofA + a.Rows, ofB + b.Rows);

        Assert.Equal((100_000, 100_000), (ofA, ofB));
    }

    [Fact]
    public void What_is_open_outlives_its_database_and_may_be_disposed_twice()
    {
        var database = DuckDatabase.Open(new DuckOptions());
        database.Execute("test", "CREATE TABLE t (a INTEGER)");
        var result = database.Query("test", "SELECT * FROM range(100000)");
        var appender = database.Append("t");
        database.Dispose();
        database.Dispose();

        var rows = 0;
        while (result.Read())
            rows += result.Rows;
        appender.Column<int>(0)[0] = 1;
        appender.Append(1);
        appender.Finish();
        appender.Dispose();
        appender.Dispose();
        result.Dispose();
        result.Dispose();

        Assert.Equal(100_000, rows);
        Assert.Throws<ObjectDisposedException>(() => database.Query("test", "SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => database.Execute("test", "SELECT 1"));
        Assert.Throws<ObjectDisposedException>(() => result.Read());
    }

    [Fact]
    public void A_database_file_keeps_its_tables()
    {
        var options = new DuckOptions { File = folder.At("kept.duckdb") };
        using (var database = DuckDatabase.Open(options))
            database.Execute("test", "CREATE TABLE t AS SELECT 7 AS a");
        using (var again = DuckDatabase.Open(options))
            Assert.Equal([7], again.Numbers<int>("SELECT a FROM t"));

        File.WriteAllText(options.File, "not a database");
        Assert.Contains("kept.duckdb", Assert.Throws<DuckException>(() => DuckDatabase.Open(options)).Message);
    }

    [Fact]
    public void Setting_up_and_closing_leaves_no_file_behind()
    {
        var here = Directory.GetFiles(Environment.CurrentDirectory).Length;
        using (var database = DuckDatabase.Open(new DuckOptions { TempFolder = folder.At("spill") }))
            database.Execute("test", "CREATE TABLE t AS SELECT * FROM range(100)");

        Assert.Equal(here, Directory.GetFiles(Environment.CurrentDirectory).Length);
        Assert.Empty(folder.Files());
    }

    public void Dispose()
    {
        memory.Dispose();
        folder.Dispose();
    }
}
