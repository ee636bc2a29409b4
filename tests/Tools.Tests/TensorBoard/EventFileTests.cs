using I2M2.TensorBoardFiles;

namespace I2M2.Tests.TensorBoard;

public sealed class EventFileTests : IDisposable
{
    private const double Now = 1700000000.5;
    private readonly TemporaryFolder folder = new();

    private string Path => folder.At("events.out.tfevents.train");

    public void Dispose() => folder.Dispose();

    /// <summary>The bytes are those of `protoc --encode` on the same messages, framed by a few lines of Python.</summary>
    [Fact]
    public void The_bytes_are_those_of_another_implementation()
    {
        using (var file = Open())
            file.Add(300, [("train/loss", 0.75), ("valid/accuracy", 0)]);
        Assert.Equal(
            "1800000000000000A37F4B220900002040FC54D9411A0D627261696E2E4576656E743A322B353110"
            + "3800000000000000A3797D570900002040FC54D94110AC022A2A0A110A0A747261696E2F6C6F7373150000403F0A150A0E76616C69642F61636375726163791500000000A942F7C7",
            Convert.ToHexString(File.ReadAllBytes(Path)));
    }

    [Fact]
    public void Every_event_is_in_the_file_as_soon_as_it_is_added()
    {
        using var file = Open();
        Assert.False(file.IsContinued);
        var version = Assert.Single(EventReader.Read(Path));
        Assert.Equal((Now, "brain.Event:2"), (version.WallTime, version.Version));
        for (var step = 1; step <= 200; step++)
        {
            file.Add(step, [("loss", 1.0 / step), ("lr", 0.1)]);
            Assert.Equal(new FileInfo(Path).Length, file.Length);
        }

        file.Flush();
        var events = EventReader.Read(Path).Skip(1).ToList();
        Assert.Equal(Enumerable.Range(1, 200).Select(step => (Now, (long)step)), events.Select(e => (e.WallTime, e.Step)));
        Assert.Equal(Enumerable.Range(1, 200).Select(step => ("loss", (float)(1.0 / step))), events.Select(e => e.Scalars[0]));
        Assert.All(events, e => Assert.Equal([("lr", 0.1f)], e.Scalars.Skip(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(1L << 35)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void A_step_may_be_any_whole_number(long step)
    {
        Add(step, ("loss", 1));
        Assert.Equal(step, EventReader.Read(Path)[1].Step);
    }

    [Theory]
    [InlineData(0.0, 0.0f)]
    [InlineData(double.NaN, float.NaN)]
    [InlineData(double.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(double.NegativeInfinity, float.NegativeInfinity)]
    [InlineData(double.MaxValue, float.PositiveInfinity)]
    [InlineData(double.Epsilon, 0.0f)]
    [InlineData(16777217.0, 16777216.0f)]
    public void A_value_is_the_nearest_float32(double value, float stored)
    {
        Add(1, ("loss", value));
        Assert.Equal(stored, EventReader.Read(Path)[1].Scalars[0].Value);
    }

    [Fact]
    public void Zero_keeps_its_sign()
    {
        Add(1, ("a", 0.0), ("b", -0.0));
        Assert.Equal([false, true], EventReader.Read(Path)[1].Scalars.Select(s => float.IsNegative(s.Value)));
    }

    [Fact]
    public void A_tag_may_be_empty_long_or_of_any_script()
    {
        string[] tags = ["", new string('a', 127), new string('b', 128), new string('c', 100_000), "Verlust/prüfen", "損失", "🩻"];
        Add(1, [.. tags.Select(t => (t, 1.0))]);
        Assert.Equal(tags, EventReader.Read(Path)[1].Scalars.Select(s => s.Tag));
    }

    [Fact]
    public void Half_a_surrogate_pair_in_a_tag_does_not_break_the_file()
    {
        Add(1, ("a\uD83Eb", 1), ("c", 2));
        Assert.Equal([("a\uFFFDb", 1f), ("c", 2f)], EventReader.Read(Path)[1].Scalars);
    }

    [Fact]
    public void An_event_without_scalars_is_only_a_step()
    {
        Add(7);
        Assert.Equal((7, 0), (EventReader.Read(Path)[1].Step, EventReader.Read(Path)[1].Scalars.Count));
    }

    [Fact]
    public void A_resumed_run_ends_with_the_bytes_of_an_unbroken_one()
    {
        Add(1, ("loss", 3));
        var atCheckpoint = new FileInfo(Path).Length;
        using (var file = Open(atCheckpoint))
            file.Add(2, [("loss", 2)]);
        var unbroken = File.ReadAllBytes(Path);

        using (var file = Open(atCheckpoint))
        {
            Assert.True(file.IsContinued);
            Assert.Equal((atCheckpoint, atCheckpoint), (file.Length, new FileInfo(Path).Length));
            file.Add(2, [("loss", 2)]);
        }

        Assert.Equal(unbroken, File.ReadAllBytes(Path));
    }

    [Fact]
    public void Half_a_record_behind_the_checkpoint_is_cut_off()
    {
        Add(1, ("loss", 3));
        var whole = File.ReadAllBytes(Path);
        using (var stream = new FileStream(Path, FileMode.Append))
            stream.Write(whole.AsSpan(0, 17));
        using (var file = Open(whole.Length))
        {
            Assert.True(file.IsContinued);
            file.Add(2, [("loss", 2)]);
        }

        Assert.Equal([0, 1, 2], EventReader.Read(Path).Select(e => e.Step));
    }

    [Fact]
    public void Without_bytes_to_keep_an_earlier_file_is_started_afresh()
    {
        Add(1, ("loss", 3));
        Add(2, ("loss", 2));
        Assert.Equal([0, 2], EventReader.Read(Path).Select(e => e.Step));
    }

    [Fact]
    public void A_missing_file_is_started_afresh()
    {
        using (var file = Open(keepBytes: 1000))
            Assert.False(file.IsContinued);
        Assert.Equal("brain.Event:2", Assert.Single(EventReader.Read(Path)).Version);
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_before_the_checkpoint_is_started_afresh()
    {
        Add(1, ("loss", 3));
        var whole = File.ReadAllBytes(Path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Path, whole[..length]);
            StartsAfresh(keepBytes: whole.Length);
        }
    }

    [Fact]
    public void A_file_with_any_byte_damaged_before_the_checkpoint_is_started_afresh()
    {
        Add(1, ("loss", 3));
        var whole = File.ReadAllBytes(Path);
        for (var at = 0; at < whole.Length; at++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[at] ^= 0x80;
            File.WriteAllBytes(Path, damaged);
            StartsAfresh(keepBytes: whole.Length);
        }
    }

    [Fact]
    public void Bytes_to_keep_that_end_within_a_record_start_the_file_afresh()
    {
        Add(1, ("loss", 3));
        var whole = File.ReadAllBytes(Path);
        var boundary = Array.IndexOf(whole, (byte)':') + 2 + sizeof(uint);
        for (var keep = 1; keep < whole.Length; keep++)
        {
            File.WriteAllBytes(Path, whole);
            if (keep != boundary)
                StartsAfresh(keep);
        }

        using (var file = Open(boundary))
            Assert.True(file.IsContinued);
        Assert.Equal(whole[..boundary], File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_name_that_TensorBoard_would_pass_over_is_refused()
    {
        var refused = Assert.Throws<ArgumentException>(() => EventFile.Open(folder.At("tfevents/scalars.log"), 0, new FixedTime()));
        Assert.Contains("events.out.tfevents.train", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Open(keepBytes: -1));
        Assert.Empty(folder.Files());
    }

    [SmallDiskFact]
    public void An_event_that_a_full_disk_has_no_room_for_is_left_out_whole()
    {
        using var disk = new SmallDisk(1 << 20);
        var path = disk.Folder.At("events.out.tfevents.train");
        using var file = EventFile.Open(path, 0, new FixedTime());
        file.Add(1, [("loss", 3)]);
        FillUp(disk.Folder.At("filler"));

        var before = file.Length;
        var full = Assert.Throws<IOException>(() => file.Add(2, [(new string('a', 10_000), 2)]));
        Assert.StartsWith($"{path}: an event could not be added: No space left on device", full.Message, StringComparison.Ordinal);
        Assert.Equal((before, before), (file.Length, new FileInfo(path).Length));
        Assert.Equal([0, 1], EventReader.Read(path).Select(e => e.Step));

        File.Delete(disk.Folder.At("filler"));
        file.Add(3, [("loss", 1)]);
        Assert.Equal([0, 1, 3], EventReader.Read(path).Select(e => e.Step));
    }

    private EventFile Open(long keepBytes = 0) => EventFile.Open(Path, keepBytes, new FixedTime());

    private void Add(long step, params (string Tag, double Value)[] scalars)
    {
        using var file = Open();
        file.Add(step, scalars);
    }

    private void StartsAfresh(long keepBytes)
    {
        using var file = Open(keepBytes);
        Assert.False(file.IsContinued);
        Assert.Equal("brain.Event:2", Assert.Single(EventReader.Read(Path)).Version);
    }

    private static void FillUp(string path)
    {
        using var filler = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        Assert.Throws<IOException>(() =>
        {
            for (var page = 0; page < 1000; page++)
                filler.Write(new byte[4096]);
        });
    }

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(Now);
    }
}
