using System.Net;
using System.Net.Http.Headers;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Fetch;

/// <summary>
/// The HTTP side of a transfer (RFC 9110): a range is asked for only together with If-Range, so that bytes of two versions of a file are never
/// joined.
/// </summary>
/// <param name="Address">Where the file lies.</param>
/// <param name="Part">What has come of it.</param>
/// <param name="MostBytes">The largest file that is taken.</param>
internal sealed record TransferRequest(Uri Address, PartFile Part, long MostBytes)
{
    /// <summary>Asks for what is missing, or for everything.</summary>
    internal HttpRequestMessage Message()
    {
        var message = new HttpRequestMessage(HttpMethod.Get, Address);
        // A server that compresses what is compressed already would make every length and hash another.
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (Part.Length > 0 && Validator(Part.Origin!) is { } validator)
        {
            message.Headers.Range = new RangeHeaderValue(Part.Length, null);
            message.Headers.IfRange = validator;
        }

        return message;
    }

    /// <summary>Looks at status and headers and makes the part file ready for the body.</summary>
    /// <exception cref="AddressException">The response brings no file.</exception>
    internal void Begin(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
            throw Refusal(response);
        if (response.Content.Headers.ContentType?.MediaType is "text/html")
            throw new AddressException("a web page came instead of the file; the file has moved, or this network asks for a sign-in in the browser first", mayPass: false);
        if (response.StatusCode == HttpStatusCode.PartialContent)
            CheckContinues(response.Content.Headers.ContentRange);
        else
            StartOver(response);
    }

    /// <summary>Keeps bytes of the body.</summary>
    internal void Take(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MostBytes - Part.Length)
        {
            Part.Clear();
            throw TooLarge("more");
        }

        Part.Append(bytes);
    }

    /// <summary>Checks that the body was whole.</summary>
    internal void End()
    {
        if (Part.Origin!.Length is { } length && Part.Length != length)
            throw new AddressException($"ended after {PreprocessingReport.Count(Part.Length)} of {PreprocessingReport.Count(length)} bytes", mayPass: true);
    }

    private void StartOver(HttpResponseMessage response)
    {
        var etag = response.Headers.ETag is { IsWeak: false } strong ? strong.ToString() : null;
        var origin = new PartOrigin(Address.AbsoluteUri, etag, response.Content.Headers.LastModified, response.Content.Headers.ContentLength);
        if (origin.Length > MostBytes)
            throw TooLarge($"{PreprocessingReport.Count(origin.Length.Value)} bytes");
        Part.Start(origin);
    }

    private void CheckContinues(ContentRangeHeaderValue? range)
    {
        var length = Part.Origin?.Length ?? range?.Length;
        if (Part.Length > 0 && range is { Unit: "bytes" } && range.From == Part.Length && (range.Length ?? length) == length)
            return;
        Part.Clear();
        throw new AddressException("the server sent another part of the file than was asked for", mayPass: true);
    }

    private AddressException Refusal(HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        switch (code)
        {
            // The client follows redirections itself; it gives back those that it will not follow.
            case >= 300 and < 400:
                var to = SafeText.ForTerminal(response.Headers.Location?.OriginalString ?? "nowhere", 200);
                return new AddressException($"redirected too often, or from https to something else: {to}", mayPass: false);
            case 416:
                Part.Clear();
                return new AddressException("the file is shorter than what has come of it before", mayPass: true);
            default:
                return new AddressException($"{code} {SafeText.ForTerminal(response.ReasonPhrase ?? "")}".TrimEnd(), mayPass: code is 408 or 429 or >= 500);
        }
    }

    private AddressException TooLarge(string found)
        => new($"the file has {found}, at most {PreprocessingReport.Count(MostBytes)} bytes are taken", mayPass: false);

    private static RangeConditionHeaderValue? Validator(PartOrigin origin)
    {
        if (EntityTagHeaderValue.TryParse(origin.ETag, out var tag) && !tag.IsWeak)
            return new RangeConditionHeaderValue(tag);
        return origin.LastModified is { } date ? new RangeConditionHeaderValue(date) : null;
    }
}
