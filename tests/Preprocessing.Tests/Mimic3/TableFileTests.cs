using System.IO.Compression;
using System.Text;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Mimic3;

/// <summary>The same tables as users may have them give the same values; files that are none are refused by name.</summary>
[Collection(ConsoleTests.Name)]
public sealed class TableFileTests : IDisposable
{
    private readonly TemporaryFolder folder = SynthTables.Given(30);

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, Func<string, string>> Spellings { get; } = new()
    {
        { "header in lower case", t => Header(t, h => h.ToLowerInvariant()) },
        { "header in mixed case", t => Header(t, h => string.Concat(h.Select((c, i) => i % 2 == 0 ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c)))) },
        { "header without quotes", t => Header(t, h => h.Replace("\"", "", StringComparison.Ordinal)) },
        { "byte order mark", t => $"\ufeff{t}" },
        { "carriage returns", t => t.Replace("\n", "\r\n", StringComparison.Ordinal) },
        { "byte order mark and carriage returns", t => $"\ufeff{t.Replace("\n", "\r\n", StringComparison.Ordinal)}" },
        { "no line end at the end", t => t.TrimEnd() },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Every_table_may_be_spelt_otherwise(string what, Func<string, string> spell)
    {
        var expected = Values("expected");
        foreach (var table in Directory.GetFiles(folder.At("raw"), "*.gz"))
        {
            File.WriteAllText(table[..^3], spell(Unzip(table)));
            File.Delete(table);
        }

        Assert.True(expected == Values("out"), what);
    }

    [Fact]
    public void File_names_may_be_in_any_case_compressed_or_not_and_one_folder_below()
    {
        var expected = Values("expected");
        Directory.CreateDirectory(folder.At("raw/mimic-iii-clinical-database-1.4"));
        foreach (var (table, i) in Directory.GetFiles(folder.At("raw"), "*.gz").Select((t, i) => (t, i)))
        {
            var name = Path.GetFileName(table);
            if (i % 3 == 0)
                File.Move(table, folder.At($"raw/mimic-iii-clinical-database-1.4/{name.ToLowerInvariant()}"));
            else if (i % 3 == 1)
                File.Move(table, folder.At($"raw/{char.ToUpperInvariant(name[0])}{name[1..].ToLowerInvariant()}"));
        }

        Assert.Equal(expected, Values("out"));
    }

    [Fact]
    public void Tables_and_folders_may_be_links()
    {
        var expected = Values("expected");
        Directory.Move(folder.At("raw"), folder.At("elsewhere"));
        Directory.CreateDirectory(folder.At("links"));
        foreach (var file in Directory.GetFiles(folder.At("elsewhere")))
            File.CreateSymbolicLink(folder.At($"links/{Path.GetFileName(file)}"), file);
        Directory.CreateSymbolicLink(folder.At("raw"), folder.At("links"));
        Assert.Equal(expected, Values("out"));
    }

    [Fact]
    public void A_link_that_leads_nowhere_is_refused()
    {
        File.Delete(folder.At("raw/PATIENTS.csv.gz"));
        File.CreateSymbolicLink(folder.At("raw/PATIENTS.csv.gz"), folder.At("gone"));
        Refused("PATIENTS.csv.gz: a link to a file that is not there");
    }

    [Fact]
    public void An_empty_file_is_refused_before_anything_is_read()
    {
        File.WriteAllBytes(folder.At("raw/PATIENTS.csv.gz"), []);
        Refused("PATIENTS.csv.gz: is empty");
    }

    [Theory]
    [InlineData("SERVICES.csv")]
    [InlineData("services.csv.gz")]
    [InlineData("below/SERVICES.csv.gz")]
    public void A_second_file_of_a_table_is_refused(string second)
    {
        Directory.CreateDirectory(folder.At("raw/below"));
        File.Copy(folder.At("raw/SERVICES.csv.gz"), folder.At($"raw/{second}"));
        Refused("a second file of SERVICES");
    }

