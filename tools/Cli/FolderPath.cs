using I2M2.Shards;

namespace I2M2.Cli;

/// <summary>Folders given on the command line: what cannot be one is said by the option's name before anything is done.</summary>
public static class FolderPath
{
    private const int NoSpaceLeft = 28;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>A folder to read; whether it exists is for the reader to say.</summary>
    /// <param name="option">How the user gave it, e.g. "--raw".</param>
    /// <param name="path">The path as given.</param>
    /// <exception cref="UsageException">Empty, a file, or not to be looked at by this user.</exception>
    public static string ToRead(string option, string? path)
    {
        RefuseEmpty(option, path);
        if (File.Exists(path))
            throw new UsageException($"{option} {SafeText.ForTerminal(path, 300)}: a file; a folder is expected");
        return IsDenied(path!) ? throw new UsageException($"{option} {SafeText.ForTerminal(path!, 300)}: permission denied; look at its owner and mode, and at those of the folders above it") : path!;
    }

    /// <summary>A folder to write, to be made where it does not exist. Tried at once: hours of work are not to end in a folder that cannot be written.</summary>
    /// <param name="option">How the user gave it, e.g. "--out".</param>
    /// <param name="path">The path as given.</param>
    /// <exception cref="UsageException">Empty, a file, below a file, or where this user can write nothing.</exception>
    public static string ToWrite(string option, string? path)
    {
        RefuseEmpty(option, path);
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path!));
        var missing = full;
        for (var at = full; at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at))
                throw new UsageException($"{option} {SafeText.ForTerminal(path!, 300)}: {SafeText.ForTerminal(at, 300)} is a file; a folder is expected");
            if (!Directory.Exists(at))
                missing = at;
        }

        // A finished set may lie on a disk that is read-only by now: that it is there is all that will be said.
        if (!ShardSet.IsFinished(full))
            Try($"{option} {SafeText.ForTerminal(path!, 300)}", Directory.Exists(full) ? Probe(full) : missing);
        return path!;
    }

    /// <summary>Refuses a file to write whose folder can take none.</summary>
    /// <param name="option">How the user gave the file, e.g. "--report".</param>
    /// <param name="file">The path as given; its folder exists.</param>
    /// <exception cref="UsageException">This user can write nothing there.</exception>
    public static void RefuseUnwritable(string option, string file) =>
        Try($"{option} {SafeText.ForTerminal(file, 300)}", Probe(Path.GetDirectoryName(Path.GetFullPath(file))!));

    /// <summary>Whether a file or folder is there, or may be, and this user must not look.</summary>
    /// <param name="path">Not empty.</param>
    public static bool IsDenied(string path)
    {
        try
        {
            if (File.GetAttributes(path).HasFlag(FileAttributes.Directory))
                _ = Directory.EnumerateFileSystemEntries(path).Any();
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Whether a path leads into a folder, by its words alone: links are not followed.</summary>
    public static bool IsBelow(string path, string folder) =>
        Path.GetFullPath(path).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string Probe(string folder) => Path.Combine(folder, $".i2m2-{Guid.NewGuid():N}");

    // Modes do not tell what a network file system, a container or /proc allows: a folder is made and removed.
    private static void Try(string given, string folder)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, OwnerOnly);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException { HResult: not NoSpaceLeft })
        {
            var why = e switch
            {
                UnauthorizedAccessException => "permission denied",
                DirectoryNotFoundException or FileNotFoundException => "the system takes no folder there",
                _ => SafeText.ForTerminal(e.Message, 300).TrimEnd('.'),
            };
            throw new UsageException($"{given}: nothing can be written there ({why}); name a folder where you may write");
        }

        try
        {
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // Another program of this kind is at work in it already.
        }
    }

    private static void RefuseEmpty(string option, string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new UsageException($"{option}: the path is empty");
    }
}
