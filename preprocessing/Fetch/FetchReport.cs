using System.Text.Encodings.Web;
using System.Text.Json;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Fetch;

/// <summary>What `fetch` prints.</summary>
internal static class FetchReport
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One line for a download that is in its place, and one for each address that failed before.</summary>
    internal static IEnumerable<string> Lines(Fetched fetched)
    {
        var files = fetched.Files == 1 ? "" : $"{PreprocessingReport.Count(fetched.Files)} files, ";
        var kept = fetched.KeptBytes > 0 ? $" ({PreprocessingReport.Size(fetched.KeptBytes)} of it by an earlier run)" : "";
        var how = fetched.Url is { } url ? $"from {new Uri(url).Host}{kept}" : "was there";
        yield return $"{fetched.Path}  {files}{PreprocessingReport.Size(fetched.Bytes)}, {how}, {Words(fetched)}";
        foreach (var failure in fetched.Failures)
            yield return $"note    {failure}";
    }

    /// <summary>Everything, for machines.</summary>
    internal static string JsonText(string dataset, string raw, IReadOnlyList<Fetched> all) => JsonSerializer.Serialize(
        new
        {
            dataset,
            raw,
            downloads = all.Select(f => new
            {
                f.Name,
                f.Path,
                state = f.Url is null ? "present" : "fetched",
                check = JsonNamingPolicy.SnakeCaseLower.ConvertName($"{f.Trust}"),
                f.Files,
                f.Bytes,
                f.Sha256,
                f.Url,
                f.KeptBytes,
                f.Failures,
            }),
        },
        Json);

    private static string Words(Fetched fetched) => fetched.Trust switch
    {
        Trust.Published => "as published",
        Trust.FirstFetch when fetched.Url is null => "unchanged since it was fetched",
        Trust.FirstFetch => $"not checked: no published hash is known, or another was accepted; recorded in {fetched.Path}/SHA256SUMS",
        _ => "not checked: no published hash is known",
    };
}
