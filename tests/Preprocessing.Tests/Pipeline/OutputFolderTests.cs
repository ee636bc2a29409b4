using System.Text.Json;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Tests.Pipeline;

/// <summary>What the program does with the folder it is to write, seen on the smallest data set.</summary>
[Collection(ConsoleTests.Name)]
public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public OutputFolderTests()
    {
        Directory.CreateDirectory(folder.At("raw"));
        File.WriteAllText(folder.At("raw/numbers"), "1 2 3 4 5");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_set_from_other_raw_files_is_replaced_only_when_told_so()
    {
        Assert.Equal((0, ""), Run());
        File.WriteAllText(folder.At("raw/numbers"), "1 2 3");
        var before = File.ReadAllBytes(folder.At("out/manifest.json"));
        var (code, error) = Run();
        Assert.Equal(2, code);
        Assert.Contains("holds another set: splits train 5 there, train 3 here; raw file numbers has changed. Give --replace", error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(folder.At("out/manifest.json")));

        Assert.Equal((0, ""), Run("--replace"));
        using var set = ShardSet.Open(folder.At("out"));
        Assert.Equal(3, set["train"].Rows);
    }

    [Fact]
    public void A_set_of_an_older_version_is_named_as_such_and_replaced_when_told_so()
    {
        Assert.Equal((0, ""), Run());
        var path = folder.At("out/manifest.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"format_version\": 3", "\"format_version\": 2", StringComparison.Ordinal));
        Assert.Contains("format_version is 2, this program reads 3. Preprocess again", PreprocessingProgram.Run("verify", folder.At("out")).Error, StringComparison.Ordinal);
        Assert.Equal(2, Run().Code);
        Assert.Equal((0, ""), Run("--replace"));
    }

    [Fact]
    public void Foreign_files_are_never_touched()
    {
        Directory.CreateDirectory(folder.At("out/shards"));
        foreach (var file in new[] { "thesis.tex", "shards/notes", "shards/model-00001.safetensors", "shards/.hidden" })
            File.WriteAllText(folder.At($"out/{file}"), file);
        Assert.Equal((0, ""), Run());
        Assert.Equal((0, ""), Run("--set", "times=2", "--replace"));
        foreach (var file in new[] { "thesis.tex", "shards/notes", "shards/model-00001.safetensors", "shards/.hidden" })
            Assert.Equal(file, File.ReadAllText(folder.At($"out/{file}")));

        Directory.CreateDirectory(folder.At("web"));
        File.WriteAllText(folder.At("web/manifest.json"), "{\"name\": \"a web page\"}");
        Assert.Equal(3, PreprocessingProgram.RunIn(folder.Path, [new ToyDataset()], "toy", "--raw", folder.At("raw"), "--out", folder.At("web"), "--replace").Code);
        Assert.Equal(["manifest.json"], Directory.GetFileSystemEntries(folder.At("web")).Select(Path.GetFileName));
    }

    [Fact]
    public void A_folder_in_use_is_refused_with_the_name_of_its_user()
    {
        Directory.CreateDirectory(folder.At("out"));
        using (FolderLock.Take(folder.At("out"), ShardSetWriter.LockName))
        {
            var (code, error) = Run();
            Assert.Equal(1, code);
            Assert.Contains($"in use by process {Environment.ProcessId} on {Environment.MachineName}", error, StringComparison.Ordinal);
        }

        Assert.Equal((0, ""), Run());
    }

    [Theory]
    [InlineData("--out", "", "--out: the path is empty")]
    [InlineData("--out", "raw/numbers", "--out raw/numbers: ")]
    [InlineData("--out", "raw/numbers/below", "raw/numbers is a file")]
    [InlineData("--out", "/proc/x", "--out /proc/x: nothing can be written there (the system takes no folder there); name a folder where you may write")]
    [InlineData("--out", "/proc", "--out /proc: nothing can be written there (")]
    [InlineData("--raw", "", "--raw: the path is empty")]
    [InlineData("--raw", "raw/numbers", "a file; a folder is expected")]
    [InlineData("--workers", "0", "--workers 0: ")]
    [InlineData("--workers", "two", "--workers")]
    public void A_wrong_path_or_number_is_named_by_its_option(string option, string value, string message)
    {
        var given = value.StartsWith("raw", StringComparison.Ordinal) ? folder.At(value) : value;
        var (code, _, error) = PreprocessingProgram.RunIn(folder.Path, [new ToyDataset()], "toy", option, given);
        Assert.Equal(2, code);
        Assert.Contains(message, error.Replace(folder.Path + "/", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(["raw/numbers"], folder.Files());
    }

    [Fact]
    public void A_name_that_is_too_long_is_refused_before_anything_is_read()
    {
        var (code, _, error) = PreprocessingProgram.RunIn(folder.Path, [new ToyDataset()], "toy", "--out", folder.At(new string('x', 300)));
        Assert.Equal(2, code);
        Assert.Contains("nothing can be written there", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_raw_files_folder_is_refused_as_output_by_whatever_name()
    {
        Directory.CreateSymbolicLink(folder.At("link"), folder.At("raw"));
        foreach (var output in new[] { "raw", "raw/", "raw/../raw", "link" })
        {
            var (code, _, error) = PreprocessingProgram.RunIn(folder.Path, [new ToyDataset()], "toy", "--raw", folder.At("raw"), "--out", folder.At(output));
            Assert.Equal((2, $"--out {folder.At(output)}: the raw files lie there (--raw); name a folder of its own for the shards\n"), (code, error));
        }

        Directory.CreateDirectory(folder.At("out"));
        Directory.Move(folder.At("raw"), folder.At("out/shards"));
        var below = PreprocessingProgram.RunIn(folder.Path, [new ToyDataset()], "toy", "--raw", folder.At("out/shards"), "--out", folder.At("out"));
        Assert.Equal(2, below.Code);
        Assert.Contains("shards would be written there", below.Error, StringComparison.Ordinal);
        Assert.Equal(["numbers"], Directory.GetFileSystemEntries(folder.At("out/shards")).Select(Path.GetFileName));
    }

    [Fact]
    public void Shards_may_lie_below_the_raw_files() =>
        Assert.Equal(0, PreprocessingProgram.RunIn(folder.Path, [new ToyDataset()], "toy", "--raw", folder.At("raw"), "--out", folder.At("raw/toy-shards")).Code);

    [Fact]
    public void Trying_a_folder_leaves_nothing_behind()
    {
        Directory.CreateDirectory(folder.At("there"));
        Assert.Equal(folder.At("there"), FolderPath.ToWrite("--out", folder.At("there")));
        Assert.Equal(folder.At("not/yet/there"), FolderPath.ToWrite("--out", folder.At("not/yet/there")));
        Assert.False(Directory.Exists(folder.At("not")));
        Assert.Empty(Directory.GetFileSystemEntries(folder.At("there")));
    }

    [SmallDiskFact]
    public void Too_little_room_is_said_before_anything_is_written()
    {
        using var disk = new SmallDisk(4096);
        File.WriteAllText(folder.At("raw/numbers"), string.Join(' ', Enumerable.Range(0, 2000)));
        var (code, _, error) = PreprocessingProgram.RunIn(folder.Path, [new ToyDataset()], "toy", "--raw", folder.At("raw"), "--out", disk.Folder.At("out"));
        Assert.Equal(1, code);
        Assert.Matches(@"out: the shards take [0-9,]+ bytes; 4,096 bytes are free\. Make room", error);
        Assert.Empty(disk.Folder.Files());
    }

    [SmallDiskFact]
    public void A_disk_that_fills_up_ends_the_run_in_one_line_and_with_room_it_goes_on()
    {
        using var disk = new SmallDisk(1 << 20);
        string[] args = ["toy", "--raw", folder.At("raw"), "--out", disk.Folder.At("out")];
        var (code, _, error) = PreprocessingProgram.RunIn(folder.Path, [new FillsTheDisk(disk.Folder.At("filler"))], args);
        Assert.Equal(1, code);
        Assert.Contains("No space left on device", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
        Assert.Contains("Make room and run again", error, StringComparison.Ordinal);
        Assert.Equal(["filler", "out/shards/train-00000.safetensors", "out/shards/train-00001.safetensors"], disk.Folder.Files());

        File.Delete(disk.Folder.At("filler"));
        Assert.Equal(0, PreprocessingProgram.RunIn(folder.Path, [new ToyDataset()], args).Code);
        Assert.Empty(ShardSet.FindDamage(disk.Folder.At("out")));
    }

    [Fact]
    public void For_machines_the_result_is_one_line_of_json()
    {
        var (code, output, _) = PreprocessingProgram.RunIn(folder.Path, [new ToyDataset()], "toy", "--raw", folder.At("raw"), "--out", folder.At("out"), "--json");
        Assert.Equal(0, code);
        var result = JsonDocument.Parse(Assert.Single(output.TrimEnd().Split('\n'))).RootElement;
        Assert.Equal(("toy", 5, false), (result.GetProperty("dataset").GetString(), result.GetProperty("rows").GetInt32(), result.GetProperty("already_done").GetBoolean()));
        Assert.Equal(("train", 3), (result.GetProperty("splits")[0].GetProperty("name").GetString(), result.GetProperty("splits")[0].GetProperty("shards").GetInt32()));
    }

    private (int Code, string Error) Run(params string[] more)
    {
        var (code, _, error) = PreprocessingProgram.RunIn(folder.Path, [new ToyDataset()], ["toy", "--raw", folder.At("raw"), "--out", folder.At("out"), .. more]);
        return (code, error);
    }

    /// <summary>While the second shard is written, which has its page of memory already, something else takes all room that is left.</summary>
    private sealed class FillsTheDisk(string filler) : ToyDataset
    {
        private int shards;

        protected override void Fill(SafetensorsWriter shard, ReadOnlySpan<long> numbers)
        {
            if (++shards == 2)
            {
                try
                {
                    using var stream = File.Create(filler);
                    while (true)
                        stream.Write(new byte[4096]);
                }
                catch (IOException)
                {
                }
            }

            base.Fill(shard, numbers);
        }
    }
}
