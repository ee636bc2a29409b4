namespace I2M2.Cli;

/// <summary>Folders given on the command line: what cannot be one is said by the option's name before anything is done.</summary>
public static class FolderPath
{
    /// <summary>A folder to read; whether it exists is for the reader to say.</summary>
    /// <param name="option">How the user gave it, e.g. "--raw".</param>
    /// <param name="path">The path as given.</param>
    /// <exception cref="UsageException">Empty, or a file.</exception>
    public static string ToRead(string option, string? path)
    {
        RefuseEmpty(option, path);
        return File.Exists(path) ? throw new UsageException($"{option} {SafeText.ForTerminal(path, 300)}: a file; a folder is expected") : path!;
    }

    /// <summary>A folder to write, to be made where it does not exist.</summary>
    /// <param name="option">How the user gave it, e.g. "--out".</param>
    /// <param name="path">The path as given.</param>
    /// <exception cref="UsageException">Empty, a file, or below a file.</exception>
    public static string ToWrite(string option, string? path)
    {
        RefuseEmpty(option, path);
        for (var at = Path.GetFullPath(path!); at is not null; at = Path.GetDirectoryName(at))
        {
            if (File.Exists(at))
                throw new UsageException($"{option} {SafeText.ForTerminal(path!, 300)}: {SafeText.ForTerminal(at, 300)} is a file; a folder is expected");
        }

        return path!;
    }

    private static void RefuseEmpty(string option, string? path)
    {
        if (string.IsNullOrWhiteSpace(path))
            throw new UsageException($"{option}: the path is empty");
    }
}