    [Fact]
    public void A_column_that_is_there_twice_is_refused()
    {
        var text = Unzip(folder.At("raw/PATIENTS.csv.gz"));
        File.Delete(folder.At("raw/PATIENTS.csv.gz"));
        File.WriteAllText(folder.At("raw/PATIENTS.csv"), Header(text, h => h.Replace("GENDER", "DOB", StringComparison.Ordinal)));
        Refused("PATIENTS.csv: line 1, column DOB: two columns of this name");
    }

    [Fact]
    public void Shards_may_lie_among_the_raw_files_which_are_read_as_before()
    {
        var files = Directory.GetFiles(folder.At("raw"));
        Assert.Equal(0, PreprocessingProgram.Run("mimic3", "--raw", folder.At("raw"), "--out", folder.At("raw/shards")).Code);
        Assert.Contains("nothing to do", PreprocessingProgram.Run("mimic3", "--raw", folder.At("raw"), "--out", folder.At("raw/shards")).Output, StringComparison.Ordinal);
        Assert.Equal(files, Directory.GetFiles(folder.At("raw")));
    }

    [Fact]
    public void The_table_of_data_sets_tells_one_that_is_refused_and_goes_on_with_the_others()
    {
        Directory.CreateDirectory(folder.At("data/raw"));
        Directory.Move(folder.At("raw"), folder.At("data/raw/mimic3"));
        File.Copy(folder.At("data/raw/mimic3/SERVICES.csv.gz"), folder.At("data/raw/mimic3/services.csv.gz"));
        AvMnist.TinyRaw.Write(folder.At("data/raw/avmnist"));
        var (code, output, error) = PreprocessingProgram.RunIn(folder.At("data"), I2M2.Preprocessing.Pipeline.Datasets.In(typeof(I2M2.Preprocessing.Pipeline.Datasets).Assembly));
        Assert.Empty(SynthTables.Failures(error));
        Assert.Equal(0, code);
        Assert.Matches(@"mimic3 .* refused .*services\.csv\.gz: a second file of SERVICES", output);
        Assert.Contains("avmnist  36 rows", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("profil=clean", "no such option; there are bins, cap_age")]
    [InlineData("profile=Clean", "one of clean, reference is expected")]
    [InlineData("seed=1.5", "a whole number is expected")]
    [InlineData("seed=-1", "a number from 0 to")]
    [InlineData("urine_limit=lots", "a number from 1 to 1000000 is expected")]
    [InlineData("rows_per_shard=0", "a number from 1 to 65536 is expected")]
    [InlineData("bins", "write key=value")]
    public void A_misspelt_option_is_named_and_nothing_is_written(string set, string reason)
    {
        var (code, _, error) = PreprocessingProgram.Run(SynthTables.Args(folder, "--set", set));
        Assert.Equal(2, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    // All tables of the set, as text.
    private string Values(string name)
    {
        var (code, _, error) = PreprocessingProgram.Run("mimic3", "--raw", folder.At("raw"), "--out", folder.At(name));
        Assert.Empty(SynthTables.Failures(error));
        Assert.Equal(0, code);
        using var database = I2M2.Storage.DuckDatabase.Open(new I2M2.Storage.DuckOptions { Folders = [folder.At(name)] });
        var text = new StringBuilder();
        foreach (var table in new[] { "series", "static", "labels" })
        {
            using var rows = database.Query("read", $"SELECT t::VARCHAR FROM read_parquet('{folder.At(name)}/shards/{table}-00000.parquet') t ORDER BY ALL");
            while (rows.Read())
            {
                for (var r = 0; r < rows.Rows; r++)
                    text.Append(rows.Column(0).Text(r)).Append('\n');
            }
        }

        return text.ToString();
    }

    private void Refused(string reason)
    {
        var (code, _, error) = PreprocessingProgram.Run(SynthTables.Args(folder));
        Assert.Equal(3, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    private static string Header(string text, Func<string, string> spell)
    {
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        return spell(text[..end]) + text[end..];
    }

    private static string Unzip(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return reader.ReadToEnd();
    }
}
