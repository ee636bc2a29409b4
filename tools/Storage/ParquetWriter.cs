using I2M2.Shards;

namespace I2M2.Storage;

/// <summary>
/// Writes Parquet files that depend on their rows alone: the same rows in the same order, the same metadata and the same library version
/// give the same bytes, whatever the threads and whenever it runs. Pages are zstd, row groups of a fixed size.
/// </summary>
public static class ParquetWriter
{
    /// <summary>Rows of a row group.</summary>
    public const int RowGroup = 122_880;

    /// <summary>
    /// The name under which <paramref name="path"/> is written before it gets its own: what <see cref="DuckOptions.Files"/> must allow.
    /// </summary>
    public static string TemporaryName(string path) => AtomicFile.TemporaryName(path);

    /// <summary>Writes a query's rows. The file is whole or not there, as with <see cref="AtomicFile"/>.</summary>
    /// <param name="database">Where the query runs; its options must allow <see cref="TemporaryName"/>.</param>
    /// <param name="path">The file to make or replace; its folder exists.</param>
    /// <param name="select">A SELECT without ORDER BY.</param>
    /// <param name="orderBy">Expressions over its tables' columns that no two rows share, so that there is one order.</param>
    /// <param name="metadata">Key-value metadata of the file.</param>
    /// <param name="progress">Told the share that is done, 0..1; null: no one.</param>
    /// <param name="stop">Ends it early.</param>
    /// <returns>Rows written.</returns>
    /// <exception cref="DuckException">The query failed, or the disk is full.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public static long Write(
        DuckDatabase database,
        string path,
        string select,
        string orderBy,
        IReadOnlyDictionary<string, string> metadata,
        Action<double>? progress = null,
        CancellationToken stop = default)
    {
        var pairs = metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{Sql.Text(m.Key)}: {Sql.Text(m.Value)}");
        var keyValues = metadata.Count > 0 ? $", KV_METADATA {{{string.Join(", ", pairs)}}}" : "";
        long rows = 0;
        AtomicFile.WriteByName(path, temporary => rows = database.Execute(
            $"write {path}",
            $"COPY ({select} ORDER BY {orderBy}) TO {Sql.WritePath(temporary)} "
            + $"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {RowGroup}, USE_TMP_FILE false{keyValues})",
            progress,
            stop));
        return rows;
    }
}
