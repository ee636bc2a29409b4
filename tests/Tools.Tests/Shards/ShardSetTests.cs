using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Tests.Shards;

public class ShardSetTests
{
    [Fact]
    public void Rows_come_back_over_all_shards()
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("set"));
        using var set = ShardSet.Open(folder.At("set"));
        Assert.Equal(10, set["train"].Rows);
        Assert.Equal(4, set["train"].Shards.Count);
        var column = set["train"]["x"];
        Assert.Equal([0L, 1, 2, 3, 4, 5, 6, 7, 8, 9], set["train"]["id"].ToArray<long>());
        for (var row = 0; row < 10; row++)
            Assert.Equal([row, row + 0.5f], MemoryMarshal.Cast<byte, float>(column.Row(row)).ToArray());
        var gathered = new float[6];
        column.Gather([9, 0, 4], MemoryMarshal.AsBytes(gathered.AsSpan()));
        Assert.Equal([9, 9.5f, 0, 0.5f, 4, 4.5f], gathered);
        Assert.Throws<ArgumentOutOfRangeException>(() => column.Row(10).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => column.Row(-1).Length);
        Assert.Throws<InputRefusedException>(() => set["missing"]);
        Assert.Throws<InputRefusedException>(() => set["train"]["missing"]);
        set.Verify();
    }

    [Fact]
    public void The_folder_is_its_owners_alone()
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("set"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.At("set")));
    }

    [Fact]
    public void A_set_without_manifest_is_refused_and_continued_to_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("whole"));
        using (var writer = new ShardSetWriter(folder.At("broken"), Plan()))
        {
            Fill(writer, writer.Parts[2]);
            Assert.Throws<InvalidOperationException>(() => writer.Finish(new Dictionary<string, ColumnStatistics>()));
        }

        var refused = Assert.Throws<InputRefusedException>(() => ShardSet.Open(folder.At("broken")));
        Assert.Contains("did not finish", refused.Message, StringComparison.Ordinal);
        File.WriteAllText(folder.At("broken/shards/.train-00001.safetensors.tmp"), "left by a killed run");
        Assert.Equal([true, true, false, true, true], Write(folder.At("broken")));
        foreach (var file in Directory.GetFiles(folder.At("whole"), "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace("/whole/", "/broken/", StringComparison.Ordinal)));
        Assert.Equal(12, folder.Files().Length);
    }

    [Fact]
    public void Other_options_replace_the_set()
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("set"));
        Assert.True(ShardSetWriter.IsDone(folder.At("set"), Plan()));
        var other = Plan() with { Options = new Dictionary<string, string> { ["shift"] = "1" }, RowsPerShard = 20 };
        Assert.False(ShardSetWriter.IsDone(folder.At("set"), other));
        Assert.Equal([true, true], Write(folder.At("set"), other));
        Assert.Equal(["set/manifest.json", "set/shards/test-00000.safetensors", "set/shards/train-00000.safetensors"], folder.Files());
    }

    [Fact]
    public void A_missing_or_shortened_shard_is_refused_on_opening_and_a_changed_one_by_verify()
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("set"));
        var shard = folder.At("set/shards/train-00001.safetensors");
        var bytes = File.ReadAllBytes(shard);
        bytes[^1] ^= 1;
        File.WriteAllBytes(shard, bytes);
        using (var set = ShardSet.Open(folder.At("set")))
            Assert.Contains("train-00001", Assert.Throws<InputRefusedException>(() => set.Verify()).Message, StringComparison.Ordinal);
        File.WriteAllBytes(shard, bytes[..^1]);
        Assert.Contains("train-00001", Assert.Throws<InputRefusedException>(() => ShardSet.Open(folder.At("set"))).Message, StringComparison.Ordinal);
        File.Delete(shard);
        Assert.Contains("missing", Assert.Throws<InputRefusedException>(() => ShardSet.Open(folder.At("set"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"format_version\": 1", "\"format_version\": 2")]
    [InlineData("\"dataset\": \"toy\"", "\"data\": \"toy\"")]
    [InlineData("shards/train-00000.safetensors", "shards/../train-00000.safetensors")]
    [InlineData("\"rows\":3", "\"rows\":4")]
    [InlineData("\"name\": \"id\"", "\"name\": \"x\"")]
    [InlineData("\"F32\"", "\"F64\"")]
    [InlineData("\"I64\"", "7")]
    [InlineData("\"toy\"", "null")]
    [InlineData("}", "")]
    public void A_manifest_that_lies_is_refused(string honest, string lie)
    {
        using var folder = new TemporaryFolder();
        Write(folder.At("set"));
        var path = folder.At("set/manifest.json");
        var text = File.ReadAllText(path);
        Assert.Contains(honest, text, StringComparison.Ordinal);
        File.WriteAllText(path, text.Replace(honest, lie, StringComparison.Ordinal));
        Assert.Throws<InputRefusedException>(() => ShardSet.Open(folder.At("set")));
    }

    [Fact]
    public void A_set_made_of_other_raw_files_than_the_published_ones_says_so_and_is_another_set()
    {
        using var folder = new TemporaryFolder();
        var other = Plan() with { Source = "toy-mini: made up", Remarks = ["raw is not as published"] };
        Write(folder.At("set"), other);

        var manifest = ShardSet.ReadManifest(folder.At("set"));

        Assert.Equal("toy-mini: made up", manifest.Source);
        Assert.Equal(["raw is not as published"], manifest.Remarks!);
        Assert.NotEqual(Plan().InputsSha256(), other.InputsSha256());
    }

    [Fact]
    public void A_file_where_a_folder_of_shards_belongs_is_called_a_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("set"), "");
        Assert.Contains("expected a folder of shards, found a file", Assert.Throws<InputRefusedException>(() => ShardSet.Open(folder.At("set"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_programs_manifest_is_not_overwritten()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("manifest.json"), "{\"name\": \"a web page\"}");
        Assert.Throws<InputRefusedException>(() => new ShardSetWriter(folder.Path, Plan()));
        Assert.Equal(["manifest.json"], folder.Files());
    }

    [Fact]
    public void Two_writers_cannot_share_a_folder()
    {
        using var folder = new TemporaryFolder();
        using var first = new ShardSetWriter(folder.At("set"), Plan());
        Assert.Throws<IOException>(() => new ShardSetWriter(folder.At("set"), Plan()));
    }

    private static ShardSetPlan Plan() => new()
    {
        Dataset = "toy",
        ToolVersion = "1",
        Options = new Dictionary<string, string> { ["shift"] = "0" },
        Columns =
        [
            new ColumnSchema { Name = "x", Role = ColumnRole.Input, Modality = "x", Dtype = Dtype.F32, Shape = [2], Unit = "1", Description = "Row and row + 0.5." },
            new ColumnSchema { Name = "id", Role = ColumnRole.Id, Dtype = Dtype.I64, Shape = [], Unit = "index", Description = "Row." },
        ],
        ClassNames = ["a", "b"],
        RawFiles = [new RawFile("raw", 3, new string('0', 64))],
        Splits = [("train", 10), ("test", 2)],
        RowsPerShard = 3,
    };

    private static bool[] Write(string folder, ShardSetPlan? plan = null)
    {
        using var writer = new ShardSetWriter(folder, plan ?? Plan());
        var written = writer.Parts.Select(p => Fill(writer, p)).ToArray();
        writer.Finish(new Dictionary<string, ColumnStatistics> { ["x"] = new(20, 1, 2, 3, 4) });
        return written;
    }

    private static bool Fill(ShardSetWriter writer, ShardPart part) => writer.Write(part, shard =>
    {
        for (var row = part.FirstRow; row < part.FirstRow + part.Rows; row++)
        {
            shard.Append("x", MemoryMarshal.AsBytes([row, row + 0.5f]));
            shard.Append("id", BitConverter.GetBytes(row));
        }
    });
}
