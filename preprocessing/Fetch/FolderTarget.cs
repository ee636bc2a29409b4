using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Fetch;

/// <summary>
/// A folder of an archive's members. They are unpacked beside it, checked, and appear under its name all at once. Where no hash is known, theirs
/// are written to SHA256SUMS in the folder, in the format of sha256sum, and later runs check them against that.
/// </summary>
internal sealed class FolderTarget(string raw, Download download, Unpacking unpack, ExpectedFile? expected) : RawTarget(raw, download)
{
    private readonly string folder = Path.Combine(raw, unpack.Into);

    internal override string TargetPath => folder;

    internal override long ExtraBytes => unpack.Bytes;

    internal override Fetched? Find()
    {
        if (!Directory.Exists(folder) || !Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any())
            return null;
        if (Sha256Sums.Check(folder) is { } recorded)
            return Describe(recorded, Trust.FirstFetch);

        var paths = unpack.Members.SelectMany(Matching).ToList();
        if (paths.Count == 0)
            throw new UnfitContentException($"there, but without {string.Join(", ", unpack.Members)}");
        var files = RawFiles.Hash(folder, paths, Environment.ProcessorCount);
        if (expected is not null)
            PublishedContent.Check(files, expected);
        return Describe(files, expected is null ? Trust.Unchecked : Trust.Published);
    }

    internal override Fetched Take(PartFile part, CancellationToken stop)
    {
        // A dot in front: a run that was killed here leaves nothing that looks like data.
        var temporary = Path.Combine(Raw, $".{unpack.Into}.tmp");
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        DurableFolder.Create(temporary);
        try
        {
            using var meter = new ByteMeter($"unpack {Path.GetFileName(Download.File)}", unpack.Bytes);
            var files = new Unpacker(unpack, temporary).Unpack(part.Content(), meter, stop);
            if (expected is not null)
                PublishedContent.Check(files, expected);
            else
                Sha256Sums.Write(temporary, files);
            FileSystem.Sync(part.Content());
            Place(temporary);
            part.Clear();
            return Describe(files, expected is null ? Trust.FirstFetch : Trust.Published);
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
    }

    private void Place(string temporary)
    {
        // Find has seen nothing but empty folders there; they go one by one, which fails if something has been put into them since.
        if (Directory.Exists(folder))
        {
            foreach (var inner in Directory.GetDirectories(folder, "*", SearchOption.AllDirectories).OrderByDescending(d => d.Length))
                Directory.Delete(inner);
            Directory.Delete(folder);
        }

        Directory.Move(temporary, folder);
        DurableFolder.Sync(Raw);
    }

    private IEnumerable<string> Matching(string pattern)
    {
        var inner = Path.Combine(folder, Path.GetDirectoryName(pattern)!);
        return Directory.Exists(inner) ? Directory.EnumerateFiles(inner).Where(f => unpack.Wants(Path.GetRelativePath(folder, f))) : [];
    }

    private Fetched Describe(IReadOnlyList<RawFile> files, Trust trust)
        => new(Download.Name, unpack.Into, files.Count, files.Sum(f => f.Bytes), PublishedContent.CombinedSha256(files), trust);
}
