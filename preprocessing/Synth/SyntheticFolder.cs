using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Synth;

/// <summary>Writes a set's folder, which has its name only when it is whole.</summary>
internal static class SyntheticFolder
{
    /// <summary>Fills a folder beside <paramref name="folder"/>, adds SOURCE.txt and gives it its name. A link is followed: the set goes where it leads.</summary>
    /// <param name="folder">Must not exist, or be empty, or hold this very set.</param>
    /// <param name="source">SOURCE.txt: everything that shapes the files, so that equal text means equal files.</param>
    /// <param name="fill">Writes into the folder it is given.</param>
    /// <returns>False when the folder held this very set already.</returns>
    /// <exception cref="UsageException">The folder holds something else.</exception>
    /// <exception cref="IOException">Another process is filling it.</exception>
    internal static bool Write(string folder, string source, Action<string> fill)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Directory.Exists(full) && Directory.ResolveLinkTarget(full, returnFinalTarget: true) is { } target)
            full = target.FullName;
        if (IsThere(folder, full, source))
            return false;
        var parent = Path.GetDirectoryName(full) ?? throw new UsageException($"--out {folder}: name a folder to make");
        var partial = Path.Combine(parent, $".{Path.GetFileName(full)}.partial");
        try
        {
            using var running = Claim(partial);
            // Whoever held it until now may have made this very set.
            return !IsThere(folder, full, source) && Make(Path.Combine(partial, "set"), full, source, fill);
        }
        finally
        {
            Remove(partial);
        }
    }

    private static FolderLock Claim(string partial)
    {
        while (true)
        {
            DurableFolder.Create(partial);
            try
            {
                return FolderLock.Take(partial, ShardSetWriter.LockName);
            }
            catch (IOException) when (!Directory.Exists(partial))
            {
                // Its holder ended and removed it just now.
            }
        }
    }

    private static bool IsThere(string folder, string full, string source)
    {
        if (!Directory.Exists(full) || !Directory.EnumerateFileSystemEntries(full).Any())
            return false;
        var there = Path.Combine(full, RawSource.FileName);
        return File.Exists(there) && File.ReadAllText(there) == source
            ? true
            : throw new UsageException($"{folder} holds other files, or this set of other options or of another version: name another folder with --out, or remove it");
    }

    private static bool Make(string filling, string full, string source, Action<string> fill)
    {
        // Of a run that was killed.
        if (Directory.Exists(filling))
            Directory.Delete(filling, recursive: true);
        DurableFolder.Create(filling);
        try
        {
            fill(filling);
            AtomicFile.WriteText(Path.Combine(filling, RawSource.FileName), source);
            if (Directory.Exists(full))
                Directory.Delete(full);
            Directory.Move(filling, full);
        }
        catch
        {
            Directory.Delete(filling, recursive: true);
            throw;
        }

        DurableFolder.Sync(Path.GetDirectoryName(full)!);
        return true;
    }

    private static void Remove(string partial)
    {
        try
        {
            Directory.Delete(partial);
        }
        catch (IOException)
        {
            // Another process is at work in it.
        }
    }
}
