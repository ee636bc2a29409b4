using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace I2M2.Tests.Fetch;

/// <summary>What a client asked for; header names in lower case.</summary>
internal sealed record SeenRequest(string Target, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>First byte of the range asked for; null without one.</summary>
    internal int? RangeStart => Headers.TryGetValue("range", out var range) ? int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture) : null;
}

/// <summary>A response, and the ways in which a real one goes wrong.</summary>
internal sealed record Reply(int Status, byte[] Body)
{
    /// <summary>Header lines besides Content-Length.</summary>
    internal string[] Headers { get; init; } = [];

    /// <summary>What Content-Length says; null for the truth, -1 for no such line.</summary>
    internal long? Length { get; init; }

    /// <summary>Sends the body in chunks, as GitHub's archives come.</summary>
    internal bool Chunked { get; init; }

    /// <summary>Breaks the connection after so many bytes of the body.</summary>
    internal int? CutAfter { get; init; }

    /// <summary>Falls silent after so many bytes of the body, until the server is closed.</summary>
    internal int? StallAfter { get; init; }
}

/// <summary>A web server on this machine that does as it is told. One request a connection.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource closed = new();
    private readonly ConcurrentDictionary<string, Func<SeenRequest, Reply>> replies = new();
    private readonly X509Certificate2? certificate;

    internal LoopbackServer(X509Certificate2? certificate = null)
    {
        this.certificate = certificate;
        listener.Start();
        _ = Accept();
    }

    internal Uri Address => new($"{(certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    /// <summary>All requests so far.</summary>
    internal ConcurrentQueue<SeenRequest> Requests { get; } = new();

    /// <summary>Bytes of bodies that were sent.</summary>
    internal long BodyBytes;

    internal Uri At(string path) => new(Address, path);

    /// <summary>Sets what a path answers.</summary>
    internal Uri On(string path, Func<SeenRequest, Reply> reply)
    {
        replies[At(path).AbsolutePath] = reply;
        return At(path);
    }

    /// <summary>Sets one answer after the other; the last is repeated.</summary>
    internal Uri On(string path, params Func<SeenRequest, Reply>[] inTurn)
    {
        var count = -1;
        return On(path, request => inTurn[Math.Min(Interlocked.Increment(ref count), inTurn.Length - 1)](request));
    }

    /// <summary>A file, served as a good server does: with ranges, and If-Range by ETag or date.</summary>
    internal static Func<SeenRequest, Reply> File(byte[] content, string validator = "ETag: \"v1\"") => request =>
    {
        var current = validator[(validator.IndexOf(':', StringComparison.Ordinal) + 2)..];
        if (request.RangeStart is not { } start || request.Headers.GetValueOrDefault("if-range") != current)
            return new Reply(200, content) { Headers = [validator] };
        return start < content.Length
            ? new Reply(206, content[start..]) { Headers = [validator, $"Content-Range: bytes {start}-{content.Length - 1}/{content.Length}"] }
            : new Reply(416, []) { Headers = [$"Content-Range: bytes */{content.Length}"] };
    };

    public void Dispose()
    {
        closed.Cancel();
        listener.Stop();
    }

    private async Task Accept()
    {
        while (!closed.IsCancellationRequested)
        {
            var client = await listener.AcceptTcpClientAsync(closed.Token);
            _ = Task.Run(() => Answer(client));
        }
    }

    private async Task Answer(TcpClient client)
    {
        using var owned = client;
        try
        {
            Stream stream = client.GetStream();
            if (certificate is not null)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsServerAsync(certificate);
                stream = secure;
            }

            var request = await Read(stream);
            Requests.Enqueue(request);
            // A client that uses this server as its proxy sends the whole address.
            var path = Uri.TryCreate(request.Target, UriKind.Absolute, out var whole) && whole.Scheme == "http" ? whole.AbsolutePath : request.Target;
            await Send(client, stream, replies.TryGetValue(path, out var reply) ? reply(request) : new Reply(404, []));
            await stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException)
        {
            // The client has gone.
        }
    }

    private static async Task<SeenRequest> Read(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var target = (await reader.ReadLineAsync())!.Split(' ')[1];
        var headers = new Dictionary<string, string>();
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            headers[line[..line.IndexOf(':', StringComparison.Ordinal)].ToLowerInvariant()] = line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..];
        return new SeenRequest(target, headers);
    }

    private async Task Send(TcpClient client, Stream stream, Reply reply)
    {
        var head = new StringBuilder($"HTTP/1.1 {reply.Status} As told\r\nConnection: close\r\n");
        foreach (var line in reply.Headers)
            head.Append(line).Append("\r\n");
        if (reply.Chunked)
            head.Append("Transfer-Encoding: chunked\r\n");
        else if (reply.Length != -1)
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {reply.Length ?? reply.Body.Length}\r\n");
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()));

        var count = Math.Min(reply.Body.Length, Math.Min(reply.CutAfter ?? int.MaxValue, reply.StallAfter ?? int.MaxValue));
        if (reply.Chunked && count > 0)
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"{count:x}\r\n"));
        await stream.WriteAsync(reply.Body.AsMemory(0, count));
        Interlocked.Add(ref BodyBytes, count);
        if (reply.StallAfter is not null)
            await Task.Delay(Timeout.Infinite, closed.Token);
        if (reply.CutAfter is null && reply.Chunked)
            await stream.WriteAsync(Encoding.ASCII.GetBytes(count > 0 ? "\r\n0\r\n\r\n" : "0\r\n\r\n"));
        await stream.FlushAsync();
        if (reply.CutAfter is not null)
            client.Client.Shutdown(SocketShutdown.Both);
    }
}
