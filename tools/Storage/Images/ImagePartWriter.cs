using I2M2.Shards;
using Parquet;

namespace I2M2.Storage.Images;

/// <summary>
/// Writes Parquet files of images: row groups of a few rows, so that one image is near its neighbours alone (DuckDB has no fewer than 2,048 in a group), and plain values without
/// compression, which JPEG and PNG do not need: an image's bytes then lie in the file as they are, and <see cref="ImageArchive"/> reads them in place. The same rows give the same bytes.
/// </summary>
public static class ImagePartWriter
{
    /// <summary>Rows of a group at most.</summary>
    public const int GroupRows = 64;

    /// <summary>Bytes of images at which a group ends before that; what is written at a time is in memory.</summary>
    public const int GroupBytes = 32 << 20;

    // A threshold of 0 is never reached: no dictionary.
    private static readonly ParquetOptions Plain = new() { CompressionMethod = CompressionMethod.None, DictionaryEncodingThreshold = 0 };

    /// <summary>Writes a file. It is whole or not there, as with <see cref="AtomicFile"/>.</summary>
    /// <param name="path">To make or replace; its folder exists.</param>
    /// <param name="rows">Asked for one after the other; one group of them is held at a time.</param>
    /// <param name="metadata">Of the file.</param>
    /// <param name="stop">Makes it throw between images.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public static void Write(string path, IEnumerable<ImageRow> rows, IReadOnlyDictionary<string, string> metadata, CancellationToken stop = default) =>
        AtomicFile.Write(path, stream => WriteAsync(stream, rows, metadata, stop).GetAwaiter().GetResult());

    private static async Task WriteAsync(Stream stream, IEnumerable<ImageRow> rows, IReadOnlyDictionary<string, string> metadata, CancellationToken stop)
    {
        var writer = await Parquet.ParquetWriter.CreateAsync(ImageColumns.Schema, stream, Plain, append: false, stop).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            writer.CustomMetadata = new SortedDictionary<string, string>(metadata.ToDictionary(), StringComparer.Ordinal);
            var (group, bytes) = (new List<ImageRow>(GroupRows), 0L);
            foreach (var row in rows)
            {
                stop.ThrowIfCancellationRequested();
                group.Add(row);
                bytes += row.Bytes.Length;
                if (group.Count < GroupRows && bytes < GroupBytes)
                    continue;
                await WriteGroup(writer, group).ConfigureAwait(false);
                (group, bytes) = (new List<ImageRow>(GroupRows), 0);
            }

            if (group.Count > 0)
                await WriteGroup(writer, group).ConfigureAwait(false);
        }
    }

    private static async Task WriteGroup(Parquet.ParquetWriter writer, List<ImageRow> rows)
    {
        using var group = writer.CreateRowGroup();
        await group.WriteAsync(ImageColumns.Key, rows.ConvertAll(r => r.Key)).ConfigureAwait(false);
        await group.WriteAsync(ImageColumns.Bytes, rows.ConvertAll(r => r.Bytes)).ConfigureAwait(false);
        await group.WriteAsync<int>(ImageColumns.Length, rows.Select(r => r.Bytes.Length).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<int>(ImageColumns.Width, rows.Select(r => r.Width).ToArray()).ConfigureAwait(false);
        await group.WriteAsync<int>(ImageColumns.Height, rows.Select(r => r.Height).ToArray()).ConfigureAwait(false);
        group.CompleteValidate();
    }
}
