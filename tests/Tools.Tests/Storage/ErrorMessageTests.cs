using I2M2.Storage;

namespace I2M2.Tests.Storage;

/// <summary>DuckDB's messages quote values of rows, which may be a patient's; ours do not, and still say where to look.</summary>
public sealed class ErrorMessageTests : IDisposable
{
    private const string Planted = "Zaphod17";
    private readonly TemporaryFolder folder = new();
    private readonly DuckDatabase database;

    public ErrorMessageTests() => database = DuckDatabase.Open(new DuckOptions { Folders = [folder.Path] });

    [Theory]
    [InlineData("SELECT a::INTEGER FROM t", "Conversion")]
    [InlineData("SELECT (a || '-01-01')::DATE FROM t", "Conversion")]
    [InlineData("SELECT a::STRUCT(x INTEGER) FROM t", "Conversion")]
    [InlineData("SELECT error(a) FROM t", "InvalidInput")]
    [InlineData("INSERT INTO once SELECT a FROM t UNION ALL SELECT a FROM t", "Constraint")]
    [InlineData("SELECT strptime(a, '%Y') FROM t", "InvalidInput")]
    [InlineData("SELECT regexp_matches('x', a || '(') FROM t", "InvalidInput")]
    [InlineData("SELECT json_extract(a, '$.x') FROM t", "InvalidInput")]
    [InlineData("SELECT * FROM read_csv(getvariable('file'))", "Io")]
    public void A_value_is_not_repeated(string sql, string kind)
    {
        database.Execute("test", "CREATE TABLE t AS SELECT $1 AS a", Planted);
        database.Execute("test", "CREATE TABLE once (a VARCHAR PRIMARY KEY)");
        database.Execute("test", $"SET VARIABLE file = '{folder.At(Planted)}'");

        var e = Assert.Throws<DuckException>(() => database.Execute("read the table", sql));

        Assert.StartsWith($"read the table: {kind} error", e.Message);
        Assert.DoesNotContain(Planted, e.ToString());
    }

    [Fact]
    public void A_parameter_is_not_repeated()
    {
        var e = Assert.Throws<DuckException>(() => database.Execute("ask", "SELECT $1::INTEGER", Planted));

        Assert.DoesNotContain(Planted, e.ToString());
    }

    [Theory]
    [InlineData("1,x\nZaphod17,y\n", "read a.csv: Conversion error: CSV line 3, column subject")]
    [InlineData("1,x\n2,Zaphod17,Zaphod17\n", "read a.csv: InvalidInput error: CSV line 3")]
    [InlineData("1,x\n2,\"Zaphod17\n", "read a.csv: InvalidInput error: CSV line 3")]
    public void A_broken_row_of_csv_is_named_by_its_line(string rows, string message)
    {
        File.WriteAllText(folder.At("a.csv"), "subject,text\n" + rows);

        var e = Assert.Throws<DuckException>(() => database.Execute(
            "read a.csv",
            $"SELECT * FROM read_csv({Sql.ReadPath(folder.At("a.csv"))}, header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {{'subject': 'INTEGER', 'text': 'VARCHAR'}})"));

        Assert.Equal(message, e.Message);
        Assert.DoesNotContain(Planted, e.ToString());
    }

    [Fact]
    public void A_mistake_in_the_statement_is_told_in_full()
    {
        var e = Assert.Throws<DuckException>(() => database.Execute("ask", "SELECT a FROM nowhere"));

        Assert.Equal("ask: Catalog error: Table with name nowhere does not exist!", e.Message);
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }
}
