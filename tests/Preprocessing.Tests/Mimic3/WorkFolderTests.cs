using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Mimic3;

/// <summary>The folder that --temp names may be anyone's: nothing of it is lost, and a full disk ends the run without harm.</summary>
[Collection(ConsoleTests.Name)]
public sealed class WorkFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = SynthTables.Given();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_with_other_files_is_not_taken_and_keeps_them()
    {
        Directory.CreateDirectory(folder.At("mine"));
        File.WriteAllText(folder.At("mine/thesis.tex"), "mine");
        Refused("mine", "holds other files, thesis.tex among them");
        Refused("raw", "holds other files, ADMISSIONS.csv.gz among them");
        Assert.Equal("mine", File.ReadAllText(folder.At("mine/thesis.tex")));
        Assert.Equal(10, Directory.GetFiles(folder.At("raw")).Length);
    }

    [Theory]
    [InlineData("out")]
    [InlineData("out/")]
    [InlineData("out/shards")]
    [InlineData("out/../out")]
    [InlineData(".")]
    public void The_shards_folder_and_those_above_it_are_not_taken(string temp) => Refused(temp, "the shards are written there");

    [Fact]
    public void A_folder_whose_name_begins_as_that_of_the_output_is_taken_and_removed()
    {
        var (code, _, error) = Run("--temp", folder.At("ou"));
        Assert.Empty(SynthTables.Failures(error));
        Assert.Equal(0, code);
        Assert.False(Directory.Exists(folder.At("ou")));
    }

    [Fact]
    public void Through_a_link_work_files_go_where_it_leads_and_both_stay_empty()
    {
        Directory.CreateDirectory(folder.At("disk"));
        Directory.CreateSymbolicLink(folder.At("link"), folder.At("disk"));
        Assert.Equal(0, Run("--temp", folder.At("link")).Code);
        Assert.NotNull(new DirectoryInfo(folder.At("link")).LinkTarget);
        Assert.Empty(Directory.GetFileSystemEntries(folder.At("disk")));
    }

    [Fact]
    public void What_is_put_beside_the_work_files_while_the_program_runs_stays()
    {
        Directory.CreateDirectory(folder.At("temp/spill"));
        File.WriteAllText(folder.At("temp/spill/mine"), "mine");
        Assert.Equal(0, Run("--temp", folder.At("temp")).Code);
        Assert.Equal([folder.At("temp/spill/mine")], Directory.GetFiles(folder.At("temp"), "*", SearchOption.AllDirectories));
    }

    [SmallDiskFact]
    public void A_disk_too_small_for_work_files_is_said_before_anything_is_read()
    {
        using var disk = new SmallDisk(4 << 20);
        var (code, _, error) = Run("--temp", disk.Folder.At("temp"));
        Assert.Equal(1, code);
        Assert.Matches(@"temp: the work files may take [0-9]+ MB; [0-9]+ MB are free\. Make room, or name a folder on another disk with --temp\.", error);
        Assert.Empty(disk.Folder.Files());
        Assert.False(File.Exists(folder.At("out/manifest.json")));
        Assert.Equal(0, Run().Code);
    }

    [SmallDiskFact]
    public void Work_files_that_fill_their_disk_end_the_run_in_one_line_and_with_room_it_goes_on()
    {
        using var disk = new SmallDisk(8 << 20);

        // A file with a hole counts by its length as work files that are there, and takes no room: the check beforehand is content.
        Directory.CreateDirectory(disk.Folder.At("spill"));
        using (var hole = File.Create(disk.Folder.At("spill/hole")))
            hole.SetLength(400 << 20);
        File.WriteAllBytes(disk.Folder.At("spill/filler"), new byte[(8 << 20) - (200 << 10)]);
        var (code, _, error) = Run("--temp", disk.Folder.Path);
        Assert.Equal(1, code);
        Assert.Contains("No space left on device", Assert.Single(SynthTables.Failures(error)), StringComparison.Ordinal);
        Assert.Contains($"work files: {disk.Folder.Path}", error, StringComparison.Ordinal);
        Assert.Contains("Make room and run again", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.At("out"), "*", SearchOption.AllDirectories));

        File.Delete(disk.Folder.At("spill/filler"));
        Assert.Equal(0, Run("--temp", disk.Folder.Path).Code);
        Assert.Equal(["spill/hole"], disk.Folder.Files());
        var onDisk = SynthTables.Bytes(folder.At("out"));
        Directory.Delete(folder.At("out"), recursive: true);
        Assert.Equal(0, Run().Code);
        SynthTables.Same(SynthTables.Bytes(folder.At("out")), onDisk);
    }

    [SmallDiskFact]
    public void Shards_that_fill_their_disk_end_the_run_without_a_manifest_and_with_room_it_goes_on()
    {
        Assert.Equal(0, Run().Code);
        var whole = SynthTables.Bytes(folder.At("out"));
        var pages = whole.Values.Sum(b => (b.Length + 4095) / 4096);
        var stopped = new HashSet<string>();

        // From a disk that holds the first file only to one that lacks room for the manifest alone.
        for (var most = 2; most < pages; most += Math.Max(1, pages / 8))
        {
            using var disk = new SmallDisk((most + 12) * 4096L);
            File.WriteAllBytes(disk.Folder.At("filler"), new byte[12 * 4096]);
            string[] args = ["mimic3", "--raw", folder.At("raw"), "--out", disk.Folder.At("out"), "--temp", folder.At("temp")];
            var (code, _, error) = PreprocessingProgram.Run(args);
            Assert.Equal(1, code);
            Assert.Matches("No space left on device|the shards take", Assert.Single(SynthTables.Failures(error)));
            Assert.False(File.Exists(disk.Folder.At("out/manifest.json")));
            Assert.All(disk.Folder.Files(), f => Assert.DoesNotContain(".tmp", f, StringComparison.Ordinal));
            stopped.Add(error);
        }

        Assert.True(stopped.Count > 1, "every disk stopped it at the same place");
        using var enough = new SmallDisk((pages + 40) * 4096L);
        File.WriteAllBytes(enough.Folder.At("filler"), new byte[44 * 4096]);
        string[] last = ["mimic3", "--raw", folder.At("raw"), "--out", enough.Folder.At("out"), "--temp", folder.At("temp")];
        Assert.Equal(1, PreprocessingProgram.Run(last).Code);
        File.Delete(enough.Folder.At("filler"));
        Assert.Equal(0, PreprocessingProgram.Run(last).Code);
        SynthTables.Same(whole, SynthTables.Bytes(enough.Folder.At("out")));
    }

    [SmallDiskFact]
    public void A_folder_that_cannot_be_written_is_named_in_one_line()
    {
        using var disk = new SmallDisk(1 << 20);
        disk.ReadOnly(true);
        var (code, _, error) = PreprocessingProgram.Run("mimic3", "--raw", folder.At("raw"), "--out", disk.Folder.At("out"));
        Assert.Equal(2, code);
        Assert.StartsWith($"--out {disk.Folder.At("out")}: nothing can be written there (Read-only file system", Assert.Single(SynthTables.Failures(error)), StringComparison.Ordinal);
    }

    private void Refused(string temp, string reason)
    {
        var (code, _, error) = Run("--temp", folder.At(temp));
        Assert.Equal(2, code);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("out")));
    }

    private (int Code, string Output, string Error) Run(params string[] more) => PreprocessingProgram.Run(SynthTables.Args(folder, more));
}
