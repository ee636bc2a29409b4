using I2M2.Shards;

namespace I2M2.Tests.Shards;

public class DiskSpaceTests
{
    private const int RowBytes = 1 << 16;

    [Fact]
    public void More_than_any_disk_has_is_refused_with_both_numbers()
    {
        using var folder = new TemporaryFolder();
        var refused = Assert.Throws<IOException>(() => DiskSpace.Require(folder.At("not/there/yet"), Plan(rows: 1L << 45, rowsPerShard: 1 << 30)));
        Assert.Contains("the shards take 2,305,8", refused.Message, StringComparison.Ordinal);
        Assert.Matches(@"; [0-9,]+ bytes are free\.", refused.Message);
        Assert.Empty(folder.Files());
        DiskSpace.Require(folder.At("not/there/yet"), Plan(rows: 1));
    }

    [SmallDiskFact]
    public void Shards_that_lie_there_already_need_no_room()
    {
        using var disk = new SmallDisk(4 << 20);
        DiskSpace.Require(disk.Folder.At("set"), Plan(rows: 40));
        Assert.Throws<IOException>(() => DiskSpace.Require(disk.Folder.At("set"), Plan(rows: 80)));
        using (var writer = new ShardSetWriter(disk.Folder.At("set"), Plan(rows: 40)))
            writer.Write(writer.Parts[0], Fill(writer.Parts[0]));
        DiskSpace.Require(disk.Folder.At("set"), Plan(rows: 60));
        Assert.Throws<IOException>(() => DiskSpace.Require(disk.Folder.At("set"), Plan(rows: 80)));
    }

    [SmallDiskFact]
    public void A_disk_that_fills_up_leaves_finished_shards_alone_and_with_room_it_goes_on()
    {
        using var disk = new SmallDisk(4 << 20);
        var plan = Plan(rows: 40);
        File.WriteAllBytes(disk.Folder.At("filler"), new byte[2 << 20]);
        using (var writer = new ShardSetWriter(disk.Folder.At("set"), plan))
        {
            var full = Assert.Throws<IOException>(() => Write(writer));
            Assert.Contains("No space left on device", full.Message, StringComparison.Ordinal);
        }

        Assert.Equal(["filler", "set/shards/train-00000.safetensors", "set/shards/train-00001.safetensors", "set/shards/train-00002.safetensors"], disk.Folder.Files());
        File.Delete(disk.Folder.At("filler"));
        using (var writer = new ShardSetWriter(disk.Folder.At("set"), plan))
        {
            Assert.Equal([false, false, false, true], Write(writer));
            ToySet.Finish(writer);
        }

        Assert.Empty(ShardSet.FindDamage(disk.Folder.At("set")));
    }

    [SmallDiskFact]
    public void A_read_only_disk_is_an_error_of_the_system_and_loses_nothing()
    {
        using var disk = new SmallDisk(4 << 20);
        ToySet.Write(disk.Folder.At("set"));
        disk.ReadOnly(true);
        Assert.True(ShardSetWriter.IsDone(disk.Folder.At("set"), ToySet.Plan()));
        Assert.Throws<IOException>(() => new ShardSetWriter(disk.Folder.At("set"), ToySet.Plan() with { ToolVersion = "2" }, replace: true));
        Assert.Throws<IOException>(() => new ShardSetWriter(disk.Folder.At("other"), ToySet.Plan()));
        Assert.Empty(ShardSet.FindDamage(disk.Folder.At("set")));
        disk.ReadOnly(false);
    }

    private static ShardSetPlan Plan(long rows, int rowsPerShard = 10) => ToySet.Plan() with
    {
        Columns = [ToySet.Plan().Columns[0] with { Dtype = Dtype.U8, Shape = [RowBytes] }],
        Splits = [("train", rows)],
        RowsPerShard = rowsPerShard,
    };

    private static bool[] Write(ShardSetWriter writer) => [.. writer.Parts.Select(p => writer.Write(p, Fill(p)))];

    private static Action<SafetensorsWriter> Fill(ShardPart part) => shard =>
    {
        for (var row = 0; row < part.Rows; row++)
            shard.Append("x", new byte[RowBytes]);
    };
}
