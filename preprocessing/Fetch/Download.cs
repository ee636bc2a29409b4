namespace I2M2.Preprocessing.Fetch;

/// <summary>A file of a data set that lies on the web for everyone: an entry of `downloads` in its data manifest.</summary>
public sealed record Download
{
    /// <summary>What `--only` calls it; several files may have one name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it is kept below the raw folder; an archive lies there only until it is unpacked.</summary>
    public string File { get; init; } = "";

    /// <summary>Bytes as published. Mirrors may have packed the same content otherwise; at most twice as many are taken.</summary>
    public long Bytes { get; init; }

    /// <summary>Path of the entry of raw_files that the content is held against. Empty: no hash is known, the first fetch is trusted and recorded.</summary>
    public string Content { get; init; } = "";

    /// <summary>Addresses in the order they are tried; one that ends in '/' is continued by the file's name.</summary>
    public string[] Urls { get; init; } = [];

    /// <summary>Fetched only when asked for by name.</summary>
    public bool Optional { get; init; }

    /// <summary>For an archive (.tar.gz or .zip), what is taken from it.</summary>
    public Unpacking? Unpack { get; init; }

    /// <summary>All addresses, the user's mirrors first.</summary>
    internal IEnumerable<Uri> Addresses(IEnumerable<Uri> mirrors)
    {
        var name = Path.GetFileName(File);
        return mirrors.Concat(Urls.Select(u => new Uri(u))).Select(u => u.AbsolutePath.EndsWith('/') ? new Uri(u, name) : u).Distinct();
    }
}

/// <summary>What is taken from an archive: members of its single top folder, whatever that is called.</summary>
public sealed record Unpacking
{
    /// <summary>Folder below the raw folder; it must not be there before, and appears with everything in it.</summary>
    public string Into { get; init; } = "";

    /// <summary>Paths below the top folder, with * in the file's name: "recordings/*.wav". Each must match something; the rest is left.</summary>
    public string[] Members { get; init; } = [];

    /// <summary>Bytes of the members in all. An archive that inflates to more than twice as many is refused.</summary>
    public long Bytes { get; init; }

    /// <summary>The most that may come out of the archive.</summary>
    internal long MostBytes => 2 * Bytes;

    /// <summary>Whether a path below the top folder is wanted.</summary>
    internal bool Wants(string path) => Members.Any(pattern => Matches(pattern, path));

    /// <summary>Compares folder for folder; * stands for any part of the last name.</summary>
    internal static bool Matches(string pattern, string path)
    {
        var (patternFolder, patternName) = Split(pattern);
        var (folder, name) = Split(path);
        return folder == patternFolder && System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(patternName, name, ignoreCase: false);
    }

    private static (string Folder, string Name) Split(string path)
    {
        var at = path.LastIndexOf('/');
        return at < 0 ? ("", path) : (path[..at], path[(at + 1)..]);
    }
}
