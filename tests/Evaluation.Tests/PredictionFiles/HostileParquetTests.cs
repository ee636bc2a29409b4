using System.Diagnostics;
using I2M2.Cli;
using I2M2.PredictionFiles;
using I2M2.Shards;
using I2M2.Tests;

namespace I2M2.Evaluation.Tests;

/// <summary>
/// The corpus of broken Parquet files, through the program as a user runs it: in a process of its own, which a crash of a native library would
/// end with a signal.
/// </summary>
public sealed class HostileParquetTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string, string> Cases => HostileCases.Of("parquet");

    [DataTheory("hostile/index.json")]
    [MemberData(nameof(Cases))]
    public void Every_case_ends_as_expected_here_in_bounded_memory(string path, string allowed)
    {
        var before = PeakMemory();

        if (allowed.StartsWith("accept", StringComparison.Ordinal))
            Assert.Equal(12, PredictionsFile.Read(TestData.At($"hostile/{path}")).Predictions.Rows);
        else
            Assert.StartsWith(TestData.At($"hostile/{path}"), Assert.Throws<InputRefusedException>(() => PredictionsFile.Read(TestData.At($"hostile/{path}"))).Message);

        Assert.InRange(PeakMemory() - before, long.MinValue, 512L << 20);
    }

    [DataTheory("hostile/index.json")]
    [InlineData("parquet/valid_predictions.parquet", ExitCode.Done, "has accuracy 1.000")]
    [InlineData("parquet/valid_gzip_codec.parquet", ExitCode.Done, "has accuracy 1.000")]
    [InlineData("parquet/label_negative.parquet", ExitCode.InputRefused, "row 1 (id \"row-000\"), column label: expected a class 0..1")]
    [InlineData("parquet/probability_above_one.parquet", ExitCode.InputRefused, "column p_0: expected a probability 0..1")]
    [InlineData("parquet/missing_label_column.parquet", ExitCode.InputRefused, "header: column label is missing")]
    [InlineData("parquet/id_not_utf8.parquet", ExitCode.InputRefused, "column id, row 1 or later: cannot be read (text that is not UTF-8)")]
    [InlineData("parquet/page_size_2gib.parquet", ExitCode.InputRefused, "column id, row 1 or later: cannot be read")]
    public void A_user_sees_one_line(string path, int exit, string said)
    {
        var (code, output, errors) = Program(folder.Path, TestData.At($"hostile/{path}"));

        Assert.Equal(exit, code);
        Assert.Contains(said, exit == ExitCode.Done ? output : errors);
        Assert.Equal(exit == ExitCode.Done ? 0 : 1, errors.Count(c => c == '\n'));
        Assert.Empty(folder.Files());
    }

    [DataFact("hostile/index.json")]
    public void All_of_them_at_once_are_told_apart()
    {
        var files = Cases.Select(c => TestData.At($"hostile/{(string)((object[])c)[0]}")).ToArray();

        var (code, output, _) = Program(folder.Path, files);

        Assert.Equal(ExitCode.InputRefused, code);
        Assert.Equal(files.Where(f => !f.Contains("valid_", StringComparison.Ordinal)).Order(), output.Split('\n').Where(l => l.StartsWith("  /", StringComparison.Ordinal)).Select(l => l.Trim().Split(": ")[0]).Order());
    }

    public void Dispose() => folder.Dispose();

    /// <summary>The program in a process of its own.</summary>
    internal static (int Exit, string Output, string Errors) Program(string workingFolder, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(EvaluateCommand).Assembly.Location, .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(TimeSpan.FromMinutes(2)), "hangs");
        return (process.ExitCode, output, errors.GetAwaiter().GetResult());
    }

    // Bytes; of the process so far.
    private static long PeakMemory() => long.Parse(
        File.ReadLines("/proc/self/status").Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        System.Globalization.CultureInfo.InvariantCulture) * 1024;
}
