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
    /// <summary>What is said of a web page, told by its type or its first character.</summary>
    internal const string WebPage = "a web page came instead of the file; the file has moved, or this network asks for a sign-in in the browser first";

    /// <summary>Whether the part's bytes came from this address; only then can it go on with them.</summary>
    internal bool IsOfThisAddress => Part.Origin?.Url == Address.AbsoluteUri;

    /// <summary>Asks for what is missing, or for everything.</summary>
    /// <param name="address">The file's, or where it was redirected to.</param>
    internal HttpRequestMessage Message(Uri address)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, address);
        // A server that compresses what is compressed already would make every length and hash another.
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("identity"));
        if (IsOfThisAddress && Part.Length > 0 && Validator(Part.Origin!) is { } validator)
        {
            message.Headers.Range = new RangeHeaderValue(Part.Length, null);
            message.Headers.IfRange = validator;
        }

        return message;
    }

    /// <summary>Whether the file is said to lie elsewhere.</summary>
    internal static bool IsRedirection(HttpResponseMessage response)
        => (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;

    /// <summary>Where the file is said to lie.</summary>
    /// <exception cref="AddressException">Neither on https, nor on http coming from there.</exception>
    internal static Uri Redirection(Uri from, HttpResponseMessage response)
    {
        var to = response.Headers.Location!;
        return Uri.TryCreate(from, to, out var next) && (next.Scheme is "https" || (next.Scheme is "http" && from.Scheme is "http"))
            ? next
            : throw new AddressException($"redirected from {from.Scheme} to {SafeText.ForTerminal(to.OriginalString, 200)}, which is not followed", mayPass: false);
    }

    /// <summary>Looks at status and headers and makes the part file ready for the body.</summary>
    /// <exception cref="AddressException">The response brings no file.</exception>
    internal void Begin(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.PartialContent))
            throw Refusal(response);
        if (response.Content.Headers.ContentType?.MediaType is "text/html")
            throw new AddressException(WebPage, mayPass: false);
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
        if (IsOfThisAddress && Part.Length > 0 && range is { Unit: "bytes" } && range.From == Part.Length && (range.Length ?? length) == length)
            return;
        Part.Clear();
        throw new AddressException("the server sent another part of the file than was asked for", mayPass: true);
    }

    private AddressException Refusal(HttpResponseMessage response)
    {
        var code = (int)response.StatusCode;
        if (code != 416)
            return new AddressException($"{code} {SafeText.ForTerminal(response.ReasonPhrase ?? "")}".TrimEnd(), mayPass: code is 408 or 429 or >= 500);
        Part.Clear();
        return new AddressException("the file is shorter than what has come of it before", mayPass: true);
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
