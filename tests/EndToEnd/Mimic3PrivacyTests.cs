using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using I2M2.Shards;
using I2M2.Tests;

namespace I2M2.EndToEnd;

/// <summary>
/// Values that no other value resembles are put into invented tables, in good rows and in broken ones. Whatever the programs print or write
/// beside the shards themselves must not hold them.
/// </summary>
public sealed class Mimic3PrivacyTests : IDisposable
{
    private const string Text = "ZAPHODBEEB";
    private const string Number = "73.13731";
    private const string Birth = "2071-03-13";

    // What may not be seen: texts, and numbers and dates as far as rounding would leave them.
    private static readonly SearchValues<string> Planted = SearchValues.Create([Text, "73.137", "7313731", Birth, "13/03/2071", "2071, 3, 13"], StringComparison.OrdinalIgnoreCase);
    private readonly TemporaryFolder folder = new();

    public Mimic3PrivacyTests()
    {
        Assert.Equal(0, Programs.Preprocess("synth", "mimic3", "--patients", "60", "--out", folder.At("raw")).Exit);

        // Good rows: heart rates, a text that means something and one that does not, a code, a free text, a birth.
        Change("CHARTEVENTS", r => r[4] is "220045" or "211", r => (r[8], r[9]) = (Number, Number), most: 40);
        Change("CHARTEVENTS", r => r[4] is "223900" or "723", r => r[8] = Text, most: 40);
        Change("LABEVENTS", _ => true, r => r[5] = Text, most: 40);
        Change("DIAGNOSES_ICD", _ => true, r => r[4] = Text, most: 20);
        Change("PATIENTS", _ => true, r => r[3] = $"{Birth} 00:00:00", most: 5);
    }

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, int, string> BrokenFields { get; } = new()
    {
        { "CHARTEVENTS", 9, $"{Number}x" },
        { "CHARTEVENTS", 9, "7313731313131313131" },
        { "CHARTEVENTS", 5, $"{Birth} 73:13:73" },
        { "CHARTEVENTS", 2, $"{Text}1" },
        { "CHARTEVENTS", 8, $"{Text},{Number}" },
        { "CHARTEVENTS", 8, $"\"{Text}\"{Number}" },
        { "LABEVENTS", 4, "13/03/2071" },
        { "OUTPUTEVENTS", 6, $"{Number},5" },
        { "PATIENTS", 3, "13/03/2071 00:00:00" },
        { "PATIENTS", 1, "731373173137317313731" },
        { "ADMISSIONS", 3, $"{Birth}T00:00:00" },
        { "ICUSTAYS", 9, $"{Text} {Birth}" },
        { "DIAGNOSES_ICD", 3, Text },
        { "SERVICES", 3, Text },
    };

    [Theory]
    [MemberData(nameof(BrokenFields))]
    public void A_broken_row_is_refused_or_listed_without_its_values(string table, int column, string value)
    {
        Change(table, Wanted(table), r => r[column] = value, most: 1);
        foreach (var skip in new string[][] { [], ["--skip-bad"] })
        {
            foreach (var json in new string[][] { [], ["--json"] })
            {
                var output = folder.At($"out{skip.Length}{json.Length}");
                var run = Programs.Preprocess(["mimic3", "--raw", folder.At("raw"), "--out", output, "--verbose", .. skip, .. json]);
                ShowsNothing(run);
                Assert.True(run.Exit == 3 || (run.Exit == 0 && skip.Length > 0), $"exit code {run.Exit}");
                if (run.Exit != 0)
                {
                    // An unclosed quote is no row, and no row can be left out.
                    Assert.Contains($"{table}.csv.gz: line ", run.Errors, StringComparison.Ordinal);
                    Assert.False(Directory.Exists(output));
                    continue;
                }

                Assert.Equal(1, ShardSet.ReadManifest(output).Rejects[table]);
                Assert.Single(File.ReadAllLines(Path.Combine(output, "rejects.jsonl")));
                HoldsNothing(output);
            }
        }
    }

