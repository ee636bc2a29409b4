using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using I2M2.Preprocessing.Fetch;
using I2M2.Preprocessing.Pipeline;
using I2M2.Tests.Pipeline;

namespace I2M2.Tests.Fetch;

/// <summary>`fetch avmnist` as a user runs it, with a mirror on this machine that has everything.</summary>
[Collection(ConsoleTests.Name)]
public sealed partial class FetchProgramTests : IDisposable
{
    private const string Archive = "free-spoken-digit-dataset-1.0.10.tar.gz";
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder folder = new();
    private readonly LoopbackServer server = new();

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [DataFact("data/mnist", "data/fsdd")]
    public void The_whole_data_set_comes_and_preprocessing_finds_it_complete()
    {
        ServeMnist();
        ServeSpokenDigits();
        var (code, output, _) = Fetch();
        Assert.Equal(0, code);
        Assert.Contains("mnist/train-images-idx3-ubyte.gz  10 MB, from 127.0.0.1, as published", output, StringComparison.Ordinal);
        Assert.Contains("fsdd  3,000 files, 21 MB, from 127.0.0.1, as published", output, StringComparison.Ordinal);
        Assert.Contains($"preprocessing -- avmnist --raw {folder.At("raw/avmnist")}", output, StringComparison.Ordinal);
        Assert.Empty(new I2M2.Preprocessing.AvMnist.AvMnistDataset().Inspect(folder.At("raw/avmnist")).Missing);
        Assert.Equal(3004, folder.Files().Length);

        server.Requests.Clear();
        var again = Fetch("--json").Output;
        Assert.Empty(server.Requests);
        using var json = JsonDocument.Parse(again);
        Assert.Equal("avmnist", json.RootElement.GetProperty("dataset").GetString());
        var downloads = json.RootElement.GetProperty("downloads").EnumerateArray().ToList();
        Assert.Equal(["mnist", "mnist", "mnist", "mnist", "fsdd"], downloads.Select(d => d.GetProperty("name").GetString()));
        Assert.All(downloads, d => Assert.Equal(("present", "published"), (d.GetProperty("state").GetString(), d.GetProperty("check").GetString())));
        Assert.Equal(DataManifest.Of("avmnist")!.RawFiles[^1].Sha256, downloads[^1].GetProperty("sha256").GetString());
    }

    [DataFact("data/mnist")]
    public void A_killed_fetch_goes_on_where_it_was()
    {
        ServeMnist();
        var train = File.ReadAllBytes(TestData.At("data/mnist/train-images-idx3-ubyte.gz"));
        var file = LoopbackServer.File(train);
        server.On("train-images-idx3-ubyte.gz", r => file(r) with { StallAfter = 3_000_000 }, file);
        using (var program = Start("--only", "mnist"))
        {
            WaitFor(() => new FileInfo(folder.At("raw/avmnist/mnist/train-images-idx3-ubyte.gz.part")) is { Exists: true, Length: 3_000_000 });
            program.Kill();
            program.WaitForExit();
        }

        Assert.Equal(["raw/avmnist/mnist/train-images-idx3-ubyte.gz.part", "raw/avmnist/mnist/train-images-idx3-ubyte.gz.part.json"], folder.Files());
        var (code, output, _) = Fetch("--only", "mnist");
        Assert.Equal(0, code);
        Assert.Contains("(3 MB of it by an earlier run)", output, StringComparison.Ordinal);
        Assert.Equal([null, 3_000_000], server.Requests.Where(r => r.Target.Contains("train-images", StringComparison.Ordinal)).Select(r => r.RangeStart));
        Assert.Equal(4, folder.Files().Length);
    }

    [DataFact("data/mnist")]
    public void An_interrupted_fetch_ends_with_130_and_keeps_its_part()
    {
        var file = LoopbackServer.File(File.ReadAllBytes(TestData.At("data/mnist/train-images-idx3-ubyte.gz")));
        server.On("train-images-idx3-ubyte.gz", r => file(r) with { StallAfter = 1_000_000 });
        using var program = Start("--only", "mnist");
        WaitFor(() => new FileInfo(folder.At("raw/avmnist/mnist/train-images-idx3-ubyte.gz.part")) is { Exists: true, Length: 1_000_000 });
        const int interrupt = 2;
        Assert.Equal(0, Kill(program.Id, interrupt));
        Assert.True(program.WaitForExit(LongEnough));
        Assert.Equal(130, program.ExitCode);
        Assert.Equal(1_000_000, new FileInfo(folder.At("raw/avmnist/mnist/train-images-idx3-ubyte.gz.part")).Length);
    }

