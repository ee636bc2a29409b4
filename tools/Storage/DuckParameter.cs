using DuckDB.NET.Native;

namespace I2M2.Storage;

/// <summary>A value for a statement's $1, $2, ...; texts, numbers and truth values convert to it.</summary>
public readonly struct DuckParameter
{
    private readonly DuckDBType type;
    private readonly string? text;
    private readonly long integer;
    private readonly double real;

    private DuckParameter(DuckDBType type, string? text = null, long integer = 0, double real = 0) =>
        (this.type, this.text, this.integer, this.real) = (type, text, integer, real);

    /// <summary>A text; null is NULL.</summary>
    public static implicit operator DuckParameter(string? value) =>
        new(value is null ? DuckDBType.SqlNull : DuckDBType.Varchar, text: value);

    /// <summary>A BIGINT.</summary>
    public static implicit operator DuckParameter(long value) => new(DuckDBType.BigInt, integer: value);

    /// <summary>A DOUBLE.</summary>
    public static implicit operator DuckParameter(double value) => new(DuckDBType.Double, real: value);

    /// <summary>A BOOLEAN.</summary>
    public static implicit operator DuckParameter(bool value) => new(DuckDBType.Boolean, integer: value ? 1 : 0);

    internal DuckDBState Bind(DuckDBPreparedStatement statement, int position) => type switch
    {
        DuckDBType.Varchar => NativeMethods.PreparedStatements.DuckDBBindVarchar(statement, position, text!),
        DuckDBType.BigInt => NativeMethods.PreparedStatements.DuckDBBindInt64(statement, position, integer),
        DuckDBType.Double => NativeMethods.PreparedStatements.DuckDBBindDouble(statement, position, real),
        DuckDBType.Boolean => NativeMethods.PreparedStatements.DuckDBBindBoolean(statement, position, integer != 0),
        _ => NativeMethods.PreparedStatements.DuckDBBindNull(statement, position),
    };
}
