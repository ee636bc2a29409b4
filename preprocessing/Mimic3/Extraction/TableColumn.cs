namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>What a column of a raw table holds, and how the work database keeps it.</summary>
internal enum ColumnKind
{
    /// <summary>A whole number: BIGINT.</summary>
    Identifier,

    /// <summary>An ITEMID, by which rows are wanted or not: INTEGER.</summary>
    Item,

    /// <summary>YYYY-MM-DD HH:MM:SS: TIMESTAMP.</summary>
    Time,

    /// <summary>A decimal number: BIGINT, in units of 1e-9.</summary>
    Number,

    /// <summary>Text: VARCHAR.</summary>
    Text,

    /// <summary>Whether the field is 1: BOOLEAN.</summary>
    IsOne,

    /// <summary>A text of which only a few mean something, see <see cref="ValueFlags"/>: TINYINT.</summary>
    Flag,
}

/// <summary>A column of a raw table that is wanted.</summary>
/// <param name="Name">Its name in the file's header.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Kept">Its name in the work database.</param>
/// <param name="Required">Whether an empty field is a fault; one that may be empty is NULL.</param>
internal sealed record TableColumn(string Name, ColumnKind Kind, string Kept, bool Required = false)
{
    /// <summary>The column's type in the work database.</summary>
    internal string SqlType => Kind switch
    {
        ColumnKind.Item => "INTEGER",
        ColumnKind.Time => "TIMESTAMP",
        ColumnKind.Text => "VARCHAR",
        ColumnKind.IsOne => "BOOLEAN",
        ColumnKind.Flag => "TINYINT",
        _ => "BIGINT",
    };
}
