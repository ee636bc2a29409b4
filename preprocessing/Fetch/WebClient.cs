using System.Net.Http.Headers;

namespace I2M2.Preprocessing.Fetch;

/// <summary>
/// The HTTP client of `fetch`. Proxies are those of the environment (http_proxy, https_proxy, no_proxy).
/// </summary>
internal static class WebClient
{
    internal static HttpClient Create(SocketsHttpHandler handler)
    {
        // A transfer has its own limit, on time without a byte.
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        var version = typeof(WebClient).Assembly.GetName().Version!.ToString(3);
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("I2M2.Toolkit", version));
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("(preprocessing fetch)"));
        return client;
    }

    internal static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
    };
}
