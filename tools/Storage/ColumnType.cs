using DuckDB.NET.Native;

namespace I2M2.Storage;

/// <summary>Which .NET type DuckDB's memory holds for a type of column.</summary>
internal static class ColumnType
{
    /// <exception cref="InvalidOperationException">Values of the type are not held as T.</exception>
    public static void Require<T>(DuckDBType type)
        where T : unmanaged
    {
        if (Held(type) != typeof(T))
            throw new InvalidOperationException($"a column of {type} is not held as {typeof(T).Name}");
    }

    private static Type? Held(DuckDBType type) => type switch
    {
        DuckDBType.Boolean => typeof(bool),
        DuckDBType.TinyInt => typeof(sbyte),
        DuckDBType.SmallInt => typeof(short),
        DuckDBType.Integer or DuckDBType.Date => typeof(int),
        DuckDBType.BigInt or DuckDBType.Timestamp or DuckDBType.TimestampTz or DuckDBType.Time => typeof(long),
        DuckDBType.HugeInt => typeof(Int128),
        DuckDBType.UnsignedTinyInt => typeof(byte),
        DuckDBType.UnsignedSmallInt => typeof(ushort),
        DuckDBType.UnsignedInteger => typeof(uint),
        DuckDBType.UnsignedBigInt => typeof(ulong),
        DuckDBType.Float => typeof(float),
        DuckDBType.Double => typeof(double),
        _ => null,
    };
}
