using I2M2.Csv;
using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>
/// One raw table into the work database: its wanted rows, their wanted columns. A row whose ITEMID nobody wants costs that one field. Rows that
/// cannot be read are refused, or left out and listed.
/// </summary>
internal sealed class TableExtraction
{
    private const string Remedy = "fetch the file again, correct it, or leave such rows out with --skip-bad";

    // They are held in memory until the table is whole; a file with more is not this table.
    private const int MostRejects = 1_000_000;
    private readonly RawTable table;
    private readonly TableColumn[] columns;
    private readonly string path;
    private readonly string file;
    private readonly bool skipBad;
    private readonly TableProgress progress;
    private readonly RowParser parser;
    private readonly Dictionary<long, long> lineOfKey = [];
    private readonly List<Reject> rejects = [];
    private readonly int key;
    private long rows;
    private long wanted;

    /// <param name="table">The table.</param>
    /// <param name="path">Its file.</param>
    /// <param name="file">The file's name below the raw folder.</param>
    /// <param name="skipBad">Whether rows that cannot be read are left out.</param>
    /// <param name="progress">Told how far it is.</param>
    internal TableExtraction(RawTable table, string path, string file, bool skipBad, TableProgress progress)
    {
        (this.table, this.path, this.file, this.skipBad, this.progress) = (table, path, file, skipBad, progress);
        columns = [.. table.Columns];
        parser = new RowParser(columns);
        key = Array.FindIndex(columns, c => c.Kept == table.Key);
    }

    /// <summary>Makes sure that a file has the columns that are read.</summary>
    /// <exception cref="InputRefusedException">It has not.</exception>
    internal static void CheckHeader(RawTable table, string path)
    {
        using var reader = new CsvReader(path, Names(table));
    }

    /// <summary>Reads the whole file. What an earlier run left of the table is removed first.</summary>
    /// <exception cref="InputRefusedException">The file is damaged, lacks a column, or has a row that cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    internal ExtractedTable Run(WorkDatabase work, WantedItems items, CancellationToken stop)
    {
        work.MakeAnew(table);
        using var reader = new CsvReader(path, Names(table), stop);
        using (var appender = work.Database.Append(table.Kept))
        {
            Copy(reader, appender, table.Items is { } source ? items.Of(source) : default);
            appender.Finish();
        }

        progress.Done(rows);
        var extracted = new ExtractedTable(table.Name, file, reader.FileLength, reader.Sha256(), rows, wanted, rejects.Count);
        work.Mark(extracted, rejects);
        return extracted;
    }

    private static List<string> Names(RawTable table) => [.. table.Columns.Select(c => c.Name)];

    private void Copy(CsvReader reader, DuckAppender appender, ReadOnlySpan<bool> items)
    {
        var filled = 0;
        while (reader.Read())
        {
            if ((++rows & 0xffff) == 0)
                progress.Report(rows, reader.FileBytesRead);
            if (reader.IsRagged)
            {
                Leave(reader, -1, reader.RaggedReason);
                continue;
            }

            if (!items.IsEmpty)
            {
                if (parser.ReadItem(reader) is { } reason)
                {
                    Leave(reader, ItemColumn, reason);
                    continue;
                }

                if ((ulong)parser.Item >= (ulong)items.Length || !items[(int)parser.Item])
                    continue;
            }

            if (parser.ReadRest(reader) is { } fault)
            {
                Leave(reader, fault.Column, fault.Reason);
                continue;
            }

            if (key >= 0 && !lineOfKey.TryAdd(parser.Value(key), reader.Line))
            {
                Leave(reader, key, $"the same as in line {lineOfKey[parser.Value(key)]}, and it must be there once");
                continue;
            }

            Store(reader, appender, filled++);
            wanted++;
            if (filled == DuckAppender.Capacity)
            {
                appender.Append(filled);
                filled = 0;
            }
        }

        if (filled > 0)
            appender.Append(filled);
    }

    private int ItemColumn => Array.FindIndex(columns, c => c.Kind == ColumnKind.Item);

    private void Store(CsvReader reader, DuckAppender appender, int row)
    {
        for (var c = 0; c < columns.Length; c++)
        {
            var (kind, value) = (columns[c].Kind, parser.Value(c));
            if (parser.IsNull(c) && kind is not (ColumnKind.IsOne or ColumnKind.Flag))
            {
                appender.SetNull(c, row);
                continue;
            }

            switch (kind)
            {
                case ColumnKind.Item:
                    appender.Column<int>(c)[row] = (int)value;
                    break;
                case ColumnKind.Text:
                    appender.SetBytes(c, row, Plain(reader, c));
                    break;
                case ColumnKind.IsOne:
                    appender.Column<bool>(c)[row] = !parser.IsNull(c) && value == 1;
                    break;
                case ColumnKind.Flag:
                    appender.Column<sbyte>(c)[row] = parser.IsNull(c) ? (sbyte)0 : (sbyte)value;
                    break;
                default:
                    appender.Column<long>(c)[row] = value;
                    break;
            }
        }
    }

    // The database takes UTF-8 alone; codes and services are ASCII, and others mean nothing to the steps.
    private static ReadOnlySpan<byte> Plain(CsvReader reader, int column)
    {
        var text = reader.Field(column);
        return System.Text.Ascii.IsValid(text) ? text : "?"u8;
    }

    private void Leave(CsvReader reader, int column, string reason)
    {
        if (!skipBad)
            throw reader.Refused(column, reason, Remedy);
        if (rejects.Count == MostRejects)
            throw reader.Refused(column, $"{reason}; {MostRejects:#,0} rows before it cannot be read either", $"look whether this is the table {table.Name}");
        rejects.Add(new Reject(table.Name, file, reader.Line, column < 0 ? "" : columns[column].Name, reason));
    }
}
