using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.Tests.Shards;

/// <summary>Parquet files of a shard set, and the figures that its manifest keeps beside them.</summary>
public class ShardParquetTests
{
    private static readonly ParquetPart Part = new("people", 0, 12);

    private static readonly SetFindings Findings = new()
    {
        Normalisers = new Dictionary<string, Normaliser> { ["x"] = new(Normaliser.Train, [4.5, 5], [2.9, 0], Normaliser.ToMean) },
        Funnel = [new("rows", "all", 20, 15, 12), new("rows", "whole ones", 12)],
        Rejects = new Dictionary<string, long> { ["raw"] = 8 },
    };

    [Fact]
    public void The_manifest_keeps_normalisers_funnel_rejects_and_names()
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("set"));
        var read = ShardSet.ReadManifest(folder.At("set"));
        Assert.Equal([4.5, 5], read.Normalisers["x"].Mean);
        Assert.Equal([2.9, 0], read.Normalisers["x"].Std);
        Assert.Equal(Findings.Funnel, read.Funnel);
        Assert.Equal(8, read.Rejects["raw"]);
        Assert.Equal(["low", "high"], read.Columns[0].Features);
        Assert.Equal(["no", "yes"], read.ClassNamesOf("y"));
        Assert.Equal(["a", "b"], read.ClassNamesOf("id"));
        Assert.Equal([(Part.File, 12L)], read.Parquet.Select(p => (p.File, p.Rows)));
        Assert.Equal(Directory.GetFiles(folder.At("set/shards")).Sum(f => new FileInfo(f).Length), read.Bytes);
    }

    [Fact]
    public void A_killed_run_keeps_the_parquet_file_that_was_finished()
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("set"));
        var before = File.ReadAllBytes(folder.At("set/manifest.json"));
        File.Delete(folder.At("set/manifest.json"));
        Assert.False(Write(folder.At("set")));
        Assert.Equal(before, File.ReadAllBytes(folder.At("set/manifest.json")));
    }

    [Fact]
    public void One_of_other_inputs_is_written_anew()
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("set"));
        File.Delete(folder.At("set/manifest.json"));
        Assert.True(Write(folder.At("set"), Plan() with { ToolVersion = "2" }));
        Assert.Empty(ShardSet.FindDamage(folder.At("set")));
    }

    [Fact]
    public void A_foreign_file_in_its_place_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("set/shards"));
        File.WriteAllText(folder.At("set/shards/people-00000.parquet"), "mine");
        Assert.Contains("not a shard of this program", Assert.Throws<InputRefusedException>(() => Write(folder.At("set"))).Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(folder.At("set/shards/people-00000.parquet")));
    }

    [Fact]
    public void Every_flipped_bit_is_found()
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("set"));
        var path = folder.At("set/shards/people-00000.parquet");
        for (var at = 0; at < new FileInfo(path).Length; at += 7)
        {
            ToySet.Flip(path, at, at % 8);
            var damage = Assert.Single(ShardSet.FindDamage(folder.At("set")));
            Assert.Equal((Part.File, DamageKind.Changed), (damage.File, damage.Kind));
            ToySet.Flip(path, at, at % 8);
        }
    }

    [Fact]
    public void A_cut_a_longer_and_a_missing_file_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("set"));
        var path = folder.At("set/shards/people-00000.parquet");
        var whole = File.ReadAllBytes(path);
        DamageKind Kind() => Assert.Single(ShardSet.FindDamage(folder.At("set"))).Kind;
        File.WriteAllBytes(path, whole[..^1]);
        Assert.Equal(DamageKind.CutOff, Kind());
        File.WriteAllBytes(path, [.. whole, 0]);
        Assert.Equal(DamageKind.Surplus, Kind());
        File.Delete(path);
        Assert.Equal(DamageKind.Missing, Kind());
    }

    public static TheoryData<Normaliser, string> Unfit => new()
    {
        { new(Normaliser.Train, [1], [1], Normaliser.ToMean), "has 1 means" },
        { new(Normaliser.Train, [1, 1], [1, -1], Normaliser.ToMean), "holds a number" },
        { new("test", [1, 1], [1, 1], Normaliser.ToMean), "is fitted on 'test'" },
        { new(Normaliser.AllRows, [1, 1], [1, 1], "one"), "turns what was never observed to 'one'" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void A_normaliser_that_does_not_fit_its_column_is_refused(Normaliser unfit, string problem)
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("set"), findings: Findings with { Normalisers = new Dictionary<string, Normaliser> { ["x"] = unfit } });
        var refused = Assert.Throws<InputRefusedException>(() => ShardSet.ReadManifest(folder.At("set")));
        Assert.Contains($"the normaliser of column 'x' {problem}", refused.Message, StringComparison.Ordinal);
    }

    private static ShardSetPlan Plan() => ToySet.Plan() with
    {
        Columns = [ToySet.Plan().Columns[0] with { Features = ["low", "high"] }, ToySet.Plan().Columns[1], Label],
        Parquet = [Part],
    };

    private static ColumnSchema Label { get; } = new()
    {
        Name = "y",
        Role = ColumnRole.Label,
        Dtype = Dtype.I64,
        Shape = [],
        Unit = "class index",
        ClassNames = ["no", "yes"],
        Description = "Whether the row is odd.",
    };

    /// <summary>Whether the Parquet file had to be written.</summary>
    private static bool Write(string folder, ShardSetPlan? plan = null, SetFindings? findings = null)
    {
        using var writer = new ShardSetWriter(folder, plan ?? Plan());
        foreach (var part in writer.Parts)
        {
            writer.Write(part, shard =>
            {
                for (var row = part.FirstRow; row < part.FirstRow + part.Rows; row++)
                {
                    shard.Append("x", System.Runtime.InteropServices.MemoryMarshal.AsBytes([(float)row, row + 0.5f]));
                    shard.Append("id", BitConverter.GetBytes(row));
                    shard.Append("y", BitConverter.GetBytes(row % 2));
                }
            });
        }

        var made = writer.WriteParquet(Part, (path, metadata) =>
        {
            using var database = DuckDatabase.Open(new DuckOptions { Files = [ParquetWriter.TemporaryName(path)] });
            ParquetWriter.Write(database, path, "SELECT i FROM range(12) t(i)", "i", metadata);
        });
        writer.Finish(new Dictionary<string, ColumnStatistics> { ["x"] = new(20, 1, 2, 3, 4) }, findings ?? Findings);
        return made;
    }
}
