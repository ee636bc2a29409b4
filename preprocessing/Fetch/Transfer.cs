using I2M2.Cli;

namespace I2M2.Preprocessing.Fetch;

/// <summary>How patient a transfer is.</summary>
/// <param name="Attempts">How often an address is asked.</param>
/// <param name="FirstPause">Before the second attempt; doubled before each further one.</param>
/// <param name="Stall">The longest time without a byte.</param>
internal sealed record Patience(int Attempts, TimeSpan FirstPause, TimeSpan Stall)
{
    internal static Patience Normal { get; } = new(Attempts: 5, FirstPause: TimeSpan.FromSeconds(1), Stall: TimeSpan.FromSeconds(60));
}

/// <summary>Brings one file from one address into its part file, going on where an earlier attempt or run stopped.</summary>
/// <param name="client">From <see cref="WebClient"/>.</param>
/// <param name="patience">Attempts and waiting times.</param>
internal sealed class Transfer(HttpClient client, Patience patience)
{
    private const int MostRedirections = 5;
    private readonly byte[] buffer = new byte[128 << 10];

    /// <summary>Returns when the part file is whole.</summary>
    /// <param name="address">Where the file lies.</param>
    /// <param name="part">Starts over when the address answers with the file and does not go on with the bytes that are there.</param>
    /// <param name="expectedBytes">Bytes as published; twice as many are taken at most.</param>
    /// <param name="stop">Ends the transfer; what has come is kept.</param>
    /// <exception cref="AddressException">The address does not give the file.</exception>
    internal async Task Run(Uri address, PartFile part, long expectedBytes, CancellationToken stop)
    {
        var request = new TransferRequest(address, part, 2 * expectedBytes);
        for (var attempt = 1; !(request.IsOfThisAddress && part.IsWhole); attempt++)
        {
            try
            {
                await Attempt(request, part, expectedBytes, stop);
                part.Complete();
            }
            catch (AddressException e) when (e.MayPass && attempt < patience.Attempts)
            {
                await Task.Delay(patience.FirstPause * Math.Pow(2, attempt - 1), stop);
            }
        }
    }

    private async Task Attempt(TransferRequest request, PartFile part, long expectedBytes, CancellationToken stop)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(stop);
        watch.CancelAfter(patience.Stall);
        try
        {
            using var response = await Send(request, watch.Token);
            request.Begin(response);
            using var body = await response.Content.ReadAsStreamAsync(watch.Token);
            using var meter = new ByteMeter($"fetch {Path.GetFileName(request.Address.AbsolutePath)}", Math.Max(0, (part.Origin!.Length ?? expectedBytes) - part.Length));
            while (await Read(body, watch) is > 0 and var count)
            {
                request.Take(buffer.AsSpan(0, count));
                meter.Advance(count);
            }

            request.End();
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new AddressException($"no bytes for {patience.Stall.TotalSeconds:0.#} s", mayPass: true, e);
        }
        catch (HttpRequestException e)
        {
            var mayPass = e.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError);
            throw new AddressException(SafeText.ForTerminal(e.Message, 200), mayPass, e);
        }
    }

    /// <summary>Follows redirections itself: the handler would go from http to whatever scheme it is sent to.</summary>
    private async Task<HttpResponseMessage> Send(TransferRequest request, CancellationToken stop)
    {
        var address = request.Address;
        for (var redirections = 0; redirections <= MostRedirections; redirections++)
        {
            using var message = request.Message(address);
            var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, stop);
            if (!TransferRequest.IsRedirection(response))
                return response;
            using (response)
                address = TransferRequest.Redirection(address, response);
        }

        throw new AddressException($"redirected more than {MostRedirections} times", mayPass: false);
    }

    private async Task<int> Read(Stream body, CancellationTokenSource watch)
    {
        watch.CancelAfter(patience.Stall);
        try
        {
            return await body.ReadAsync(buffer, watch.Token);
        }
        catch (IOException e)
        {
            throw new AddressException($"the connection broke: {SafeText.ForTerminal(e.Message, 200)}", mayPass: true, e);
        }
    }
}
