using I2M2.Shards;

namespace I2M2.Tests.Shards;

/// <summary>Rows of 40,000 bytes, so that a column has several blocks of 1 MiB and rows straddle them.</summary>
public class ShardDamageTests
{
    private const int RowBytes = 40_000;
    private const int Block = 1 << 20;
    private const int Header = 256;

    [Fact]
    public void A_whole_set_has_none()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path);
        var read = 0L;
        Assert.Empty(ShardSet.FindDamage(folder.Path, bytes => read += bytes));
        Assert.Equal(ShardSet.ReadManifest(folder.Path).Splits.Sum(s => s.Shards.Sum(f => f.Bytes)), read);
    }

    [Fact]
    public void Every_damaged_block_of_every_shard_is_named_with_its_bytes_and_rows()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path);
        var (first, second) = (folder.At("shards/train-00000.safetensors"), folder.At("shards/train-00001.safetensors"));
        ToySet.Flip(first, 9);
        ToySet.Flip(first, Header + 8);
        ToySet.Flip(second, At(block: 0));
        ToySet.Flip(second, At(block: 2));
        ToySet.Flip(second, At(block: 3));
        Assert.Equal(
            [
                new ShardDamage("shards/train-00000.safetensors", "header", DamageKind.Changed, 0, Header - 1, "train"),
                new ShardDamage("shards/train-00000.safetensors", "id", DamageKind.Changed, Header, Header + 799, "train", 0, 99),
                new ShardDamage("shards/train-00001.safetensors", "x", DamageKind.Changed, At(0), At(1) - 1, "train", 100, 126),
                new ShardDamage("shards/train-00001.safetensors", "x", DamageKind.Changed, At(2), Header + 800 + (100 * RowBytes) - 1, "train", 152, 199),
            ],
            ShardSet.FindDamage(folder.Path));
    }

    [Fact]
    public void Missing_cut_and_lengthened_shards_do_not_hide_each_other()
    {
        using var folder = new TemporaryFolder();
        Write(folder.Path);
        File.Delete(folder.At("shards/train-00000.safetensors"));
        var length = new FileInfo(folder.At("shards/train-00001.safetensors")).Length;
        using (var cut = File.OpenWrite(folder.At("shards/train-00001.safetensors")))
            cut.SetLength(length - 5);
        File.AppendAllText(folder.At("shards/train-00002.safetensors"), "more");
        Assert.Equal(
            [
                new ShardDamage("shards/train-00000.safetensors", "file", DamageKind.Missing, 0, length - 1, "train", 0, 99),
                new ShardDamage("shards/train-00001.safetensors", "x", DamageKind.CutOff, At(3), length - 1, "train", 178, 199),
                new ShardDamage("shards/train-00002.safetensors", "file", DamageKind.Surplus, Header + 40_008, Header + 40_011, "train"),
            ],
            ShardSet.FindDamage(folder.Path));
    }

    [Fact]
    public void Any_flipped_bit_of_a_shard_is_found_where_it_is()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.Path);
        var path = folder.At("shards/train-00003.safetensors");
        for (var at = 0; at < new FileInfo(path).Length; at++)
        {
            ToySet.Flip(path, at, bit: at % 8);
            var damage = Assert.Single(ShardSet.FindDamage(folder.Path));
            Assert.Equal("shards/train-00003.safetensors", damage.File);
            Assert.InRange(at, damage.FirstByte, damage.LastByte);
            ToySet.Flip(path, at, bit: at % 8);
        }
    }

    [Fact]
    public void It_reads_as_one_line()
        => Assert.Equal(
            "shards/train-00001.safetensors: column x, bytes 1,184-1,049,759, rows 100-126 of train: changed since it was written",
            new ShardDamage("shards/train-00001.safetensors", "x", DamageKind.Changed, 1184, 1_049_759, "train", 100, 126).ToString());

    [Fact]
    public void Hashes_do_not_depend_on_how_the_bytes_came()
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("rows"));
        Write(folder.At("columns"), byColumn: true);
        Assert.Equal(File.ReadAllBytes(folder.At("rows/manifest.json")), File.ReadAllBytes(folder.At("columns/manifest.json")));
    }

    private static long At(int block) => Header + 800 + ((long)block * Block);

    private static void Write(string folder, bool byColumn = false)
    {
        var plan = ToySet.Plan() with
        {
            Columns = [ToySet.Plan().Columns[0] with { Dtype = Dtype.U8, Shape = [RowBytes] }, ToySet.Plan().Columns[1]],
            Splits = [("train", 201)],
            RowsPerShard = 100,
        };
        using var writer = new ShardSetWriter(folder, plan);
        foreach (var part in writer.Parts)
        {
            writer.Write(part, shard =>
            {
                var rows = Enumerable.Range(0, part.Rows).ToList();
                if (byColumn)
                {
                    shard.Append("id", [.. rows.SelectMany(r => BitConverter.GetBytes((long)r))]);
                    shard.Append("x", [.. rows.SelectMany(Row)]);
                }
                else
                {
                    rows.ForEach(r => shard.Append("x", Row(r)));
                    rows.ForEach(r => shard.Append("id", BitConverter.GetBytes((long)r)));
                }
            });
        }

        ToySet.Finish(writer);
    }

    private static byte[] Row(int row)
    {
        var bytes = new byte[RowBytes];
        new Random(row).NextBytes(bytes);
        return bytes;
    }
}
