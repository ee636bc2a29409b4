using System.Diagnostics;
using I2M2.Preprocessing.Synth.FastMri;
using I2M2.Tests.Mimic3;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.FastMri;

/// <summary>The built program, killed while it looks at volumes or writes slices; what it leaves must lead to the bytes of an unbroken run.</summary>
[Collection(ConsoleTests.Name)]
public sealed class InterruptedVolumesTests
{
    private const int Kills = 10;
    private const int OfKill = 128 + 9;
    private static readonly KneeOptions Many = KneeRaw.Small with { Volumes = 40, Slices = 8, Side = 64 };
    private static readonly string[] Sizes = ["--set", "grid=128x80", "--set", "side=64", "--set", "rows_per_shard=16"];

    [Fact]
    public void Shards_that_were_finished_when_the_program_was_killed_are_kept()
    {
        using var folder = KneeRaw.Given(Many);
        var args = Args(folder);
        using (var program = new BuiltProgram("Preprocessing", [.. args, "--workers", "1"]))
        {
            program.Until(() => Shards(folder).Length > 2);
            program.Signal("KILL");
            Assert.Equal(OfKill, program.Wait().Code);
        }

        Assert.False(File.Exists(folder.At("out/manifest.json")));
        var kept = Shards(folder).ToDictionary(f => f, File.GetLastWriteTimeUtc);
        Assert.InRange(kept.Count, 3, 24);
        Assert.Equal(0, PreprocessingProgram.Run(args).Code);
        Assert.All(kept, k => Assert.Equal(k.Value, File.GetLastWriteTimeUtc(k.Key)));
        var broken = SynthTables.Bytes(folder.At("out"));
        Directory.Delete(folder.At("out"), recursive: true);
        Assert.Equal(0, PreprocessingProgram.Run(args).Code);
        SynthTables.Same(SynthTables.Bytes(folder.At("out")), broken);
    }

    [Fact]
    [Trait("Tier", "slow")]
    public void Ten_kills_at_any_moment_lead_to_the_bytes_of_an_unbroken_run()
    {
        using var folder = KneeRaw.Given(Many with { Volumes = 120 });
        var args = Args(folder);
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(0, BuiltProgram.Run("Preprocessing", args).Code);
        var took = Stopwatch.GetElapsedTime(start);
        var whole = SynthTables.Bytes(folder.At("out"));
        var random = new Random(20);
        var (killed, wentOn) = (0, 0);
        while (killed < Kills)
        {
            Directory.Delete(folder.At("out"), recursive: true);
            using (var program = new BuiltProgram("Preprocessing", args))
            {
                program.Wait(took * random.NextDouble());
                program.Signal("KILL");
                if (program.Wait().Code != OfKill)
                {
                    // It had ended before: the first run was a slow one. Such a run proves nothing and does not count.
                    took *= 0.8;
                    continue;
                }
            }

            killed++;
            wentOn += Shards(folder).Length > 0 ? 1 : 0;
            Assert.Equal(0, PreprocessingProgram.Run(args).Code);
            SynthTables.Same(whole, SynthTables.Bytes(folder.At("out")));
        }

        // Some had shards behind them when they were killed: what those left was of use.
        Assert.InRange(wentOn, 1, Kills);
    }

    [SmallDiskFact]
    public void A_full_disk_ends_the_run_before_it_begins_and_leaves_no_half_file()
    {
        using var folder = KneeRaw.Given(Many);
        using var disk = new SmallDisk(4 << 20);
        var (code, _, error) = PreprocessingProgram.Run(["fastmri", "--raw", folder.At("raw"), "--out", disk.Folder.At("out"), .. Sizes]);
        Assert.Equal(1, code);
        Assert.Contains("bytes", error, StringComparison.Ordinal);
        Assert.False(File.Exists(disk.Folder.At("out/manifest.json")));
    }

    private static string[] Args(TemporaryFolder folder) => ["fastmri", "--raw", folder.At("raw"), "--out", folder.At("out"), .. Sizes];

    private static string[] Shards(TemporaryFolder folder) => Directory.Exists(folder.At("out/shards")) ? Directory.GetFiles(folder.At("out/shards"), "*.safetensors") : [];
}
