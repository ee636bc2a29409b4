using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Tests.Shards;

/// <summary>Columns that lie in a table: written once, read through the rows' keys as if every row had its own.</summary>
public class ShardTableTests
{
    private const int Sounds = 5;

    [Fact]
    public void A_row_has_what_its_key_points_at()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, row => row * 3 % Sounds);
        using var set = ShardSet.Open(folder.Path);
        Assert.Equal(["train", "test"], set.Manifest.Splits.Select(s => s.Name));
        Assert.Equal(12, set.Manifest.Rows);
        foreach (var split in set.Manifest.Splits)
        {
            var sound = set[split.Name]["sound"];
            Assert.Equal(split.Rows, sound.Rows);
            long[] rows = [1, 0, 1];
            var gathered = new byte[rows.Length * sound.RowBytes];
            sound.Gather(rows, gathered);
            Assert.Equal(rows.SelectMany(row => Sound(row * 3 % Sounds)), MemoryMarshal.Cast<byte, float>(gathered).ToArray());
            Assert.Equal(Enumerable.Range(0, (int)split.Rows).SelectMany(row => Sound(row * 3 % Sounds)), sound.ToArray<float>());
        }
    }

    [Fact]
    public void A_row_says_which_row_of_the_table_is_its()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, row => row * 3 % Sounds);
        using var set = ShardSet.Open(folder.Path);
        var sound = set["train"]["sound"];
        var stored = new long[4];
        sound.StoredRows([3, 0, 3, 1], stored);
        Assert.Equal([3L * 3 % Sounds, 0, 3 * 3 % Sounds, 3], stored);
        Assert.Equal(Sounds, sound.Stored.Rows);
        Assert.Equal(sound.Row(3).ToArray(), sound.Stored.Row(stored[0]).ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => sound.StoredRows([sound.Rows], stored));
        var own = set["train"]["key"];
        own.StoredRows([2, 1], stored);
        Assert.Equal([2L, 1], stored[..2]);
        Assert.Same(own, own.Stored);
    }

    [Fact]
    public void A_table_is_stored_once_in_shards_of_its_own()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, row => 0);
        Assert.Equal(
            ["sounds-00000.safetensors", "sounds-00001.safetensors", "test-00000.safetensors", .. Enumerable.Range(0, 4).Select(i => $"train-{i:00000}.safetensors")],
            Directory.GetFiles(Path.Combine(folder.Path, "shards")).Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal));
        using var shard = SafetensorsFile.Open(Path.Combine(folder.Path, "shards", "train-00000.safetensors"));
        Assert.False(shard.TryGet("sound", out _));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(Sounds)]
    [InlineData(long.MinValue)]
    public void A_key_beyond_its_table_is_refused_when_the_row_is_read(long key)
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, row => row == 7 ? key : 0);
        using var set = ShardSet.Open(folder.Path);
        var refused = Assert.Throws<InputRefusedException>(() => set["train"]["sound"].Row(7).Length);
        Assert.Contains($"row 7: 'key' is {key}, table 'sounds' has 5 rows", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damage_in_a_table_is_found_like_any_other()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path, row => 0);
        var shard = Path.Combine(folder.Path, "shards", "sounds-00001.safetensors");
        ToySet.Flip(shard, new FileInfo(shard).Length - 1);
        var damage = Assert.Single(ShardSet.FindDamage(folder.Path));
        Assert.Equal(("shards/sounds-00001.safetensors", "sound", 3L, 4L), (damage.File, damage.Column, damage.FirstRow, damage.LastRow));
    }

    [Fact]
    public void A_killed_run_keeps_the_tables_shards_too()
    {
        using var folder = new TemporaryFolder();
        using (var writer = new ShardSetWriter(folder.Path, Plan()))
            Fill(writer, writer.Parts[0], row => 0);
        using var next = new ShardSetWriter(folder.Path, Plan());
        Assert.Equal([false, .. Enumerable.Repeat(true, next.Parts.Count - 1)], next.Parts.Select(p => Fill(next, p, row => 0)));
    }

    [Theory]
    [InlineData("Table")]
    [InlineData("KeyOf")]
    public void A_table_that_is_not_listed_or_has_no_key_is_refused(string missing)
    {
        using var folder = new TemporaryFolder();
        var plan = Plan();
        plan = missing == "Table"
            ? plan with { Columns = [plan.Columns[0] with { Table = "other" }, .. plan.Columns.Skip(1)] }
            : plan with { Columns = [plan.Columns[0], plan.Columns[1] with { KeyOf = null }] };
        Write(folder.Path, row => 0, plan);
        Assert.Throws<InputRefusedException>(() => ShardSet.Open(folder.Path));
    }

    [Fact]
    public void A_table_that_rows_point_into_twice_has_each_of_its_columns_twice()
    {
        using var folder = new TemporaryFolder();
        var plan = Plan();
        plan = plan with { Columns = [.. plan.Columns, plan.Columns[1] with { Name = "other" }] };
        using (var writer = new ShardSetWriter(folder.Path, plan))
        {
            foreach (var part in writer.Parts)
            {
                writer.Write(part, shard =>
                {
                    for (var row = part.FirstRow; row < part.FirstRow + part.Rows; row++)
                    {
                        foreach (var name in shard.Names)
                            shard.Append(name, name == "sound" ? MemoryMarshal.AsBytes(Sound(row).AsSpan()) : BitConverter.GetBytes(name == "key" ? 0L : 1));
                    }
                });
            }

            ToySet.Finish(writer);
        }

        using var set = ShardSet.Open(folder.Path);
        var train = set["train"];
        Assert.Equal(["key", "key.sound", "other", "other.sound"], train.ColumnNames.Order(StringComparer.Ordinal));
        Assert.Equal(Sound(0), MemoryMarshal.Cast<byte, float>(train["key.sound"].Row(2)).ToArray());
        Assert.Equal(Sound(1), MemoryMarshal.Cast<byte, float>(train["other.sound"].Row(2)).ToArray());
        Assert.Throws<InputRefusedException>(() => train["sound"]);
    }

    private static ShardSetPlan Plan() => ToySet.Plan() with
    {
        Columns =
        [
            new ColumnSchema { Name = "sound", Role = ColumnRole.Input, Modality = "x", Dtype = Dtype.F32, Shape = [2], Unit = "1", Description = "Number and its half.", Table = "sounds" },
            new ColumnSchema { Name = "key", Role = ColumnRole.Id, Dtype = Dtype.I64, Shape = [], Unit = "index", Description = "Which sound.", KeyOf = "sounds" },
        ],
        Tables = [("sounds", Sounds)],
    };

    private static float[] Sound(long number) => [number, number / 2f];

    private static void Write(string folder, Func<long, long> key, ShardSetPlan? plan = null)
    {
        using var writer = new ShardSetWriter(folder, plan ?? Plan());
        foreach (var part in writer.Parts)
            Fill(writer, part, key);
        ToySet.Finish(writer);
    }

    private static bool Fill(ShardSetWriter writer, ShardPart part, Func<long, long> key) => writer.Write(part, shard =>
    {
        for (var row = part.FirstRow; row < part.FirstRow + part.Rows; row++)
        {
            foreach (var name in shard.Names)
                shard.Append(name, name == "sound" ? MemoryMarshal.AsBytes(Sound(row).AsSpan()) : BitConverter.GetBytes(key(row)));
        }
    });
}
