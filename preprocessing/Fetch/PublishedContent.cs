using System.Security.Cryptography;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Fetch;

/// <summary>Holds files against the sizes and hashes that the data manifest gives for them.</summary>
internal static class PublishedContent
{
    /// <summary>Checks the uncompressed content of a file; gzip files of the same content differ.</summary>
    /// <param name="file">Plain or gzip.</param>
    /// <param name="expected">As published.</param>
    /// <exception cref="UnfitContentException">It is other content, or damaged.</exception>
    internal static void Check(FileStream file, ExpectedFile expected)
    {
        if (!BoundedGzipStream.IsGzip(file))
        {
            Compare(file, expected, file.Length);
            return;
        }

        try
        {
            using var inflated = new BoundedGzipStream(file, expected.Bytes);
            Compare(inflated, expected, bytes: null);
            inflated.CheckEnd();
        }
        catch (InvalidDataException e)
        {
            throw new UnfitContentException($"damaged gzip data: {e.Message.TrimEnd('.')}", e);
        }
    }

    /// <summary>Checks a group of files of one pattern.</summary>
    /// <param name="files">In any order.</param>
    /// <param name="expected">As published: number, bytes and combined hash.</param>
    /// <exception cref="UnfitContentException">They are others.</exception>
    internal static void Check(IReadOnlyList<RawFile> files, ExpectedFile expected)
    {
        var bytes = files.Sum(f => f.Bytes);
        var hash = CombinedSha256(files);
        if ((files.Count, bytes, hash) != (expected.Count, expected.Bytes, expected.Sha256))
        {
            throw new UnfitContentException(
                $"{Words(files.Count, bytes, hash)}; the published ones are {Words(expected.Count, expected.Bytes, expected.Sha256)}");
        }
    }

    /// <summary>One hash for many files, whatever their order.</summary>
    internal static string CombinedSha256(IEnumerable<RawFile> files)
        => RawFiles.CombinedSha256(files.OrderBy(f => Path.GetFileName(f.Name), StringComparer.Ordinal));

    private static void Compare(Stream content, ExpectedFile expected, long? bytes)
    {
        if (bytes is { } length && length != expected.Bytes)
            throw new UnfitContentException($"{PreprocessingReport.Count(length)} bytes, the published file has {PreprocessingReport.Count(expected.Bytes)}");
        var hash = Convert.ToHexStringLower(SHA256.HashData(content));
        if (hash != expected.Sha256)
            throw new UnfitContentException($"the content's SHA-256 is {hash}, the published file's is {expected.Sha256}");
    }

    private static string Words(int count, long bytes, string hash)
        => $"{PreprocessingReport.Count(count)} {(count == 1 ? "file" : "files")} of {PreprocessingReport.Count(bytes)} bytes in all with combined SHA-256 {hash}";
}
