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
    internal static bool Write(string folder, string source, Action<string> fill)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Directory.Exists(full) && Directory.ResolveLinkTarget(full, returnFinalTarget: true) is { } target)
            full = target.FullName;
        if (Directory.Exists(full) && Directory.EnumerateFileSystemEntries(full).Any())
        {
            var there = Path.Combine(full, RawSource.FileName);
            return File.Exists(there) && File.ReadAllText(there) == source
                ? false
                : throw new UsageException($"{folder} holds other files, or this set of other options or of another version: name another folder with --out, or remove it");
        }

        var parent = Path.GetDirectoryName(full) ?? throw new UsageException($"--out {folder}: name a folder to make");
        var partial = Path.Combine(parent, $".{Path.GetFileName(full)}.partial");
        if (Directory.Exists(partial))
            Directory.Delete(partial, recursive: true);
        DurableFolder.Create(partial);
        try
        {
            fill(partial);
            AtomicFile.WriteText(Path.Combine(partial, RawSource.FileName), source);
            if (Directory.Exists(full))
                Directory.Delete(full);
            Directory.Move(partial, full);
        }
        catch
        {
            Directory.Delete(partial, recursive: true);
            throw;
        }

        DurableFolder.Sync(parent);
        return true;
    }
}
