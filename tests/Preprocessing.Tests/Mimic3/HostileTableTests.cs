using System.Text.Json;
using I2M2.Shards;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Mimic3;

/// <summary>Each broken table takes the place of a good one, and the whole program is run on it, without and with --skip-bad.</summary>
[Collection(ConsoleTests.Name)]
public class HostileTableTests
{
    private const string Base = "hostile/mimic/base";

    public static TheoryData<string, string> Cases { get; } = HostileCases.Of("mimic");

    public static TheoryData<string, string> SkippableCases { get; } = HostileCases.Of("mimic", "skip-and-count");

    [DataFact(Base)]
    public void The_good_tables_alone_are_accepted()
    {
        using var folder = new TemporaryFolder();
        CopyBase(folder.At("raw"));
        var (code, output, error) = Run(folder);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("30 with more than 24 h of records", output, StringComparison.Ordinal);
        Assert.Equal(30, ShardSet.ReadManifest(folder.At("out")).Rows);
        Assert.Equal(["manifest.json", "shards"], Directory.GetFileSystemEntries(folder.At("out")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [DataTheory("hostile/index.json", Base)]
    [MemberData(nameof(Cases))]
    public void A_broken_table_is_refused_whole_or_read_by_its_rule(string path, string allowed)
    {
        using var folder = Given(path, out var table);
        var (code, output, error) = Run(folder);
        LeaksNothing(path, folder, output, error);
        if (code == 0)
        {
            Assert.Contains("accept", allowed, StringComparison.Ordinal);
            EqualsBase(folder.At("out"), path);
            return;
        }

        Assert.Equal(3, code);
        Assert.Contains("refuse", allowed, StringComparison.Ordinal);
        Assert.Contains(table, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    [DataTheory("hostile/index.json", Base)]
    [MemberData(nameof(SkippableCases))]
    public void With_skip_bad_rows_are_left_out_and_counted_and_damaged_files_still_refused(string path, string allowed)
    {
        using var folder = Given(path, out var table);
        var (code, output, error) = Run(folder, "--skip-bad");
        LeaksNothing(path, folder, output, error);
        if (code == 3)
        {
            Assert.Contains("refuse", allowed, StringComparison.Ordinal);
            Assert.Contains(table, error, StringComparison.Ordinal);
            return;
        }

        Assert.Equal((0, ""), (code, error));
        var manifest = ShardSet.ReadManifest(folder.At("out"));
        if (manifest.Rejects.Count == 0)
        {
            Assert.Contains("accept", allowed, StringComparison.Ordinal);
            EqualsBase(folder.At("out"), path);
            return;
        }

        // Refused without the option, so that leaving out is what the user asked for.
        var name = table.Split('.')[0];
        Assert.Equal([name], manifest.Rejects.Keys);
        var lines = File.ReadAllLines(folder.At("out/rejects.jsonl"));
        Assert.Equal(manifest.Rejects[name], lines.Length);
        using var reject = JsonDocument.Parse(lines[0]);
        Assert.Equal((name, table), (reject.RootElement.GetProperty("table").GetString(), reject.RootElement.GetProperty("file").GetString()));
        Assert.InRange(reject.RootElement.GetProperty("line").GetInt64(), 2, 1000);
        Assert.Contains($"left out {(lines.Length == 1 ? "1 row" : $"{lines.Length} rows")} of {name}, listed in rejects.jsonl", output, StringComparison.Ordinal);
    }

    private static TemporaryFolder Given(string path, out string table)
    {
        var folder = new TemporaryFolder();
        CopyBase(folder.At("raw"));
        table = HostileCases.Entry(path).GetProperty("as").GetString()!;
        File.Copy(TestData.At($"hostile/{path}"), folder.At($"raw/{table}"), overwrite: true);
        return folder;
    }

    private static (int Code, string Output, string Error) Run(TemporaryFolder folder, params string[] more) =>
        PreprocessingProgram.Run(["mimic3", "--raw", folder.At("raw"), "--out", folder.At("out"), .. more]);

    private static void LeaksNothing(string path, TemporaryFolder folder, string output, string error)
    {
        if (!HostileCases.Entry(path).TryGetProperty("planted", out var planted))
            return;
        string[] files = Directory.Exists(folder.At("out")) ? Directory.GetFiles(folder.At("out"), "*.json*") : [];
        foreach (var text in files.Select(File.ReadAllText).Append(output).Append(error))
        {
            foreach (var value in planted.EnumerateArray())
                Assert.DoesNotContain(value.GetString()!, text, StringComparison.Ordinal);
        }
    }

    private static void EqualsBase(string set, string path)
    {
        // A stay 70 years away from its admission: that admission is dropped, and counted by the funnel.
        if (path.EndsWith("date_year_2201.csv", StringComparison.Ordinal))
        {
            Assert.Equal(29, ShardSet.ReadManifest(set).Rows);
            Assert.Contains(ShardSet.ReadManifest(set).Funnel, f => f.Rule.Contains("within a year", StringComparison.Ordinal) && f.Rows == 29);
            return;
        }

        using var folder = new TemporaryFolder();
        CopyBase(folder.At("raw"));
        Assert.Equal(0, Run(folder).Code);
        var (expected, found) = (new SeriesFile(folder.At("out")), new SeriesFile(set));
        Assert.Equal(expected.Values.Keys, found.Values.Keys);
        Assert.All(expected.Values, a => Assert.Equal(a.Value, found.Values[a.Key]));
        Assert.All(expected.Observed, a => Assert.Equal(a.Value, found.Observed[a.Key]));
        Assert.Equal(Labels(folder.At("out")), Labels(set));
    }

    private static IEnumerable<(string, long, string)> Labels(string set)
    {
        using var open = ShardSet.Open(set);
        return
        [
            .. from split in new[] { "train", "valid", "test" }
               from column in open.Manifest.Columns.Where(c => c.Name != "series")
               from row in Enumerable.Range(0, (int)open[split].Rows)
               select ($"{split} {column.Name}", (long)row, Convert.ToHexString(open[split][column.Name].Row(row))),
        ];
    }

    private static void CopyBase(string raw)
    {
        Directory.CreateDirectory(raw);
        foreach (var file in Directory.GetFiles(TestData.At(Base)))
        {
            File.Copy(file, Path.Combine(raw, Path.GetFileName(file)));
            File.SetAttributes(Path.Combine(raw, Path.GetFileName(file)), FileAttributes.Normal);
        }
    }
}
