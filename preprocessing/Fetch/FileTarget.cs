using System.Security.Cryptography;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Fetch;

/// <summary>A file that is kept as it comes.</summary>
internal sealed class FileTarget(string raw, Download download, ExpectedFile expected) : RawTarget(raw, download)
{
    internal override string TargetPath => FilePath;

    internal override long ExtraBytes => 0;

    /// <summary>The file as it comes, or its content unpacked by the user.</summary>
    internal override Fetched? Find()
    {
        if (new[] { Download.File, expected.Path }.FirstOrDefault(p => File.Exists(Path.Combine(Raw, p))) is not { } path)
            return null;
        using var file = new FileStream(Path.Combine(Raw, path), FileMode.Open, FileAccess.Read, FileShare.Read);
        return Check(file, path);
    }

    internal override Fetched Take(PartFile part, CancellationToken stop)
    {
        if (FilePath.EndsWith(".gz", StringComparison.Ordinal) && !BoundedGzipStream.IsGzip(part.Content()))
            throw new UnfitContentException("not a gzip file");
        var fetched = Check(part.Content(), Download.File);
        part.Commit();
        return fetched;
    }

    private Fetched Check(FileStream file, string path)
    {
        PublishedContent.Check(file, expected);
        file.Position = 0;
        var hash = Convert.ToHexStringLower(SHA256.HashData(file));
        return new Fetched(Download.Name, path, 1, file.Length, hash, Trust.Published);
    }
}