    [Fact]
    public void From_tables_to_reports_no_program_shows_or_keeps_a_value()
    {
        var (shards, runs) = (folder.At("shards"), folder.At("runs"));
        (int, string, string)[] steps =
        [
            Programs.Preprocess("mimic3", "--raw", folder.At("raw"), "--out", shards, "--verbose"),
            Programs.Preprocess("mimic3", "--raw", folder.At("raw"), "--out", shards, "--verbose", "--json"),
            Programs.Preprocess("mimic3", "--raw", folder.At("raw"), "--out", folder.At("reference"), "--set", "profile=reference", "--verbose"),
            Programs.Preprocess("verify", shards, "--verbose"),
            Programs.Preprocess("verify", shards, "--json"),
            Programs.Preprocess("inspect", shards, "--verbose"),
            Programs.Preprocess("inspect", shards, "--json"),
            .. Trained(shards, runs),
            Programs.Evaluate(runs, "--verbose", "--report", folder.At("reports/report.html"), "--report", folder.At("reports/report.md")),
            Programs.Evaluate(runs, "--json", "--verbose", "--export-csv", folder.At("csv")),
            Programs.Evaluate(runs, "--json", "--verbose", "--data", shards, "--split", "valid"),
        ];
        Assert.All(steps, s => Assert.Equal(0, s.Item1));
        Assert.All(steps, ShowsNothing);
        foreach (var made in new[] { shards, folder.At("reference"), runs, folder.At("reports"), folder.At("csv") })
            HoldsNothing(made);
        foreach (var made in new[] { shards, folder.At("reference"), runs })
            AssertForOwnerAlone(made);

        // The values are in the shards: what was looked for could have been found.
        using var set = ShardSet.Open(shards);
        Assert.Contains(Enumerable.Range(0, (int)set["train"].Rows), r => Floats(set["train"]["series"].Row(r)).Any(v => Math.Abs(v - double.Parse(Number, CultureInfo.InvariantCulture)) < 1e-4));
    }

    private IEnumerable<(int, string, string)> Trained(string shards, string runs)
    {
        Directory.CreateDirectory(folder.At("reports"));
        string[] train = ["mimic3", "--data", shards, "--out", runs, "--device", "cpu", "--set", "epochs=1", "--set", "aten_threads=1", "--verbose"];
        yield return Programs.Train([.. train, "--task", "icd9-7", "--paradigm", "i2m2-concat"]);
        yield return Programs.Train([.. train, "--task", "mortality", "--paradigm", "intra", "--json"]);
        yield return Programs.Train([.. train, "--task", "icd9-1", "--paradigm", "unimodal-series", "--overfit-batch"]);
    }

    private static void ShowsNothing((int Exit, string Output, string Errors) run)
    {
        Assert.Equal("", Around(run.Output));
        Assert.Equal("", Around(run.Errors));
    }

    // Every file, binary ones too; of shards the texts alone, as numbers there are the purpose.
    private static void HoldsNothing(string made)
    {
        foreach (var file in Directory.GetFiles(made, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
            Assert.True(Around(Encoding.Latin1.GetString(File.ReadAllBytes(file))) is "", file);
    }

    private static string Around(string text)
    {
        var at = text.AsSpan().IndexOfAny(Planted);
        return at < 0 ? "" : text[Math.Max(0, at - 40)..Math.Min(text.Length, at + 40)];
    }

    private static void AssertForOwnerAlone(string made)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var inside in Directory.GetDirectories(made, "*", SearchOption.AllDirectories).Append(made))
            Assert.True(File.GetUnixFileMode(inside) == (UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute), inside);
    }

    private static float[] Floats(ReadOnlySpan<byte> row)
    {
        var values = new float[row.Length / sizeof(float)];
        for (var i = 0; i < values.Length; i++)
            values[i] = BitConverter.ToSingle(row[(i * sizeof(float))..]);
        return values;
    }

    // Only rows of wanted ITEMIDs are read to their end.
    private static Func<string[], bool> Wanted(string table) => table switch
    {
        "CHARTEVENTS" => r => r[4] is "220045" or "211",
        "LABEVENTS" => r => r[3] is "50983",
        "OUTPUTEVENTS" => r => r[5] is "226559" or "40055",
        _ => _ => true,
    };

    private void Change(string table, Func<string[], bool> which, Action<string[]> change, int most)
    {
        var path = folder.At($"raw/{table}.csv.gz");
        string[] lines;
        using (var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress)))
            lines = reader.ReadToEnd().TrimEnd('\n').Split('\n');
        var changed = 0;
        for (var i = 1; i < lines.Length && changed < most; i++)
        {
            var row = lines[i].Split(',');
            if (!which(row))
                continue;
            change(row);
            lines[i] = string.Join(',', row);
            changed++;
        }

        Assert.True(changed > 0, $"{table}: no such row");
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
    }
}
