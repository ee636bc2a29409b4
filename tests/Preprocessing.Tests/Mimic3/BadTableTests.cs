using System.IO.Compression;
using System.Text;
using I2M2.Preprocessing.Mimic3.Extraction;
using I2M2.Shards;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Mimic3;

/// <summary>What users' tables have gone wrong by, each on the small good tables.</summary>
[Collection(ConsoleTests.Name)]
public class BadTableTests
{
    private const string Base = "hostile/mimic/base";
    private const string Planted = "ZZPLANTED";

    [DataTheory(Base)]
    [InlineData("PATIENTS.csv", "dob,", "birthday,", "PATIENTS.csv: line 1: no column DOB")]
    [InlineData("ADMISSIONS.csv", ":00,", ":xx,", "column ADMITTIME: not a time written YYYY-MM-DD HH:MM:SS")]
    [InlineData("PATIENTS.csv", ",20", ",17", "column DOB: a year outside 1800 to 2300")]
    public void Is_refused_by_table_line_and_column(string table, string there, string instead, string reason)
    {
        using var folder = Given();
        var text = File.ReadAllText(folder.At($"raw/{table}"));
        var at = text.IndexOf(there, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{there} is not in {table}");
        File.WriteAllText(folder.At($"raw/{table}"), text[..at] + instead + text[(at + there.Length)..]);
        Refused(folder, reason);
    }

    [DataFact(Base)]
    public void A_missing_table_is_named()
    {
        using var folder = Given();
        File.Delete(folder.At("raw/SERVICES.csv"));
        Refused(folder, "table SERVICES missing: TABLE.csv or TABLE.csv.gz is expected");
    }

    [DataFact(Base)]
    public void Two_files_of_one_table_are_refused()
    {
        using var folder = Given();
        File.Copy(folder.At("raw/SERVICES.csv"), folder.At("raw/services.csv"));
        Refused(folder, "a second file of SERVICES");
    }

    [DataFact(Base)]
    public void An_admission_that_is_there_twice_is_refused_or_counted_once()
    {
        using var folder = Given();
        var lines = File.ReadAllLines(folder.At("raw/ADMISSIONS.csv"));
        File.WriteAllLines(folder.At("raw/ADMISSIONS.csv"), [.. lines, lines[^1]]);
        Refused(folder, $"ADMISSIONS.csv: line {lines.Length + 1}, column HADM_ID: the same as in line {lines.Length}, and it must be there once");
        Assert.Equal(0, Run(folder, "--skip-bad").Code);
        Assert.Equal(1, ShardSet.ReadManifest(folder.At("out")).Rejects["ADMISSIONS"]);
        Assert.Equal(30, ShardSet.ReadManifest(folder.At("out")).Rows);
    }

    [DataFact(Base)]
    public void A_cut_table_is_refused_wherever_it_is_cut()
    {
        var whole = File.ReadAllBytes(TestData.At($"{Base}/LABEVENTS.csv.gz"));
        for (var length = 20; length < whole.Length; length += whole.Length / 12)
        {
            using var folder = Given();
            File.WriteAllBytes(folder.At("raw/LABEVENTS.csv.gz"), whole[..length]);
            Refused(folder, "gzip data");
        }
    }

    [DataFact(Base)]
    public void Every_header_is_looked_at_before_any_row()
    {
        using var folder = Given();
        var patients = File.ReadAllText(folder.At("raw/PATIENTS.csv"));
        File.WriteAllText(folder.At("raw/PATIENTS.csv"), patients.Replace(":00,", ":xx,", StringComparison.Ordinal));
        Refused(folder, "column DOB");
        Zip(folder.At("raw/OUTPUTEVENTS.csv.gz"), Unzip(folder.At("raw/OUTPUTEVENTS.csv.gz")).Replace("iserror", "wrong", StringComparison.Ordinal));
        Refused(folder, "OUTPUTEVENTS.csv.gz: line 1: no column ISERROR");
    }

    [DataFact(Base)]
    public void An_event_without_admission_or_time_is_legal_and_counts_for_nothing()
    {
        using var folder = Given();
        Assert.Equal(0, Run(folder).Code);
        var series = ShardSet.ReadManifest(folder.At("out")).TrainStatistics["series"];
        Directory.Delete(folder.At("out"), recursive: true);
        var chart = Unzip(folder.At("raw/CHARTEVENTS.csv.gz"));
        var row = chart.Split('\n')[1].Split(',');
        (row[2], row[5]) = ("", "");
        Zip(folder.At("raw/CHARTEVENTS.csv.gz"), $"{chart.TrimEnd()}\n{string.Join(',', row)}\n");
        Assert.Equal((0, ""), (Run(folder).Code, Run(folder).Error));
        var after = ShardSet.ReadManifest(folder.At("out")).TrainStatistics["series"];
        Assert.Equal((series.Count, series.Mean, series.Std), (after.Count, after.Mean, after.Std));
    }

    [DataFact(Base)]
    public void What_was_extracted_before_a_refusal_is_kept_in_the_folder_that_temp_names()
    {
        using var folder = Given();
        var lab = Unzip(folder.At("raw/LABEVENTS.csv.gz")).Split('\n');
        var row = lab[1].Split(',');
        row[6] = "much";
        lab[1] = string.Join(',', row);
        Zip(folder.At("raw/LABEVENTS.csv.gz"), string.Join('\n', lab));
        Assert.Equal(3, Run(folder, "--temp", folder.At("temp"), "--workers", "1").Code);
        using (var work = WorkDatabase.Open(folder.At("temp"), folder.At("temp"), Mimic3Extraction.Rules(), 256 << 20, 1))
            Assert.Contains("CHARTEVENTS", work.Extracted().Select(t => t.Name));
        Assert.Equal(0, Run(folder, "--temp", folder.At("temp"), "--skip-bad").Code);
        Assert.Equal(1, ShardSet.ReadManifest(folder.At("out")).Rejects["LABEVENTS"]);
        Assert.False(Directory.Exists(folder.At("temp")));
    }

    [DataFact(Base)]
    public void An_empty_cohort_is_refused_with_the_rule_that_emptied_it()
    {
        using var folder = Given();
        var header = File.ReadAllLines(folder.At("raw/ICUSTAYS.csv"))[0];
        File.WriteAllLines(folder.At("raw/ICUSTAYS.csv"), [header]);
        Refused(folder, "0 admissions are left, 3 or more are needed: 30 in ADMISSIONS -> 30 in ICUSTAYS or TRANSFERS -> 30 first of their patient -> 30 aged 15 or more -> 0 with an ICU stay");
    }

    [Theory]
    [InlineData("LABEVENTS")]
    [InlineData("OUTPUTEVENTS")]
    public void A_table_without_a_wanted_row_is_remarked_on(string table)
    {
        using var folder = SynthTables.Given();
        var path = Directory.GetFiles(folder.At("raw"), $"{table}.*").Single();
        var header = Unzip(path).Split('\n')[0];
        Zip(path, $"{header}\n");
        var remark = $"no wanted row of {table}, of 0 rows: what it would give is missing everywhere";
        var (code, output, _) = PreprocessingProgram.Run(SynthTables.Args(folder));
        Assert.Equal(0, code);
        Assert.Contains($"note    {remark}\n", output, StringComparison.Ordinal);
        Assert.Equal([remark], ShardSet.ReadManifest(folder.At("out")).Remarks);
        Assert.Contains("nothing to do", PreprocessingProgram.Run(SynthTables.Args(folder)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pickle_of_arrays_beside_the_tables_is_not_read_and_it_is_said()
    {
        using var folder = SynthTables.Given();
        File.WriteAllText(folder.At("raw/im.pk"), "");
        foreach (var _ in new[] { "made", "made before" })
            Assert.Contains("note    im.pk is not read: the tables beside it are what the set is made from\n", PreprocessingProgram.Run(SynthTables.Args(folder)).Output, StringComparison.Ordinal);
        Assert.Null(ShardSet.ReadManifest(folder.At("out")).Remarks);
    }

    [DataFact(Base)]
    public void An_output_folder_that_was_there_keeps_what_it_held()
    {
        using var folder = Given();
        Directory.CreateDirectory(folder.At("out"));
        File.WriteAllText(folder.At("out/mine.txt"), "mine");
        File.Delete(folder.At("raw/SERVICES.csv"));
        Assert.Equal(3, Run(folder).Code);
        Assert.Equal([folder.At("out/mine.txt")], Directory.GetFileSystemEntries(folder.At("out")));
    }

    [DataFact(Base)]
    public void No_value_of_a_patient_is_shown_or_kept_besides_the_shards()
    {
        using var folder = Given();
        var chart = Unzip(folder.At("raw/CHARTEVENTS.csv.gz")).Split('\n');
        // Texts of a wanted and of an unwanted row, and numbers that no other value contains.
        chart[5] = $"{chart[5]}{Planted}";
        Zip(folder.At("raw/CHARTEVENTS.csv.gz"), string.Join('\n', chart));
        foreach (var more in new[] { Array.Empty<string>(), ["--skip-bad"], ["--json"] })
        {
            var (_, output, error) = Run(folder, more);
            foreach (var text in Texts(folder).Append(output).Append(error))
                Assert.DoesNotContain(Planted, text, StringComparison.Ordinal);
        }
    }

    [DataFact(Base)]
    public void Output_and_work_folders_are_for_their_owner_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = Given();
        Assert.Equal(0, Run(folder).Code);
        foreach (var made in Directory.GetDirectories(folder.At("out"), "*", SearchOption.AllDirectories).Append(folder.At("out")))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(made));
    }

    private static IEnumerable<string> Texts(TemporaryFolder folder) => Directory.Exists(folder.At("out"))
        ? Directory.GetFiles(folder.At("out"), "*", SearchOption.TopDirectoryOnly).Select(File.ReadAllText)
        : [];

    private static void Refused(TemporaryFolder folder, string reason)
    {
        var (code, _, error) = Run(folder);
        Assert.Equal(3, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    private static (int Code, string Output, string Error) Run(TemporaryFolder folder, params string[] more) =>
        PreprocessingProgram.Run(["mimic3", "--raw", folder.At("raw"), "--out", folder.At("out"), .. more]);

    private static TemporaryFolder Given()
    {
        var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("raw"));
        foreach (var file in Directory.GetFiles(TestData.At(Base)))
        {
            var copy = Path.Combine(folder.At("raw"), Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetAttributes(copy, FileAttributes.Normal);
        }

        return folder;
    }

    private static string Unzip(string path)
    {
        using var gzip = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return reader.ReadToEnd();
    }

    private static void Zip(string path, string text)
    {
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(text));
    }
}
