using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>
/// All raw tables into the work database, several at once. A table that an earlier run finished from the same file, by its SHA-256, is kept.
/// Which tables are read at the same time changes nothing: the steps that follow order by content.
/// </summary>
internal static class Mimic3Extraction
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>What decides which rows are taken, for <see cref="WorkDatabase.Open"/>.</summary>
    internal static string Rules()
    {
        var columns = RawTable.All.Select(t => $"{t.Name}({string.Join(',', t.Columns)})");
        return $"{typeof(Mimic3Extraction).Assembly.GetName().Version} {WantedItems.Read().Sha256} {string.Join(';', columns)}";
    }

    /// <summary>Reads what is not there yet.</summary>
    /// <param name="work">The work database.</param>
    /// <param name="files">Path of each table.</param>
    /// <param name="job">Raw folder, workers, and whether rows that cannot be read are left out.</param>
    /// <returns>All tables, in the order of their names, and those of them that an earlier run had finished.</returns>
    /// <exception cref="Shards.InputRefusedException">A file is damaged, lacks a column, or has a row that cannot be read.</exception>
    internal static (IReadOnlyList<ExtractedTable> Tables, IReadOnlyList<string> Kept) Run(WorkDatabase work, IReadOnlyDictionary<string, string> files, PreprocessingJob job)
    {
        // What is wrong is said early: headers at once, tables about stays, a small part of the whole, before the long ones.
        foreach (var table in RawTable.All)
            TableExtraction.CheckHeader(table, files[table.Name]);
        var there = Unchanged(work, files, job);
        var left = RawTable.All.Where(t => !there.Contains(t.Name)).OrderBy(t => t.Items is not null).ToList();
        var small = left.Count(t => t.Items is null);
        var items = WantedItems.Read();
        var progress = left.Select(t => new TableProgress(t.Name, new FileInfo(files[t.Name]).Length)).ToList();
        void Extract(int i)
        {
            var path = files[left[i].Name];
            progress[i].Begin();
            new TableExtraction(left[i], path, NameOf(job.Raw, path), job.SkipBad, progress[i]).Run(work, items, job.Stop);
        }

        var reading = Task.Run(() =>
        {
            Workers.For(small, job.Workers, Extract, job.Stop);
            Workers.For(left.Count - small, job.Workers, i => Extract(small + i), job.Stop);
        });
        Show(progress, reading);
        reading.GetAwaiter().GetResult();
        return (work.Extracted(), [.. there.Order(StringComparer.Ordinal)]);
    }

    private static HashSet<string> Unchanged(WorkDatabase work, IReadOnlyDictionary<string, string> files, PreprocessingJob job)
    {
        // A table that rows were left out of is whole only to those who allow that.
        var earlier = work.Extracted().Where(t => job.SkipBad || t.Rejected == 0).ToList();
        var now = RawFiles.Hash(job.Raw, [.. earlier.Select(t => files[t.Name])], job.Workers, job.Stop);
        return [.. earlier.Zip(now).Where(p => p.First.File == p.Second.Name && p.First.Sha256 == p.Second.Sha256).Select(p => p.First.Name)];
    }

    private static string NameOf(string raw, string path) => Path.GetRelativePath(raw, path).Replace('\\', '/');

    private static void Show(IReadOnlyList<TableProgress> tables, Task reading)
    {
        using var meter = new ProgressMeter("mimic3  tables", tables.Sum(t => t.Bytes), "B");
        var shown = 0L;
        while (!((IAsyncResult)reading).AsyncWaitHandle.WaitOne(LookEvery))
        {
            var read = tables.Sum(t => t.Read);
            meter.Advance(read - shown, string.Join("  ", tables.Where(t => t.IsRunning && t.Rows > 0).Select(Words).Append(Memory())));
            shown = read;
        }
    }

    private static string Words(TableProgress table)
    {
        var seconds = table.Elapsed.TotalSeconds;
        var left = table.Read > 0 ? ProgressMeter.Duration(TimeSpan.FromSeconds(seconds * (table.Bytes - table.Read) / table.Read)) : "?";
        return $"{table.Name} {100.0 * table.Read / Math.Max(1, table.Bytes):0} % {PreprocessingReport.Count(table.Rows)} rows {table.Rows / seconds / 1e6:0.0} M rows/s {left} left";
    }

    private static string Memory() => $"memory {PreprocessingReport.Size(Environment.WorkingSet)}";
}
