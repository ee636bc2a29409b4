using System.Net;
using System.Net.Sockets;
using I2M2.Storage;

namespace I2M2.Tests.Storage;

/// <summary>A statement reaches what its options name, and nothing else.</summary>
public sealed class ConfinementTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly DuckDatabase database;

    public ConfinementTests()
    {
        foreach (var name in new[] { "inside", "outside" })
        {
            Directory.CreateDirectory(folder.At(name));
            File.WriteAllText(folder.At($"{name}/a.csv"), "a\n1\n");
        }

        File.CreateSymbolicLink(folder.At("inside/link.csv"), folder.At("outside/a.csv"));
        Directory.CreateSymbolicLink(folder.At("inside/link"), folder.At("outside"));
        database = DuckDatabase.Open(new DuckOptions { Folders = [folder.At("inside")], Files = [folder.At("alone.csv")] });
    }

    [Fact]
    public void The_folders_and_files_given_are_read_and_written()
    {
        Assert.Equal(["1"], database.Texts($"SELECT a FROM read_csv({Sql.ReadPath(folder.At("inside/a.csv"))}, all_varchar = true)"));
        database.Execute("test", $"COPY (SELECT 5 AS b) TO {Sql.WritePath(folder.At("alone.csv"))} (FORMAT csv)");
        Assert.Equal("b\n5\n", File.ReadAllText(folder.At("alone.csv")));
    }

    [Theory]
    [InlineData("outside/a.csv")]
    [InlineData("inside/../outside/a.csv")]
    [InlineData("inside/link.csv")]
    [InlineData("inside/link/a.csv")]
    [InlineData("insidE/a.csv")]
    public void Nothing_else_is_read_or_written(string relative)
    {
        var path = Sql.Text(Path.Combine(folder.Path, relative));
        Refused($"SELECT * FROM read_csv({path})");
        Refused($"SELECT * FROM read_text({path})");
        Refused($"COPY (SELECT 'written') TO {path} (FORMAT csv)");
        Assert.Equal("a\n1\n", File.ReadAllText(folder.At("outside/a.csv")));
    }

    [Fact]
    public void A_pattern_does_not_lead_outside() => Refused($"SELECT * FROM read_text({Sql.Text(folder.At("inside/*.csv"))})");

    [Theory]
    [InlineData("INSTALL httpfs")]
    [InlineData("LOAD httpfs")]
    [InlineData("INSTALL excel FROM community")]
    [InlineData("ATTACH 'other.duckdb'")]
    [InlineData("EXPORT DATABASE '/tmp/i2m2-exported'")]
    [InlineData("SET enable_external_access = true")]
    [InlineData("SET allowed_directories = ['/']")]
    [InlineData("SET lock_configuration = false")]
    [InlineData("SET temp_directory = '/tmp'")]
    [InlineData("RESET memory_limit")]
    public void What_would_open_the_door_is_refused(string sql) => Refused(sql);

    [Fact]
    public async Task No_connection_is_made()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/a.csv";
        var connected = server.AcceptTcpClientAsync();

        Refused($"SELECT * FROM read_csv('{address}')");
        Refused($"SELECT * FROM '{address.Replace(".csv", ".parquet", StringComparison.Ordinal)}'");

        Assert.NotSame(connected, await Task.WhenAny(connected, Task.Delay(200)));
    }

    [Fact]
    public void A_name_full_of_wildcards_is_that_file_alone()
    {
        File.WriteAllText(folder.At("inside/[ab]*?'.csv"), "a\n2\n");

        Assert.Equal(["2"], database.Texts($"SELECT a FROM read_csv({Sql.ReadPath(folder.At("inside/[ab]*?'.csv"))}, all_varchar = true)"));
        Assert.Equal(["2"], database.Texts("SELECT a FROM read_csv($1, all_varchar = true)", Sql.PathPattern(folder.At("inside/[ab]*?'.csv"))));
    }

    public void Dispose()
    {
        database.Dispose();
        folder.Dispose();
    }

    private void Refused(string sql) => Assert.Throws<DuckException>(() =>
    {
        using var result = database.Query("test", sql);
        while (result.Read())
        {
        }
    });
}
