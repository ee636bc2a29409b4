using System.Diagnostics;
using I2M2.Tests.AvMnist;

namespace I2M2.Tests.Pipeline;

/// <summary>The built program, interrupted and killed while it writes; what it leaves must lead to the same bytes as an unbroken run.</summary>
public sealed class InterruptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public void An_interrupted_run_ends_with_130_keeps_finished_shards_and_is_gone_on_with(string signal)
    {
        // A shard for every row: each is forced to disk, so that there is time to interrupt.
        TinyRaw.Write(folder.At("raw"), train: 240);
        var args = Args("out", rowsPerShard: 1);
        using (var program = new BuiltProgram("Preprocessing", args))
        {
            program.Until(() => Shards().Length > 3);
            program.Signal(signal);
            var (code, error) = program.Wait();
            Assert.Equal(130, code);
            Assert.Matches(@"^Stopping: [^\n]+\nInterrupted; run again to go on\.$", error.TrimEnd());
        }

        var kept = Shards();
        Assert.InRange(kept.Length, 1, 249);
        Assert.All(folder.Files().Where(f => f.StartsWith("out/", StringComparison.Ordinal)), f => Assert.Matches(@"^out/shards/[a-z]+-\d{5}\.safetensors$", f));
        var times = kept.ToDictionary(f => f, File.GetLastWriteTimeUtc);
        Assert.Equal((0, ""), BuiltProgram.Run("Preprocessing", args));
        Assert.All(times, t => Assert.Equal(t.Value, File.GetLastWriteTimeUtc(t.Key)));
        Assert.Empty(I2M2.Shards.ShardSet.FindDamage(folder.At("out")));
    }

    [Fact]
    [Trait("Tier", "slow")]
    public void Ten_kills_at_any_moment_lead_to_the_bytes_of_an_unbroken_run()
    {
        TinyRaw.Write(folder.At("raw"), train: 1200, test: 200);
        var start = Stopwatch.GetTimestamp();
        Assert.Equal((0, ""), BuiltProgram.Run("Preprocessing", Args("whole", rowsPerShard: 50)));
        var took = Stopwatch.GetElapsedTime(start);
        var whole = Bytes("whole");
        var random = new Random(20);
        for (var kill = 0; kill < 10; kill++)
        {
            var output = $"killed-{kill}";
            using (var program = new BuiltProgram("Preprocessing", Args(output, rowsPerShard: 50)))
            {
                program.Wait(took * random.NextDouble());
                program.Signal("KILL");
                program.Wait();
            }

            Assert.Equal((0, ""), BuiltProgram.Run("Preprocessing", Args(output, rowsPerShard: 50)));
            var again = Bytes(output);
            Assert.Equal(whole.Keys, again.Keys);
            Assert.All(whole, f => Assert.True(f.Value.AsSpan().SequenceEqual(again[f.Key]), f.Key));
        }
    }

    [Fact]
    public void A_kill_between_the_last_shard_and_the_manifest_leads_to_the_same_bytes()
    {
        TinyRaw.Write(folder.At("raw"));
        Assert.Equal((0, ""), BuiltProgram.Run("Preprocessing", Args("out", rowsPerShard: 7)));
        var whole = Bytes("out");

        // What such a kill leaves: every shard, the manifest under its temporary name, the lock's file.
        File.Move(folder.At("out/manifest.json"), folder.At("out/.manifest.json.tmp"));
        File.WriteAllText(folder.At("out/.running"), "process 1 on nowhere\n");
        Assert.Equal((0, ""), BuiltProgram.Run("Preprocessing", Args("out", rowsPerShard: 7)));
        Assert.Equal(whole, Bytes("out"));
    }

    private string[] Args(string output, int rowsPerShard)
        => ["avmnist", "--raw", folder.At("raw"), "--out", folder.At(output), "--set", $"rows_per_shard={rowsPerShard}"];

    private string[] Shards() => Directory.Exists(folder.At("out/shards")) ? Directory.GetFiles(folder.At("out/shards"), "*.safetensors") : [];

    private SortedDictionary<string, byte[]> Bytes(string output)
        => new(Directory.GetFiles(folder.At(output), "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .ToDictionary(f => Path.GetRelativePath(folder.At(output), f), File.ReadAllBytes), StringComparer.Ordinal);
}
