namespace I2M2.Preprocessing.Fetch;

/// <summary>How sure it is that files are the published ones.</summary>
internal enum Trust
{
    /// <summary>Their SHA-256 is the one in the data manifest.</summary>
    Published,

    /// <summary>No hash was known; theirs was recorded when they were fetched first, and has not changed since.</summary>
    FirstFetch,

    /// <summary>They were put there by someone, and no hash is known.</summary>
    Unchecked,
}

/// <summary>A download that is in its place.</summary>
/// <param name="Name">What `--only` calls it.</param>
/// <param name="Path">File or folder below the raw folder.</param>
/// <param name="Files">Files.</param>
/// <param name="Bytes">Their bytes, as they lie on the disk.</param>
/// <param name="Sha256">Of the file, or the combined hash of the folder's files.</param>
/// <param name="Trust">What that hash was held against.</param>
internal sealed record Fetched(string Name, string Path, int Files, long Bytes, string Sha256, Trust Trust)
{
    /// <summary>Where it came from; null when it was there before.</summary>
    public string? Url { get; init; }

    /// <summary>Bytes of it that an earlier run had brought.</summary>
    public long KeptBytes { get; init; }

    /// <summary>Addresses that were tried before, and what was wrong with them.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];
}
