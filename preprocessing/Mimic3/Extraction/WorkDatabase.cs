using System.Globalization;
using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>
/// The database between raw tables and shards, a file in the work folder. A table counts as extracted once its line is in `extracted`, which
/// is written after its last row: a killed run redoes the tables that it had not finished.
/// </summary>
internal sealed class WorkDatabase : IDisposable
{
    /// <summary>Start of the names of its files.</summary>
    internal const string FileName = "mimic3.duckdb";

    /// <summary>Folder of what does not fit into memory.</summary>
    internal const string SpillName = "spill";

    private WorkDatabase(DuckDatabase database) => Database = database;

    /// <summary>The database.</summary>
    internal DuckDatabase Database { get; }

    /// <summary>Opens what an earlier run left, where that followed the same rules, or makes a new one.</summary>
    /// <param name="folder">Work folder; exists.</param>
    /// <param name="output">Where Parquet files will be written; exists.</param>
    /// <param name="rules">What decides which rows are taken.</param>
    /// <param name="memory">Bytes that tables and statements may take.</param>
    /// <param name="threads">Threads of a statement.</param>
    internal static WorkDatabase Open(string folder, string output, string rules, long memory, int threads)
    {
        var path = Path.Combine(folder, FileName);
        if (File.Exists(path) && TryOpen(Options(path, folder, output, memory, threads)) is { } earlier)
        {
            if (earlier.Texts("SELECT rules FROM extraction") is [var found] && found == rules)
                return earlier;
            earlier.Dispose();
        }

        foreach (var stale in Directory.GetFiles(folder, FileName + "*"))
            File.Delete(stale);
        var work = new WorkDatabase(DuckDatabase.Open(Options(path, folder, output, memory, threads)));
        work.Run("CREATE TABLE extracted (table_name VARCHAR, file_name VARCHAR, bytes BIGINT, sha256 VARCHAR, rows BIGINT, wanted BIGINT, rejected BIGINT)");
        work.Run("CREATE TABLE rejects (table_name VARCHAR, file_name VARCHAR, line BIGINT, column_name VARCHAR, reason VARCHAR)");
        work.Run("CREATE TABLE extraction (rules VARCHAR)");
        work.Run("INSERT INTO extraction VALUES ($1)", rules);
        return work;
    }

    /// <summary>
    /// A database in memory, which spills to the work folder, over the extracted tables: what the steps make is of no use to a later run, and
    /// need not be made durable.
    /// </summary>
    /// <param name="folder">Work folder; its database is closed.</param>
    /// <param name="output">Where Parquet files will be written; exists.</param>
    /// <param name="memory">Bytes that tables and statements may take.</param>
    /// <param name="threads">Threads of a statement.</param>
    internal static DuckDatabase OpenForSteps(string folder, string output, long memory, int threads)
    {
        var path = Path.Combine(folder, FileName);
        var database = DuckDatabase.Open(Options(path, folder, output, memory, threads) with { File = null });
        database.Execute("open what was extracted", $"ATTACH {Sql.WritePath(path)} AS extracted_tables (READ_ONLY)");
        foreach (var table in RawTable.All)
            database.Execute($"open {table.Kept}", $"CREATE VIEW {table.Kept} AS SELECT * FROM extracted_tables.{table.Kept}");
        return database;
    }

    /// <summary>The tables that an earlier run finished.</summary>
    internal IReadOnlyList<ExtractedTable> Extracted()
    {
        using var rows = Database.Query("read what is extracted", "SELECT * FROM extracted ORDER BY table_name");
        var tables = new List<ExtractedTable>();
        while (rows.Read())
        {
            for (var r = 0; r < rows.Rows; r++)
            {
                tables.Add(new ExtractedTable(
                    rows.Column(0).Text(r), rows.Column(1).Text(r), rows.Column(2).Values<long>()[r], rows.Column(3).Text(r),
                    rows.Column(4).Values<long>()[r], rows.Column(5).Values<long>()[r], rows.Column(6).Values<long>()[r]));
            }
        }

        return tables;
    }

    /// <summary>An empty table, whatever was there.</summary>
    internal void MakeAnew(RawTable table)
    {
        Run("DELETE FROM extracted WHERE table_name = $1", table.Name);
        Run("DELETE FROM rejects WHERE table_name = $1", table.Name);
        var columns = table.Columns.Select(c => $"{c.Kept} {c.SqlType}");
        Run($"CREATE OR REPLACE TABLE {table.Kept} ({string.Join(", ", columns)})");
    }

    /// <summary>Says that a table is finished.</summary>
    internal void Mark(ExtractedTable table, IEnumerable<Reject> rejects)
    {
        foreach (var r in rejects)
            Run("INSERT INTO rejects VALUES ($1, $2, $3, $4, $5)", r.Table, r.File, r.Line, r.Column, r.Reason);
        Run("INSERT INTO extracted VALUES ($1, $2, $3, $4, $5, $6, $7)", table.Name, table.File, table.Bytes, table.Sha256, table.Rows, table.Wanted, table.Rejected);
    }

    /// <summary>All rows left out, by table and line.</summary>
    internal IEnumerable<Reject> Rejects()
    {
        using var rows = Database.Query("read what was left out", "SELECT * FROM rejects ORDER BY table_name, line, column_name");
        while (rows.Read())
        {
            for (var r = 0; r < rows.Rows; r++)
                yield return new Reject(rows.Column(0).Text(r), rows.Column(1).Text(r), rows.Column(2).Values<long>()[r], rows.Column(3).Text(r), rows.Column(4).Text(r));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Database.Dispose();

    private static WorkDatabase? TryOpen(DuckOptions options)
    {
        try
        {
            return new WorkDatabase(DuckDatabase.Open(options));
        }
        catch (DuckException)
        {
            // Not whole after a power cut, or of another version: made anew.
            return null;
        }
    }

    private static DuckOptions Options(string path, string folder, string output, long memory, int threads) => new()
    {
        File = path,
        MemoryLimit = memory,
        Threads = threads,
        TempFolder = Path.Combine(folder, SpillName),
        Folders = [folder, output],
    };

    private List<string> Texts(string sql)
    {
        var texts = new List<string>();
        try
        {
            using var rows = Database.Query("read the rules of an earlier run", sql);
            while (rows.Read())
            {
                for (var r = 0; r < rows.Rows; r++)
                    texts.Add(rows.Column(0).Text(r));
            }
        }
        catch (DuckException)
        {
            // No such table: killed before it was made.
        }

        return texts;
    }

    private void Run(string sql, params ReadOnlySpan<DuckParameter> parameters) =>
        Database.Execute(string.Create(CultureInfo.InvariantCulture, $"prepare the work database ({sql[..Math.Min(sql.Length, 40)]})"), sql, parameters);
}
