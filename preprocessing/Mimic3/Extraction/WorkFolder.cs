using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>
/// The folder of work files: `.work` in the output folder, or the one that --temp names. A folder that a user names may be any folder, so
/// only what this program makes there is ever removed, and one that holds anything else is not taken.
/// </summary>
internal sealed class WorkFolder
{
    private const string WithinOut = ".work";

    // DuckDB's names for what it moves out of memory.
    private const string Spilled = "duckdb_temp_*";

    /// <param name="job">Folders.</param>
    /// <exception cref="UsageException">--temp names a folder that holds other files, or one that the output belongs to.</exception>
    internal WorkFolder(PreprocessingJob job)
    {
        Path = job.Temp ?? System.IO.Path.Combine(job.Out, WithinOut);
        if (job.Temp is null)
            return;
        var (temp, output) = (Full(Path), Full(job.Out));
        if (output.StartsWith(temp, StringComparison.Ordinal) || temp == Full(System.IO.Path.Combine(job.Out, ShardSet.ShardFolder)))
            throw new UsageException($"--temp {SafeText.ForTerminal(Path, 300)}: the shards are written there; name a folder of its own");
        if (Foreign() is { } other)
            throw new UsageException($"--temp {SafeText.ForTerminal(Path, 300)} holds other files, {SafeText.ForTerminal(other, 300)} among them; name a folder to make, or an empty one");
    }

    /// <summary>Where it is.</summary>
    internal string Path { get; }

    /// <summary>Removes the work files, and the folder if nothing else is in it. One that is a link or a disk of its own stays, empty.</summary>
    internal void Remove()
    {
        foreach (var file in Directory.GetFiles(Path, WorkDatabase.FileName + "*"))
            File.Delete(file);
        var spill = System.IO.Path.Combine(Path, WorkDatabase.SpillName);
        if (Directory.Exists(spill))
        {
            foreach (var file in Directory.GetFiles(spill, Spilled))
                File.Delete(file);
            RemoveIfEmpty(spill);
        }

        RemoveIfEmpty(Path);
    }

    private static void RemoveIfEmpty(string folder)
    {
        if (new DirectoryInfo(folder).LinkTarget is not null || Directory.EnumerateFileSystemEntries(folder).Any())
            return;
        try
        {
            Directory.Delete(folder);
        }
        catch (IOException)
        {
            // The root of a file system cannot be removed.
        }
    }

    private string? Foreign() => Directory.Exists(Path)
        ? Directory.EnumerateFileSystemEntries(Path).Select(e => System.IO.Path.GetFileName(e)).Order(StringComparer.Ordinal)
            .FirstOrDefault(n => !n.StartsWith(WorkDatabase.FileName, StringComparison.Ordinal) && n is not (WorkDatabase.SpillName or ShardSetWriter.LockName))
        : null;

    // Ends with a separator, so that a folder's name is not taken for the start of another's; through a link to where it leads.
    private static string Full(string folder)
    {
        var full = System.IO.Path.GetFullPath(folder);
        var target = Directory.Exists(full) ? Directory.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;
        return System.IO.Path.TrimEndingDirectorySeparator(target) + System.IO.Path.DirectorySeparatorChar;
    }
}
