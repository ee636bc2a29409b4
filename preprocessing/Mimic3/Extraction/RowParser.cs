using I2M2.Csv;

namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>One row's fields as numbers, for a table's columns in order. A row is read whole before any of it is stored.</summary>
internal sealed class RowParser
{
    private readonly TableColumn[] columns;
    private readonly int item;
    private readonly long[] values;
    private readonly bool[] isNull;

    internal RowParser(IReadOnlyList<TableColumn> columns)
    {
        // An array: an interface call for each field is a tenth of the reading.
        this.columns = [.. columns];
        item = Array.FindIndex(this.columns, c => c.Kind == ColumnKind.Item);
        (values, isNull) = (new long[columns.Count], new bool[columns.Count]);
    }

    /// <summary>The field as a number, in the unit of its kind; without meaning for text.</summary>
    internal long Value(int column) => values[column];

    /// <summary>Whether the field is empty.</summary>
    internal bool IsNull(int column) => isNull[column];

    /// <summary>Reads the row's ITEMID alone.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    internal string? ReadItem(CsvReader row) => Read(row, item);

    /// <summary>The ITEMID read.</summary>
    internal long Item => values[item];

    /// <summary>Reads all fields but the ITEMID, which is read where there is one.</summary>
    /// <returns>Column and what is wrong with its field; null when nothing is.</returns>
    internal (int Column, string Reason)? ReadRest(CsvReader row)
    {
        for (var c = 0; c < values.Length; c++)
        {
            if (c != item && Read(row, c) is { } reason)
                return (c, reason);
        }

        return null;
    }

    private string? Read(CsvReader row, int c)
    {
        var column = columns[c];
        var text = row.Field(c);
        isNull[c] = text.Length == 0;
        values[c] = 0;
        if (isNull[c])
            return column.Required ? "empty, and a value is needed" : null;
        var fault = FieldFault.None;
        switch (column.Kind)
        {
            case ColumnKind.Identifier:
            case ColumnKind.Item:
                fault = FieldNumber.TryWhole(text, out values[c]);
                break;
            case ColumnKind.Time:
                fault = FieldTime.TryTimestamp(text, out values[c]);
                break;
            case ColumnKind.Number:
                fault = FieldNumber.TryFixedPoint(text, out values[c]);
                break;
            case ColumnKind.IsOne:
                values[c] = text.SequenceEqual("1"u8) ? 1 : 0;
                break;
            case ColumnKind.Flag:
                values[c] = ValueFlags.Of((int)Item, text);
                break;
            default:
                break;
        }

        return fault == FieldFault.None ? null : Words(column.Kind, fault);
    }

    private static string Words(ColumnKind kind, FieldFault fault) => (kind, fault) switch
    {
        (ColumnKind.Time, FieldFault.OutOfRange) => $"a year outside {FieldTime.FirstYear} to {FieldTime.LastYear}",
        (ColumnKind.Time, _) => $"not a time written {FieldTime.Format}",
        (ColumnKind.Number, FieldFault.OutOfRange) => $"a number of {FieldNumber.Bound} or more",
        (ColumnKind.Number, _) => "not a number",
        (_, FieldFault.OutOfRange) => "a whole number beyond 64 bits",
        _ => "not a whole number",
    };
}
