using System.Diagnostics;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Mimic3;

/// <summary>The built program, killed while it reads tables, runs its steps or writes; what it leaves must lead to the bytes of an unbroken run.</summary>
[Collection(ConsoleTests.Name)]
public sealed class InterruptedTablesTests
{
    private const int Kills = 10;
    private const int OfKill = 128 + 9;
    private const string Kept = "extracted by an earlier run and kept: ";

    [Fact]
    [Trait("Tier", "slow")]
    public void Ten_kills_at_any_moment_lead_to_the_bytes_of_an_unbroken_run()
    {
        using var folder = SynthTables.Given(400, chartRows: 1_500_000);
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(0, BuiltProgram.Run("Preprocessing", SynthTables.Args(folder)).Code);
        var took = Stopwatch.GetElapsedTime(start);
        var whole = SynthTables.Bytes(folder.At("out"));
        var random = new Random(20);
        var (killed, wentOn) = (0, 0);
        while (killed < Kills)
        {
            if (Directory.Exists(folder.At("out")))
                Directory.Delete(folder.At("out"), recursive: true);
            if (!Kill(folder, took * random.NextDouble()))
            {
                // It had ended before: the first run was a slow one. Such a run proves nothing and does not count.
                took *= 0.8;
                continue;
            }

            killed++;
            var (code, output, _) = PreprocessingProgram.Run(SynthTables.Args(folder));
            Assert.Equal(0, code);
            SynthTables.Same(whole, SynthTables.Bytes(folder.At("out")));
            wentOn += output.Contains(Kept, StringComparison.Ordinal) ? 1 : 0;
        }

        // Some had tables behind them when they were killed: what those left was of use.
        Assert.InRange(wentOn, 1, Kills);
    }

    [Fact]
    public void Tables_that_were_finished_when_the_program_was_killed_are_not_extracted_again()
    {
        // Long enough a table that the small ones, which are read first, are there long before it is.
        using var folder = SynthTables.Given(60, chartRows: 1_500_000);
        using (var program = new BuiltProgram("Preprocessing", SynthTables.Args(folder, "--workers", "1")))
        {
            program.Until(() => Length(folder.At("out/.work/mimic3.duckdb.wal")) + Length(folder.At("out/.work/mimic3.duckdb")) > 1 << 20);
            program.Signal("KILL");
            Assert.Equal(OfKill, program.Wait().Code);
        }

        Assert.False(File.Exists(folder.At("out/manifest.json")));
        var (code, output, _) = PreprocessingProgram.Run(SynthTables.Args(folder));
        Assert.Equal(0, code);
        var kept = output.Split('\n').Single(l => l.Contains(Kept, StringComparison.Ordinal)).Split(Kept)[1].Split(", ");
        Assert.Contains("PATIENTS", kept);
        Assert.Contains("ADMISSIONS", kept);

        // The order of rows says whether a table was taken twice: nothing may differ from a run that was never broken.
        var broken = SynthTables.Bytes(folder.At("out"));
        Directory.Delete(folder.At("out"), recursive: true);
        Assert.Equal(0, PreprocessingProgram.Run(SynthTables.Args(folder)).Code);
        SynthTables.Same(SynthTables.Bytes(folder.At("out")), broken);
    }

    [Fact]
    public void A_table_that_changed_since_it_was_extracted_is_extracted_again()
    {
        using var folder = SynthTables.Given();
        using var other = SynthTables.Given(59);
        File.WriteAllText(folder.At("raw/SERVICES.csv.gz"), "no gzip");
        Assert.Equal(3, PreprocessingProgram.Run(SynthTables.Args(folder, "--temp", folder.At("temp"), "--workers", "1")).Code);
        foreach (var table in Directory.GetFiles(other.At("raw")))
            File.Copy(table, folder.At($"raw/{Path.GetFileName(table)}"), overwrite: true);
        var (code, output, _) = PreprocessingProgram.Run(SynthTables.Args(folder, "--temp", folder.At("temp")));
        Assert.Equal(0, code);
        Assert.DoesNotContain("PATIENTS", output.Split('\n').SingleOrDefault(l => l.Contains(Kept, StringComparison.Ordinal)) ?? "", StringComparison.Ordinal);
        Assert.Equal(0, PreprocessingProgram.Run("mimic3", "--raw", other.At("raw"), "--out", other.At("out")).Code);
        SynthTables.Same(SynthTables.Bytes(other.At("out")), SynthTables.Bytes(folder.At("out")));
    }

    // Whether the program was still at work.
    private static bool Kill(TemporaryFolder folder, TimeSpan after)
    {
        using var program = new BuiltProgram("Preprocessing", SynthTables.Args(folder));
        if (!program.Wait(after))
            program.Signal("KILL");
        return program.Wait().Code == OfKill;
    }

    private static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;
}
