using System.IO.Compression;
using System.Text;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>A table's .csv.gz: one gzip member, header first.</summary>
internal sealed class TableFile : IDisposable
{
    private readonly FileStream file;
    private readonly GZipStream gzip;

    /// <param name="folder">Where to make it.</param>
    /// <param name="table">Its name in <see cref="ReleasedTables"/>.</param>
    internal TableFile(string folder, string table)
    {
        file = new FileStream(Path.Combine(folder, $"{table}.csv.gz"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20);
        // Optimal, not Fastest: about the ratio of the release, so that reading it costs what reading the release costs.
        gzip = new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true);
        var header = string.Join(',', ReleasedTables.Columns[table].Split(',').Select(c => $"\"{c}\""));
        gzip.Write(Encoding.ASCII.GetBytes(header + "\n"));
    }

    /// <summary>Appends rows.</summary>
    internal void Write(CsvBuffer rows) => gzip.Write(rows.Written.Span);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            gzip.Dispose();
            file.Flush(flushToDisk: true);
        }
        finally
        {
            // On a full disk, too: a file that stays open keeps its room.
            file.Dispose();
        }
    }
}
