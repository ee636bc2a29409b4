using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FsCheck;
using FsCheck.Fluent;
using I2M2.Preprocessing.Fetch;

namespace I2M2.Tests.Fetch;

public sealed class TransferTests : IDisposable
{
    private static readonly Patience Hurried = new(Attempts: 3, FirstPause: TimeSpan.FromMilliseconds(1), Stall: TimeSpan.FromSeconds(30));
    private readonly TemporaryFolder folder = new();
    private readonly LoopbackServer server = new();
    private readonly byte[] content = Bytes(100_000);

    public void Dispose()
    {
        server.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task A_file_comes_whole_with_and_without_its_length()
    {
        await Expect(server.On("length", LoopbackServer.File(content)));
        await Expect(server.On("chunked", _ => new Reply(200, content) { Chunked = true }));
        await Expect(server.On("close", _ => new Reply(200, content) { Length = -1 }));
        await Expect(server.On("empty", LoopbackServer.File([])), []);
    }

    [Fact]
    public async Task The_client_names_itself_and_asks_for_plain_bytes()
    {
        await Expect(server.On("file", LoopbackServer.File(content)));
        var headers = Assert.Single(server.Requests).Headers;
        Assert.StartsWith("I2M2.Toolkit/", headers["user-agent"], StringComparison.Ordinal);
        Assert.Equal("identity", headers["accept-encoding"]);
        Assert.DoesNotContain("range", headers.Keys);
    }

    [Fact]
    public async Task A_content_encoding_is_not_undone()
        => await Expect(server.On("file.gz", _ => new Reply(200, content) { Headers = ["Content-Encoding: gzip", "Content-Type: application/x-gzip"] }));

    [Fact]
    public async Task A_broken_connection_is_taken_up_where_it_broke()
    {
        var file = LoopbackServer.File(content);
        await Expect(server.On("file", r => file(r) with { CutAfter = 30_000 }, r => file(r) with { CutAfter = 50_000 }, file));
        Assert.Equal([null, 30_000, 80_000], server.Requests.Select(r => r.RangeStart));
        Assert.Equal(content.Length, server.BodyBytes);
    }

    [Fact]
    public void However_often_it_breaks_the_bytes_are_the_same()
        => Prop.ForAll(Gen.Choose(1, 400).ListOf().Select(l => l.ToArray()).ToArbitrary(), cuts =>
        {
            var small = content[..1000];
            var file = LoopbackServer.File(small);
            var turns = cuts.Select(cut => (Func<SeenRequest, Reply>)(r => file(r) with { CutAfter = cut })).Append(file).ToArray();
            var path = $"cuts-{string.Join('-', cuts)}";
            Assert.Equal(small, Fetch(server.On(path, turns), Hurried with { Attempts = cuts.Length + 1, FirstPause = TimeSpan.Zero }).GetAwaiter().GetResult());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));

    [Fact]
    public async Task A_later_run_goes_on_with_what_an_earlier_one_left()
    {
        var file = LoopbackServer.File(content);
        var address = server.On("file", r => file(r) with { CutAfter = 60_000 });
        await Assert.ThrowsAsync<AddressException>(() => Fetch(address, Hurried with { Attempts = 1 }));
        server.On("file", file);
        using var part = new PartFile(folder.At("file"));
        Assert.Equal(60_000, part.KeptBytes);
        await Run(address, part, Hurried);
        Assert.Equal(60_000, part.KeptBytes);
        Assert.Equal([null, 60_000], server.Requests.Select(r => r.RangeStart));
    }

    [Fact]
    public async Task A_whole_part_is_not_asked_for_again()
    {
        foreach (var file in new Func<SeenRequest, Reply>[] { LoopbackServer.File(content), _ => new Reply(200, content) { Chunked = true } })
        {
            server.Requests.Clear();
            var address = server.On("file", file);
            await Expect(address);
            await Expect(address);
            Assert.Single(server.Requests);
            File.Delete(folder.At("file.part"));
        }
    }

    [Fact]
    public async Task A_server_without_ranges_starts_over()
    {
        var whole = new Reply(200, content) { Headers = ["ETag: \"v1\""] };
        await Expect(server.On("file", _ => whole with { CutAfter = 30_000 }, _ => whole));
        Assert.Equal([null, 30_000], server.Requests.Select(r => r.RangeStart));
    }

    [Fact]
    public async Task Two_versions_of_a_file_are_never_joined()
    {
        var old = LoopbackServer.File(Bytes(100_000, seed: 2), "ETag: \"v0\"");
        await Expect(server.On("file", r => old(r) with { CutAfter = 30_000 }, LoopbackServer.File(content)));
        Assert.Equal("\"v0\"", server.Requests.Last().Headers["if-range"]);
    }

    [Fact]
    public async Task A_date_serves_where_no_strong_etag_is_given_and_without_both_it_starts_over()
    {
        var dated = LoopbackServer.File(content, "Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT");
        await Expect(server.On("dated", r => dated(r) with { CutAfter = 10 }, dated));
        Assert.Equal([null, 10], server.Requests.Select(r => r.RangeStart));

        server.Requests.Clear();
        var weak = LoopbackServer.File(content, "ETag: W/\"v1\"");
        await Expect(server.On("weak", r => weak(r) with { CutAfter = 10 }, weak));
        Assert.Equal([null, null], server.Requests.Select(r => r.RangeStart));
    }

    [Fact]
    public async Task A_wrong_range_is_thrown_away()
    {
        var file = LoopbackServer.File(content);
        Reply Wrong(SeenRequest r) => new(206, content[5..]) { Headers = ["Content-Range: bytes 5-99999/100000"] };
        await Expect(server.On("from", r => file(r) with { CutAfter = 10 }, Wrong, file));
        await Expect(server.On("unasked", Wrong, file));
        await Expect(server.On("length", r => file(r) with { CutAfter = 10 }, _ => new Reply(206, content[10..]) { Headers = ["Content-Range: bytes 10-99999/200000"] }, file));
        await Expect(server.On("unsatisfiable", r => file(r) with { CutAfter = 10 }, _ => new Reply(416, []), file));
    }

    [Fact]
    public async Task Parts_of_another_address_or_without_an_origin_are_not_used()
    {
        File.WriteAllBytes(folder.At("file.part"), Bytes(500, seed: 3));
        await Expect(server.On("file", LoopbackServer.File(content)));
        Assert.Null(server.Requests.Last().RangeStart);
        foreach (var origin in new[] { "{", "null", "[]", "{\"Url\":5}", "{\"Url\":null,\"Length\":-1}", $"{{\"Url\":\"{server.At("other")}\",\"ETag\":\"\\\"v1\\\"\"}}", new string(' ', 100_000) })
        {
            File.WriteAllBytes(folder.At("file.part"), Bytes(500, seed: 3));
            File.WriteAllText(folder.At("file.part.json"), origin);
            await Expect(server.At("file"));
            Assert.Null(server.Requests.Last().RangeStart);
        }
    }

    [Fact]
    public async Task Server_errors_are_waited_out_and_only_so_often()
    {
        var file = LoopbackServer.File(content);
        await Expect(server.On("soon", _ => new Reply(503, []), _ => new Reply(429, []), file));
        server.Requests.Clear();
        Assert.Contains("503", await Fail(server.On("never", _ => new Reply(503, []))), StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task What_is_not_there_is_asked_for_once()
    {
        Assert.Equal("404 As told", await Fail(server.At("nothing")));
        Assert.Equal("403 As told", await Fail(server.On("forbidden", _ => new Reply(403, []))));
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Silence_ends_an_attempt_and_the_next_goes_on()
    {
        var file = LoopbackServer.File(content);
        var impatient = Hurried with { Stall = TimeSpan.FromSeconds(1) };
        Assert.Equal(content, await Fetch(server.On("file", r => file(r) with { StallAfter = 40_000 }, file), impatient));
        Assert.Equal([null, 40_000], server.Requests.Select(r => r.RangeStart));
        var mute = server.On("mute", _ => new Reply(200, content) { StallAfter = 0 });
        Assert.Equal("no bytes for 1 s", await Fail(mute, impatient with { Attempts = 1 }));
    }

    [Fact]
    public async Task Nobody_there_is_said_so()
    {
        server.Dispose();
        Assert.Contains("refused", await Fail(server.At("file")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_ends_early_is_no_file()
    {
        Assert.Contains("broke", await Fail(server.On("short", _ => new Reply(200, content) { Length = 100_001 })), StringComparison.Ordinal);
        Assert.Contains("broke", await Fail(server.On("chunk", _ => new Reply(200, content) { Chunked = true, CutAfter = 500 })), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirections_are_followed_but_not_for_ever()
    {
        server.On("file", LoopbackServer.File(content));
        server.On("a", _ => Redirect("/b"));
        await Expect(server.On("b", _ => Redirect(server.At("file").AbsoluteUri)));
        await Expect(server.At("a"));
        server.Requests.Clear();
        Assert.Contains("redirected more than 5 times", await Fail(server.On("loop", _ => Redirect("/loop"))), StringComparison.Ordinal);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task A_redirection_to_a_file_or_away_from_https_is_not_followed()
    {
        foreach (var to in new[] { "file:///etc/hostname", "ftp://127.0.0.1/x", "data:text/plain,x" })
            Assert.Contains($"to {to}, which is not followed", await Fail(server.On("elsewhere", _ => Redirect(to))), StringComparison.Ordinal);

        using var key = RSA.Create(2048);
        using var own = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        using var secure = new LoopbackServer(own);
        var plain = server.On("file", LoopbackServer.File(content));
        var down = secure.On("down", _ => Redirect(plain.AbsoluteUri));
        Assert.Contains("SSL", await Fail(down), StringComparison.Ordinal);
        Assert.Empty(secure.Requests);

        await Expect(secure.On("file", LoopbackServer.File(content)), content, own);
        server.Requests.Clear();
        Assert.Contains("from https to http://", await Fail(down, Hurried, own), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_web_page_is_called_one()
        => Assert.Contains("a web page", await Fail(server.On("file", _ => new Reply(200, "<html>"u8.ToArray()) { Headers = ["Content-Type: text/html; charset=utf-8"] })), StringComparison.Ordinal);

    [Fact]
    public async Task More_than_twice_the_published_size_is_not_taken()
    {
        var large = Bytes(200_001);
        Assert.Contains("200,001 bytes, at most 200,000", await Fail(server.On("said", LoopbackServer.File(large))), StringComparison.Ordinal);
        Assert.Contains("at most 200,000", await Fail(server.On("unsaid", _ => new Reply(200, large) { Chunked = true })), StringComparison.Ordinal);
        Assert.Contains("at most", await Fail(server.On("lie", _ => new Reply(200, content) { Length = long.MaxValue })), StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Fact]
    public async Task A_hostile_server_does_not_steer_the_terminal()
    {
        var message = await Fail(server.On("file", _ => Redirect("ftp://x/\u001b[2J")));
        Assert.DoesNotContain(message, char.IsControl);
    }

    [Fact]
    public void Two_programs_do_not_write_one_part()
    {
        using var part = new PartFile(folder.At("file"));
        Assert.Throws<IOException>(() => new PartFile(folder.At("file")));
    }

    private static Reply Redirect(string to) => new(302, []) { Headers = [$"Location: {to}"] };

    private static byte[] Bytes(int count, int seed = 1)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private Task Expect(Uri address) => Expect(address, content);

    private async Task Expect(Uri address, byte[] expected, X509Certificate2? trusted = null) => Assert.Equal(expected, await Fetch(address, Hurried, trusted));

    private async Task<string> Fail(Uri address, Patience? patience = null, X509Certificate2? trusted = null)
        => (await Assert.ThrowsAsync<AddressException>(() => Fetch(address, patience ?? Hurried, trusted))).Message;

    private async Task<byte[]> Fetch(Uri address, Patience patience, X509Certificate2? trusted = null)
    {
        using var part = new PartFile(folder.At("file"));
        await Run(address, part, patience, trusted);
        var bytes = new byte[part.Length];
        part.Content().ReadExactly(bytes);
        return bytes;
    }

    private static async Task Run(Uri address, PartFile part, Patience patience, X509Certificate2? trusted = null)
    {
        var handler = WebClient.Handler();
        if (trusted is not null)
            handler.SslOptions.RemoteCertificateValidationCallback = (_, given, _, _) => given!.Equals(trusted);
        using var client = WebClient.Create(handler);
        await new Transfer(client, patience).Run(address, part, expectedBytes: 100_000, CancellationToken.None);
    }
}
