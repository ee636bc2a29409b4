using I2M2.Preprocessing.FastMri.Annotations;
using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.Preprocessing.FastMri;

/// <summary>
/// `index-*.parquet`: for every row of the shards which slice of which volume it is, with its labels, for people and their programs. A patient is a hash of the
/// file's own identifier.
/// </summary>
internal static class SliceIndex
{
    /// <summary>Name of the table.</summary>
    internal const string Name = "index";

    private const string Columns = "split VARCHAR, \"row\" BIGINT, volume VARCHAR, slice BIGINT, patient VARCHAR, acquisition VARCHAR, \"max\" DOUBLE";

    /// <summary>Writes the file.</summary>
    /// <param name="path">To make or replace.</param>
    /// <param name="slices">All rows.</param>
    /// <param name="metadata">Of the file.</param>
    /// <param name="stop">Makes it throw.</param>
    internal static void Write(string path, KneeSlices slices, IReadOnlyDictionary<string, string> metadata, CancellationToken stop)
    {
        using var database = DuckDatabase.Open(new DuckOptions { Files = [ParquetWriter.TemporaryName(path)] });
        database.Execute("make index", $"CREATE TABLE slices (position BIGINT, {Columns}, {string.Join(", ", FastMriSchema.LabelNames.Select(n => $"{n} BOOLEAN"))})");
        using (var appender = database.Append("slices"))
        {
            var rows = slices.Splits.SelectMany(s => slices.Of(s.Name).Select((slice, row) => (Split: s.Name, Row: row, Slice: slice)));
            var position = 0L;
            foreach (var chunk in rows.Chunk(DuckAppender.Capacity))
            {
                for (var i = 0; i < chunk.Length; i++)
                    Set(appender, i, position++, chunk[i].Split, chunk[i].Row, chunk[i].Slice);
                appender.Append(chunk.Length);
            }

            appender.Finish();
        }

        ParquetWriter.Write(database, path, "SELECT * EXCLUDE (position) FROM slices", "position", metadata, stop: stop);
    }

    private static void Set(DuckAppender appender, int at, long position, string split, long row, KneeSlice slice)
    {
        var volume = slice.Volume;
        appender.Column<long>(0)[at] = position;
        appender.SetText(1, at, split);
        appender.Column<long>(2)[at] = row;
        appender.SetText(3, at, volume.Id);
        appender.Column<long>(4)[at] = slice.Slice;
        appender.SetText(5, at, volume.Patient);
        appender.SetText(6, at, volume.Acquisition.Length > 0 ? volume.Acquisition : null);
        appender.Column<double>(7)[at] = volume.Max;
        for (var label = 0; label < KneeSlices.Order.Length; label++)
            appender.Column<bool>(8 + label)[at] = (slice.Labels & KneeSlices.Order[label]) != Pathologies.None;
    }
}
