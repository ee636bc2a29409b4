using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Tests.Shards;

public class ShardSetTests
{
    [Fact]
    public void Rows_come_back_over_all_shards()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
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
    public void A_small_set_is_read_ahead_and_stays_as_it_is()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
        using var set = ShardSet.Open(folder.At("set"));
        Assert.True(set.ReadAhead());
        set.Verify();
        set.Dispose();
        Assert.Throws<ObjectDisposedException>(() => set["train"].Shards[0].ReadAhead());
    }

    [Fact]
    public void The_folder_is_its_owners_alone()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.At("set")));
    }

    [Fact]
    public void A_set_without_manifest_is_refused_and_continued_to_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("whole"));
        using (var writer = new ShardSetWriter(folder.At("broken"), ToySet.Plan()))
        {
            ToySet.Fill(writer, writer.Parts[2]);
            Assert.Throws<InvalidOperationException>(() => writer.Finish(new Dictionary<string, ColumnStatistics>()));
        }

        var refused = Assert.Throws<InputRefusedException>(() => ShardSet.Open(folder.At("broken")));
        Assert.Contains("did not finish", refused.Message, StringComparison.Ordinal);
        File.WriteAllText(folder.At("broken/shards/.train-00001.safetensors.tmp"), "left by a killed run");
        Assert.Equal([true, true, false, true, true], ToySet.Write(folder.At("broken")));
        foreach (var file in Directory.GetFiles(folder.At("whole"), "*", SearchOption.AllDirectories))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(file.Replace("/whole/", "/broken/", StringComparison.Ordinal)));
        Assert.Equal(12, folder.Files().Length);
    }

    [Fact]
    public void A_shard_that_names_its_own_inputs_is_kept_while_they_are_the_same_and_made_anew_when_not()
    {
        using var folder = new TemporaryFolder();
        var plan = ToySet.Plan() with { RawFiles = [], ShardsNameOwnInputs = true };
        RawFile before = new("a", 1, new('1', 64)), after = new("a", 1, new('2', 64)), other = new("b", 1, new('3', 64));
        using (var killed = new ShardSetWriter(folder.At("set"), plan))
        {
            Assert.True(Written(killed, killed.Parts[0], before));
            Assert.True(Written(killed, killed.Parts[1], other));
        }

        using (var writer = new ShardSetWriter(folder.At("set"), plan))
        {
            Assert.Equal([true, false, true, true, true], writer.Parts.Select((part, k) => Written(writer, part, k == 0 ? after : other)));
            writer.Finish(new Dictionary<string, ColumnStatistics> { ["x"] = new(20, 1, 2, 3, 4) }, rawFiles: [after, other]);
        }

        using var set = ShardSet.Open(folder.At("set"));
        set.Verify();
        Assert.Equal(["a", "b"], set.Manifest.RawFiles.Select(f => f.Name));
        Assert.True(ShardSetWriter.IsDone(folder.At("set"), plan with { RawFiles = [after, other] }));
        Assert.Equal([0L, 1, 2, 3, 4, 5, 6, 7, 8, 9], set["train"]["id"].ToArray<long>());
    }

    [Fact]
    public void What_keeps_a_shard_from_its_place_is_thrown_by_whoever_comes_next()
    {
        using var folder = new TemporaryFolder();
        using var writer = new ShardSetWriter(folder.At("set"), ToySet.Plan() with { RawFiles = [], ShardsNameOwnInputs = true });
        Directory.CreateDirectory(folder.At($"set/{writer.Parts[0].File}/in the way"));
        var thrown = Record.Exception(() =>
        {
            foreach (var part in writer.Parts)
                Written(writer, part, new("a", 1, new('1', 64)));
            writer.Finish(new Dictionary<string, ColumnStatistics>(), rawFiles: []);
        });
        Assert.True(thrown is IOException or UnauthorizedAccessException, $"{thrown}");
        Assert.False(ShardSet.IsFinished(folder.At("set")));
    }

    private static bool Written(ShardSetWriter writer, ShardPart part, RawFile from) => writer.Write(part, [from], shard => ToySet.Append(shard, part));

    [Fact]
    public void A_set_made_with_other_options_is_replaced_only_when_told_so()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
        Assert.True(ShardSetWriter.IsDone(folder.At("set"), ToySet.Plan()));
        var other = ToySet.Plan() with { Options = new Dictionary<string, string> { ["shift"] = "1" }, RowsPerShard = 20 };
        var refused = Assert.Throws<OtherShardSetException>(() => ToySet.Write(folder.At("set"), other));
        Assert.Equal(["shift 0 there, 1 here"], refused.Differences);
        Assert.Equal(refused.Message, Assert.Throws<OtherShardSetException>(() => ShardSetWriter.IsDone(folder.At("set"), other)).Message);
        Assert.True(ShardSetWriter.IsDone(folder.At("set"), ToySet.Plan()));

        Assert.False(ShardSetWriter.IsDone(folder.At("set"), other, replace: true));
        Assert.Equal([true, true], ToySet.Write(folder.At("set"), other, replace: true));
        Assert.Equal(["set/manifest.json", "set/shards/test-00000.safetensors", "set/shards/train-00000.safetensors"], folder.Files());
    }

    [Fact]
    public void A_missing_or_shortened_shard_is_refused_on_opening_and_a_changed_one_by_verify()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
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

    [Fact]
    public void A_set_made_of_other_raw_files_than_the_published_ones_says_so_and_is_another_set()
    {
        using var folder = new TemporaryFolder();
        var other = ToySet.Plan() with { Source = "toy-mini: made up", Remarks = ["raw is not as published"] };
        ToySet.Write(folder.At("set"), other);

        var manifest = ShardSet.ReadManifest(folder.At("set"));

        Assert.Equal("toy-mini: made up", manifest.Source);
        Assert.Equal(["raw is not as published"], manifest.Remarks!);
        Assert.NotEqual(ToySet.Plan().InputsSha256(), other.InputsSha256());
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
        Assert.Throws<InputRefusedException>(() => new ShardSetWriter(folder.Path, ToySet.Plan()));
        Assert.Equal(["manifest.json"], folder.Files());
    }

    [Fact]
    public void A_foreign_file_of_a_shards_name_is_neither_kept_nor_removed()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("shards"));
        File.WriteAllText(folder.At("shards/train-00001.safetensors"), "somebody's");
        SafetensorsFile.Write(folder.At("shards/model-00001.safetensors"), [("weight", Dtype.U8, [3], new byte[3])]);
        Assert.Contains("train-00001.safetensors", Assert.Throws<InputRefusedException>(() => new ShardSetWriter(folder.Path, ToySet.Plan())).Message, StringComparison.Ordinal);
        Assert.Equal(["shards/model-00001.safetensors", "shards/train-00001.safetensors"], folder.Files());

        File.Delete(folder.At("shards/train-00001.safetensors"));
        ToySet.Write(folder.Path);
        Assert.Contains("shards/model-00001.safetensors", folder.Files());
    }

    [Fact]
    public void A_damaged_set_of_the_same_plan_is_made_anew_without_being_told()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
        ToySet.Flip(folder.At("set/shards/train-00001.safetensors"), 400);
        Assert.False(ShardSetWriter.IsDone(folder.At("set"), ToySet.Plan()));
        Assert.Equal([true, true, true, true, true], ToySet.Write(folder.At("set")));
        Assert.True(ShardSetWriter.IsDone(folder.At("set"), ToySet.Plan()));
    }

    [Fact]
    public void A_set_whose_manifest_was_not_reached_is_continued()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
        var manifest = File.ReadAllBytes(folder.At("set/manifest.json"));
        File.Delete(folder.At("set/manifest.json"));
        Assert.Equal([false, false, false, false, false], ToySet.Write(folder.At("set")));
        Assert.Equal(manifest, File.ReadAllBytes(folder.At("set/manifest.json")));
    }

    [Fact]
    public void The_plan_knows_the_bytes_of_all_shards()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
        var written = Directory.GetFiles(folder.At("set/shards")).Sum(f => new FileInfo(f).Length);
        Assert.Equal(written, ToySet.Plan().ByteLength());
        Assert.Equal(written, (ToySet.Plan() with { RawFiles = [] }).ByteLength());
    }

    [Fact]
    public void Every_difference_of_inputs_and_options_is_named()
    {
        using var folder = new TemporaryFolder();
        ToySet.Write(folder.At("set"));
        var set = ShardSet.ReadManifest(folder.At("set"));
        var raw = new string('1', 64);
        Assert.Empty(ToySet.Plan().DifferencesFrom(set));
        Assert.Equal(["raw file raw has changed"], (ToySet.Plan() with { RawFiles = [new RawFile("raw", 3, raw)] }).DifferencesFrom(set));
        Assert.Equal(["raw file more is new", "raw file raw is gone"], (ToySet.Plan() with { RawFiles = [new RawFile("more", 3, raw)] }).DifferencesFrom(set));
        Assert.Equal(
            ["program version 1 there, 2 here", "grid not set there, 5 here", "splits train 10, test 2 there, train 12 here"],
            (ToySet.Plan() with { ToolVersion = "2", Options = new Dictionary<string, string> { ["shift"] = "0", ["grid"] = "5" }, Splits = [("train", 12)] }).DifferencesFrom(set));
        Assert.Single((ToySet.Plan() with { ClassNames = ["b", "a"] }).DifferencesFrom(set));
    }
}
