using System.Text;
using I2M2.Preprocessing.Fetch;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;
using static I2M2.Tests.Fetch.ToyWeb;

namespace I2M2.Tests.Fetch;

public sealed class FetcherTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly LoopbackServer server = new();

    public FetcherTests() => ToyWeb.Serve(server);

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task What_is_missing_comes_and_what_is_there_is_left()
    {
        var first = await Fetch();
        Assert.Equal(["mnist/digits.gz", "speech/recordings/0_ann_0.wav", "speech/recordings/1_ann_0.wav"], folder.Files());
        Assert.Equal("one", File.ReadAllText(folder.At("speech/recordings/1_ann_0.wav")));
        Assert.Equal([("mnist/digits.gz", 1, Trust.Published), ("speech", 2, Trust.Published)], first.Select(f => (f.Path, f.Files, f.Trust)));
        Assert.Equal(server.At("first/digits.gz").AbsoluteUri, first[0].Url);

        server.Requests.Clear();
        var second = await Fetch();
        Assert.Empty(server.Requests);
        Assert.All(second, f => Assert.Null(f.Url));
        Assert.Equal(first.Select(f => (f.Path, f.Bytes, f.Sha256)), second.Select(f => (f.Path, f.Bytes, f.Sha256)));
    }

    [Fact]
    public async Task A_file_that_the_user_unpacked_is_one_that_is_there()
    {
        Directory.CreateDirectory(folder.At("mnist"));
        File.WriteAllBytes(folder.At("mnist/digits"), Digits);
        Assert.Equal("mnist/digits", (await Fetch(only: "mnist")).Single().Path);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Something_else_in_its_place_is_refused_before_anything_is_asked()
    {
        Directory.CreateDirectory(folder.At("mnist"));
        File.WriteAllBytes(folder.At("mnist/digits.gz"), Archives.Gzip([1, 2, 3]));
        Assert.Contains("mnist/digits.gz: the content's SHA-256 is 039058c6", await Refuse(), StringComparison.Ordinal);
        File.Delete(folder.At("mnist/digits.gz"));

        Directory.CreateDirectory(folder.At("speech/recordings"));
        File.WriteAllText(folder.At("speech/recordings/1_ann_0.wav"), "one");
        Assert.Contains("1 file of 3 bytes", await Refuse(), StringComparison.Ordinal);
        File.Move(folder.At("speech/recordings/1_ann_0.wav"), folder.At("speech/else"));
        Assert.Contains("there, but without recordings/*.wav", await Refuse(), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
        Assert.Equal(["speech/else"], folder.Files());

        File.Delete(folder.At("speech/else"));
        Assert.Equal(2, (await Fetch()).Count);
    }

    [Fact]
    public async Task The_next_address_is_tried_when_one_fails_and_the_failure_is_told()
    {
        server.On("first/digits.gz", _ => new Reply(404, []));
        var fetched = (await Fetch(only: "mnist")).Single();
        Assert.Equal(server.At("second/digits.gz").AbsoluteUri, fetched.Url);
        Assert.Equal($"{server.At("first/digits.gz")}: 404 As told", Assert.Single(fetched.Failures));
    }

    [Fact]
    public async Task The_users_mirrors_come_first()
    {
        server.On("mine/digits.gz", LoopbackServer.File(Archives.Gzip(Digits)));
        server.On("mine/speech-1.0.tar.gz", LoopbackServer.File(Archives.TarGz(Recordings)));
        await Run(new FetchRequest(folder.Path, [], [server.At("mine/")], []));
        Assert.Equal(["/mine/digits.gz", "/mine/speech-1.0.tar.gz"], server.Requests.Select(r => r.Target));
    }

    [Fact]
    public async Task Other_content_is_removed_and_named_and_another_address_may_have_the_right_one()
    {
        var other = Archives.Gzip([.. Digits[..^1], (byte)'!']);
        server.On("first/digits.gz", LoopbackServer.File(other));
        Assert.Single((await Fetch(only: "mnist")).Single().Failures);

        File.Delete(folder.At("mnist/digits.gz"));
        server.On("second/digits.gz", LoopbackServer.File(other));
        var message = await Refuse();
        Assert.Contains($"the content's SHA-256 is {Hash([.. Digits[..^1], (byte)'!'])}, the published file's is {Hash(Digits)}", message, StringComparison.Ordinal);
        Assert.Contains("What came was removed", message, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Theory]
    [InlineData("<!DOCTYPE html><title>Hotel guests, please sign in</title>", "a web page came")]
    [InlineData("error: no such bucket", "not a gzip file")]
    [InlineData("", "not a gzip file")]
    public async Task What_is_no_gzip_file_is_called_what_it_is(string text, string problem)
    {
        server.On("first/digits.gz", _ => new Reply(200, Encoding.ASCII.GetBytes(text)));
        server.On("second/digits.gz", _ => new Reply(404, []));
        Assert.Contains(problem, await Refuse(), StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task Damaged_gzip_data_are_refused()
    {
        var packed = Archives.Gzip(Digits);
        var bomb = Archives.Gzip(new byte[100_000]);
        foreach (var (bytes, problem) in new[] { (packed[..^4], "the end"), (packed[..^9], "the end"), ([.. packed, 0], "the end"), (packed[..20], ""), (bomb, "inflates to more than 1,390 bytes") })
        {
            server.On("first/digits.gz", LoopbackServer.File(bytes));
            server.On("second/digits.gz", _ => new Reply(404, []));
            Assert.Contains(problem, await Refuse(), StringComparison.Ordinal);
            Assert.Empty(folder.Files());
        }
    }

    [Fact]
    public async Task No_address_at_all_keeps_what_has_come_for_the_next_run()
    {
        var file = LoopbackServer.File(Archives.Gzip(Digits));
        server.On("first/digits.gz", _ => new Reply(404, []));
        server.On("second/digits.gz", r => file(r) with { CutAfter = 100 }, _ => new Reply(500, []));
        var failure = await Assert.ThrowsAsync<IOException>(() => Fetch(only: "mnist"));
        Assert.Contains("404", failure.Message, StringComparison.Ordinal);
        Assert.Contains("500", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--mirror", failure.Message, StringComparison.Ordinal);

        server.Requests.Clear();
        server.On("second/digits.gz", file);
        Assert.Equal(100, (await Fetch(only: "mnist")).Single().KeptBytes);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("/second/digits.gz", 100), (request.Target, request.RangeStart));
    }

    [Fact]
    public async Task A_part_outlives_an_attempt_at_an_address_that_does_not_answer()
    {
        var file = LoopbackServer.File(Archives.Gzip(Digits));
        server.On("first/digits.gz", r => file(r) with { CutAfter = 100 }, _ => new Reply(500, []));
        server.On("second/digits.gz", _ => new Reply(404, []));
        await Assert.ThrowsAsync<IOException>(() => Fetch(only: "mnist"));
        server.On("first/digits.gz", file);
        Assert.Equal(100, (await Fetch(only: "mnist")).Single().KeptBytes);
    }

    [Fact]
    public async Task What_is_put_there_meanwhile_is_not_removed()
    {
        Directory.CreateDirectory(folder.At("speech/recordings"));
        server.On("v1.tar.gz", _ =>
        {
            File.WriteAllText(folder.At("speech/recordings/mine.wav"), "mine");
            return new Reply(200, Archives.TarGz(Recordings));
        });
        await Assert.ThrowsAsync<IOException>(() => Fetch("speech"));
        Assert.Equal("mine", File.ReadAllText(folder.At("speech/recordings/mine.wav")));
    }

    [Fact]
    public async Task An_archive_of_other_files_is_refused_or_accepted_by_choice()
    {
        server.On("v1.tar.gz", LoopbackServer.File(Archives.TarGz([.. Recordings, ("top/recordings/2_ann_0.wav", "two")])));
        var message = await Refuse("speech");
        Assert.Contains("3 files of 10 bytes in all", message, StringComparison.Ordinal);
        Assert.Contains("the published ones are 2 files of 7 bytes", message, StringComparison.Ordinal);
        Assert.Contains("--accept-other speech", message, StringComparison.Ordinal);
        Assert.Empty(folder.Files());

        Assert.Equal(Trust.FirstFetch, (await Accept()).Trust);
        Assert.Contains($"{Hash("two"u8.ToArray())}  recordings/2_ann_0.wav\n", File.ReadAllText(folder.At("speech/SHA256SUMS")), StringComparison.Ordinal);
        Assert.Equal(Trust.FirstFetch, (await Fetch(only: "speech")).Single().Trust);

        async Task<Fetched> Accept() => (await Run(new FetchRequest(folder.Path, ["speech"], [], ["speech"]))).Single();
    }

    [Fact]
    public async Task Without_a_published_hash_the_first_fetch_is_recorded_and_held_against()
    {
        var noise = (await Fetch(only: "noise")).Single();
        Assert.Equal((Trust.FirstFetch, 2), (noise.Trust, noise.Files));
        Assert.Equal(["noise/SHA256SUMS", "noise/audio/rain.wav", "noise/meta/list.csv"], folder.Files());
        Assert.Equal($"{Hash("drip"u8.ToArray())}  audio/rain.wav\n{Hash("rain"u8.ToArray())}  meta/list.csv\n", File.ReadAllText(folder.At("noise/SHA256SUMS")));
        Assert.Equal(noise.Sha256, (await Fetch(only: "noise")).Single().Sha256);

        File.WriteAllText(folder.At("noise/audio/rain.wav"), "drop");
        Assert.Contains("audio/rain.wav has SHA-256", await Refuse("noise"), StringComparison.Ordinal);
        File.Delete(folder.At("noise/audio/rain.wav"));
        Assert.Contains("audio/rain.wav is missing", await Refuse("noise"), StringComparison.Ordinal);
        File.WriteAllText(folder.At("noise/SHA256SUMS"), $"{Hash([])}  ../../etc/passwd\n");
        Assert.Contains("line 1 of SHA256SUMS", await Refuse("noise"), StringComparison.Ordinal);
        File.Delete(folder.At("noise/SHA256SUMS"));
        Assert.Equal(Trust.Unchecked, (await Fetch(only: "noise")).Single().Trust);
    }

    [Fact]
    public async Task A_hostile_archive_leaves_nothing_inside_or_outside()
    {
        server.On("v1.tar.gz", LoopbackServer.File(Archives.TarGz([.. Recordings, ("top/../../escaped", "evil")])));
        Assert.Contains("member top/../../escaped", await Refuse("speech"), StringComparison.Ordinal);
        Assert.Empty(folder.Files());
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_run_that_was_killed_while_unpacking_is_done_again_without_fetching()
    {
        Directory.CreateDirectory(folder.At(".speech.tmp/recordings"));
        File.WriteAllText(folder.At(".speech.tmp/recordings/half.wav"), "ha");
        var archive = Archives.TarGz(Recordings);
        using (var part = new PartFile(folder.At("speech-1.0.tar.gz")))
        {
            part.Start(new PartOrigin(server.At("v1.tar.gz").AbsoluteUri, null, null, null));
            part.Append(archive);
            part.Complete();
        }

        Assert.Equal(archive.Length, (await Fetch(only: "speech")).Single().KeptBytes);
        Assert.Empty(server.Requests);
        Assert.Equal(["speech/recordings/0_ann_0.wav", "speech/recordings/1_ann_0.wav"], folder.Files());
    }

    [Fact]
    public async Task A_stopped_fetch_keeps_its_part()
    {
        using var stop = new CancellationTokenSource();
        var file = LoopbackServer.File(Archives.Gzip(Digits));
        server.On("first/digits.gz", r => file(r) with { StallAfter = 64 });
        var fetching = Run(new FetchRequest(folder.Path, ["mnist"], [], []), stop: stop.Token);
        while (!fetching.IsCompleted && !File.Exists(folder.At("mnist/digits.gz.part")))
            await Task.Delay(20);
        stop.CancelAfter(500);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetching);
        Assert.Equal(64, new FileInfo(folder.At("mnist/digits.gz.part")).Length);
    }

    [Fact]
    public async Task A_disk_that_is_too_small_is_noticed_before_the_first_byte()
    {
        var manifest = ToyWeb.Manifest(server.Address) with { Downloads = [ToyWeb.Manifest(server.Address).Downloads[0] with { Bytes = 1L << 60 }] };
        var failure = await Assert.ThrowsAsync<IOException>(() => Run(new FetchRequest(folder.Path, [], [], []), manifest));
        Assert.Contains("1152921504.6 GB are needed", failure.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void The_manifests_downloads_are_whole()
    {
        foreach (var dataset in Datasets.In(typeof(Fetcher).Assembly))
        {
            var manifest = DataManifest.Of(dataset.Name)!;
            foreach (var download in manifest.Downloads)
            {
                Assert.NotEmpty(download.Name);
                Assert.InRange(download.Bytes, 1, long.MaxValue / 2);
                Assert.All(download.Addresses([]), a => Assert.Equal("https", a.Scheme));
                Assert.NotEmpty(download.Urls);
                Assert.Null(MemberName.Problem(download.File));
                Assert.True(download.Content.Length == 0 ? download.Unpack is not null : manifest.RawFiles.Any(f => f.Path == download.Content));
                if (download.Unpack is { } unpack)
                {
                    Assert.Null(MemberName.Problem(unpack.Into));
                    Assert.NotEmpty(unpack.Members);
                    Assert.InRange(unpack.Bytes, 1, long.MaxValue / 2);
                }
            }
        }
    }

    private async Task<string> Refuse(params string[] only)
        => (await Assert.ThrowsAsync<InputRefusedException>(() => Fetch(only))).Message;

    private Task<List<Fetched>> Fetch(params string[] only) => Run(new FetchRequest(folder.Path, only, [], []));

    private async Task<List<Fetched>> Run(FetchRequest request, DataManifest? manifest = null, CancellationToken stop = default)
    {
        using var client = WebClient.Create(WebClient.Handler());
        var all = new List<Fetched>();
        var patience = new Patience(Attempts: 2, FirstPause: TimeSpan.FromMilliseconds(1), Stall: TimeSpan.FromSeconds(20));
        await new Fetcher(manifest ?? ToyWeb.Manifest(server.Address), request, new Transfer(client, patience)).Run(all.Add, stop);
        return all;
    }
}
