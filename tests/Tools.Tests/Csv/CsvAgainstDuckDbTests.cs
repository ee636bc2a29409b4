using System.Text;
using FsCheck;
using FsCheck.Fluent;
using I2M2.Csv;
using I2M2.Storage;

namespace I2M2.Tests.Csv;

/// <summary>Another reader of the format, to agree with.</summary>
public sealed class CsvAgainstDuckDbTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DuckDatabase duck;

    public CsvAgainstDuckDbTests() => duck = DuckDatabase.Open(new DuckOptions { Folders = [folder.Path] });

    public void Dispose()
    {
        duck.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Files_are_read_as_duckdb_reads_them()
    {
        // DuckDB's strict mode wants one way to end lines, and text that is UTF-8.
        var cells =
            from characters in Gen.Elements("ab1 ;',\"\n".ToCharArray()).ArrayOf()
            from quoted in Gen.Elements(true, false)
            let value = new string(characters)
            select quoted || value.AsSpan().ContainsAny(",\"\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
        var files =
            from height in Gen.Choose(1, 60)
            from rows in cells.ArrayOf(3).ArrayOf(height)
            select "a,b,c\n" + string.Concat(rows.Select(r => string.Join(',', r) + "\n"));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(files.ToArbitrary(), Agree));
    }

    [Fact]
    public void A_large_compressed_file_is_read_as_duckdb_reads_it()
    {
        var random = new Random(3);
        var text = new StringBuilder("a,b,c\n");
        for (var i = 0; i < 60_000; i++)
            text.Append(i).Append(',').Append(random.Next(3) == 0 ? $"\"x, \"\"{i % 100}\"\"\"" : "y").Append(',').Append(random.Next()).Append('\n');
        Agree(text.ToString());
    }

    private bool Agree(string text)
    {
        const string Types = "{'a': 'VARCHAR', 'b': 'VARCHAR', 'c': 'VARCHAR'}";
        File.WriteAllBytes(folder.At("t.csv.gz"), CsvFiles.Gzip(CsvFiles.Bytes(text)));
        using var result = duck.Query("test", $"SELECT a, b, c FROM read_csv('{folder.At("t.csv.gz")}', header=true, auto_detect=false, delim=',', quote='\"', escape='\"', columns={Types}, nullstr='NULL')");
        using var reader = new CsvReader(folder.At("t.csv.gz"), ["a", "b", "c"]);
        while (result.Read())
        {
            for (var row = 0; row < result.Rows; row++)
            {
                Assert.True(reader.Read());
                for (var c = 0; c < 3; c++)
                    Assert.True(result.Column(c).Bytes(row).SequenceEqual(reader.Field(c)));
            }
        }

        Assert.False(reader.Read());
        return true;
    }
}
