using I2M2.Storage;

namespace I2M2.Preprocessing.Images;

/// <summary>Writes rows as a Parquet file, in their order.</summary>
internal static class RowParquet
{
    /// <summary>Writes a file.</summary>
    /// <param name="path">To make or replace.</param>
    /// <param name="columns">Columns of the work table, in SQL; the first is `position BIGINT`, which is set here.</param>
    /// <param name="select">The file's columns, in SQL over these.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="set">Sets the other columns of a row, at a place of the appender.</param>
    /// <param name="metadata">Of the file.</param>
    /// <param name="stop">Makes it throw.</param>
    internal static void Write<T>(string path, string columns, string select, IReadOnlyList<T> rows, Action<DuckAppender, int, T> set, IReadOnlyDictionary<string, string> metadata, CancellationToken stop)
    {
        using var database = DuckDatabase.Open(new DuckOptions { Files = [ParquetWriter.TemporaryName(path)] });
        database.Execute("make a table of rows", $"CREATE TABLE rows ({columns})");
        using (var appender = database.Append("rows"))
        {
            for (var first = 0; first < rows.Count; first += DuckAppender.Capacity)
            {
                stop.ThrowIfCancellationRequested();
                var count = Math.Min(DuckAppender.Capacity, rows.Count - first);
                for (var i = 0; i < count; i++)
                {
                    appender.Column<long>(0)[i] = first + i;
                    set(appender, i, rows[first + i]);
                }

                appender.Append(count);
            }

            appender.Finish();
        }

        ParquetWriter.Write(database, path, $"SELECT {select} FROM rows", "position", metadata, stop: stop);
    }
}
