using System.Diagnostics;
using I2M2.Modeling.Tests.Given;
using I2M2.Tests;

namespace I2M2.Modeling.Tests;

/// <summary>The built program, stopped and killed while it trains; what it leaves must lead to the bytes of an unbroken batch.</summary>
public sealed class BatchProgramTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly string data;

    public BatchProgramTests() => data = AvMnistData.Write(folder.At("data"));

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("INT", 1, "reference")]
    [InlineData("TERM", 2, "clean")]
    public void Interrupted_it_says_so_at_once_ends_with_130_and_goes_on_to_the_same_bytes(string signal, int jobs, string profile)
    {
        Assert.Equal((0, ""), BuiltProgram.Run("Modeling", Args("whole", jobs, profile)));
        using (var program = new BuiltProgram("Modeling", Args("broken", jobs, profile)))
        {
            // From the folder above: whether the output can be written is tried out by making it and removing it again, before it is there to stay.
            program.Until(() => Directory.GetFiles(folder.Path, "last.safetensors", SearchOption.AllDirectories).Any(f => f.StartsWith(folder.At("broken/"), StringComparison.Ordinal)));
            program.Signal(signal);
            var (code, error) = program.Wait();
            Assert.Equal(130, code);
            Assert.StartsWith("Stopping: ", error, StringComparison.Ordinal);
        }

        Assert.Equal(0, BuiltProgram.Run("Modeling", Args("broken", jobs, profile)).Code);
        AssertSame("whole", "broken");
    }

    [Fact]
    public void Runs_at_once_in_processes_of_their_own_give_the_bytes_of_runs_one_after_the_other()
    {
        Assert.Equal((0, ""), BuiltProgram.Run("Modeling", Args("one", 1)));
        Assert.Equal((0, ""), BuiltProgram.Run("Modeling", Args("three", 3)));
        AssertSame("one", "three");
    }

    [SmallDiskFact]
    public void A_full_disk_fails_the_run_leaves_the_last_state_whole_and_is_gone_on_with()
    {
        Assert.Equal((0, ""), BuiltProgram.Run("Modeling", Args("whole", 1)));
        using var disk = new SmallDisk(4 << 20);
        var filler = disk.Folder.At("filler");
        using (var program = new BuiltProgram("Modeling", Args(disk.Folder.At("runs"), 1)))
        {
            program.Until(() => File.Exists(disk.Folder.At("runs/avmnist/digit/unimodal-audio/seed-0/last.safetensors")));
            Fill(filler);
            var (code, error) = program.Wait();
            Assert.Equal(1, code);
            Assert.Contains("No space left on device", error, StringComparison.Ordinal);
        }

        File.Delete(filler);
        Assert.Equal(0, BuiltProgram.Run("Modeling", Args(disk.Folder.At("runs"), 1)).Code);
        AssertSame(folder.At("whole"), disk.Folder.At("runs"));
    }

    [Fact]
    [Trait("Tier", "slow")]
    public void Ten_kills_at_any_moment_lead_to_the_bytes_of_an_unbroken_batch()
    {
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(0, BuiltProgram.Run("Modeling", Args("whole", 2)).Code);
        var took = Stopwatch.GetElapsedTime(start);
        var random = new Random(4);
        for (var kill = 0; kill < 10; kill++)
        {
            var jobs = 1 + (kill % 2);
            var output = $"killed-{kill}";
            using (var program = new BuiltProgram("Modeling", Args(output, jobs)))
            {
                program.Wait(took * random.NextDouble());
                program.Signal("KILL");
                program.Wait();
            }

            Assert.Equal(0, BuiltProgram.Run("Modeling", Args(output, jobs)).Code);
            AssertSame("whole", output);
        }
    }

    private string[] Args(string output, int jobs, string profile = "clean") =>
    [
        "train", "avmnist", "--profile", profile, "--data", data, "--out", folder.At(output), "--device", "cpu", "--paradigm", "intra", "--jobs", $"{jobs}", "--save-every", "0.02",
        "--set", "epochs=3", "--set", "aten_threads=1", "--set", "batch_size=5",
    ];

    private static void Fill(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
                file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full, which was the aim.
        }
    }

    // Weights, metrics, predictions and configuration; times are not.
    private void AssertSame(string one, string other)
    {
        var (first, second) = (Bytes(folder.At(one)), Bytes(folder.At(other)));
        Assert.Equal(3 * 5, first.Count);
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first, f => Assert.True(f.Value.AsSpan().SequenceEqual(second[f.Key]), f.Key));
    }

    private static SortedDictionary<string, byte[]> Bytes(string path) => new(
        Directory.GetFiles(path, "*", SearchOption.AllDirectories)
            .Where(f => Path.GetFileName(f) is "best.safetensors" or "metrics.jsonl" or "config.yaml" || Path.GetExtension(f) == ".parquet")
            .ToDictionary(f => Path.GetRelativePath(path, f), File.ReadAllBytes), StringComparer.Ordinal);
}
