using System.Globalization;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>Whether disk and memory suffice, before anything is read.</summary>
internal static class WorkRoom
{
    // Measured on generated tables: the wanted tenth of the rows, and what the steps make of them, take less than the gzip files do.
    private const double WorkPerGzipByte = 1.0;
    private const double GzipPerPlainByte = 0.125;
    private const long Fixed = 256L << 20;

    // The runtime, blocks of text under way and a table's columns.
    private const long BesidesDatabase = 512L << 20;

    /// <summary>Refuses to begin what cannot end.</summary>
    /// <param name="files">Raw files.</param>
    /// <param name="folder">Work folder; exists.</param>
    /// <param name="memory">Bytes that the database may take.</param>
    /// <exception cref="IOException">Too little room; the message has what is needed and what is there.</exception>
    internal static void Require(IEnumerable<string> files, string folder, long memory)
    {
        var gzip = files.Sum(f => (f.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? 1 : GzipPerPlainByte) * new FileInfo(f).Length);
        var there = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(f => f.Length);
        var (needed, free) = ((long)(gzip * WorkPerGzipByte) + Fixed, new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace);
        if (needed - there > free)
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture,
                $"{folder}: the work files may take {PreprocessingReport.Size(needed)}; {PreprocessingReport.Size(free)} are free. Make room, or name a folder on another disk with --temp."));
        }

        var available = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (memory + BesidesDatabase > available)
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture,
                $"{PreprocessingReport.Size(memory + BesidesDatabase)} of memory are needed with --memory {memory >> 20}; {PreprocessingReport.Size(available)} are there. Name less with --memory: the steps then use the disk more."));
        }
    }
}