    [SmallDiskFact]
    public void A_disk_that_fills_up_is_named_and_what_has_come_is_kept()
    {
        server.On("train-images-idx3-ubyte.gz", _ => new Reply(200, new byte[19_000_000]) { Chunked = true });
        Directory.CreateDirectory(folder.At("raw/avmnist"));
        var part = folder.At("raw/avmnist/mnist/train-images-idx3-ubyte.gz.part");
        // A disk of 12 MiB has room for the four published files, not for the larger one that comes.
        using var program = Process.Start(SmallDiskFactAttribute.Shell(
            $"mount -t tmpfs -o size=12m none {folder.At("raw")} && dotnet exec {typeof(Fetcher).Assembly.Location} fetch avmnist --only mnist --raw {folder.At("raw/avmnist")} --mirror {server.Address}; code=$?; stat -c %s {part}; exit $code"))!;
        var (output, error) = (program.StandardOutput.ReadToEnd(), program.StandardError.ReadToEnd());
        Assert.True(program.WaitForExit(LongEnough));
        Assert.Equal(1, program.ExitCode);
        Assert.Contains($"No space left on device : '{part}'. What has come is kept: free some space", error, StringComparison.Ordinal);
        Assert.InRange(long.Parse(output), 11_000_000, 12 << 20);
    }

    [DataFact("data/mnist")]
    public void The_proxy_of_the_environment_is_used()
    {
        ServeMnist();
        var start = Program("--only", "mnist", "--mirror", "http://mirror.invalid/");
        start.Environment["http_proxy"] = server.Address.AbsoluteUri;
        start.Environment["no_proxy"] = "";
        using var program = Process.Start(start)!;
        Assert.True(program.WaitForExit(LongEnough));
        Assert.Equal(0, program.ExitCode);
        Assert.Equal(4, server.Requests.Count);
        Assert.All(server.Requests, r => Assert.StartsWith("http://mirror.invalid/", r.Target, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--only", "nothing")]
    [InlineData("--accept-other", "mnist")]
    [InlineData("--mirror", "file:///etc/")]
    [InlineData("--mirror", "somewhere")]
    [InlineData("--mirror", "https://me:secret@example.org/")]
    [InlineData("--mirror", "https://example.org/?a=b")]
    [InlineData("--typo", "1")]
    public void Wrong_options_end_with_2_and_name_no_secret(string option, string value)
    {
        var (code, _, error) = PreprocessingProgram.RunIn(folder.Path, [new I2M2.Preprocessing.AvMnist.AvMnistDataset()], "fetch", "avmnist", option, value);
        Assert.Equal(2, code);
        Assert.DoesNotContain("secret", error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_data_set_without_downloads_says_so()
    {
        var (code, _, error) = PreprocessingProgram.RunIn(folder.Path, [new ToyDataset()], "fetch", "toy");
        Assert.Equal(2, code);
        Assert.Contains("nothing of it lies on the web", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_data_the_table_names_fetch()
        => Assert.Contains("fetch avmnist", PreprocessingProgram.RunIn(folder.Path, [new I2M2.Preprocessing.AvMnist.AvMnistDataset()]).Output, StringComparison.Ordinal);

    private (int Code, string Output, string Error) Fetch(params string[] more)
        => PreprocessingProgram.RunIn(folder.Path, [new I2M2.Preprocessing.AvMnist.AvMnistDataset()], ["fetch", "avmnist", "--mirror", server.Address.AbsoluteUri, .. more]);

    private Process Start(params string[] more) => Process.Start(Program(["--mirror", server.Address.AbsoluteUri, .. more]))!;

    private ProcessStartInfo Program(params string[] more)
        => new("dotnet", ["exec", typeof(Fetcher).Assembly.Location, "fetch", "avmnist", "--raw", folder.At("raw/avmnist"), .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

    private void ServeMnist()
    {
        foreach (var path in Directory.GetFiles(TestData.At("data/mnist"), "*.gz"))
            server.On(Path.GetFileName(path), LoopbackServer.File(File.ReadAllBytes(path)));
    }

    private void ServeSpokenDigits()
    {
        var recordings = Directory.GetFiles(TestData.At("data/fsdd/recordings"), "*.wav")
            .Select(f => Archives.File($"free-spoken-digit-dataset-1.0.10/recordings/{Path.GetFileName(f)}", File.ReadAllBytes(f)));
        var archive = Archives.TarGz([Archives.Folder("free-spoken-digit-dataset-1.0.10/"), .. recordings]);
        server.On(Archive, _ => new Reply(200, archive) { Chunked = true, Headers = ["ETag: W/\"1\""] });
    }

    private static void WaitFor(Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < LongEnough);
            Thread.Sleep(20);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
