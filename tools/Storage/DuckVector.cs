using System.Runtime.CompilerServices;
using System.Text;
using DuckDB.NET.Native;

namespace I2M2.Storage;

/// <summary>A column of the rows at hand, in DuckDB's own memory. Valid as long as the rows of its <see cref="DuckResult"/> are.</summary>
public readonly unsafe ref struct DuckVector
{
    private readonly nint vector;
    private readonly DuckDBType type;
    private readonly DuckDBType element;
    private readonly ulong* valid;

    internal DuckVector(nint vector, int count, DuckDBType type, DuckDBType element)
    {
        (this.vector, this.type, this.element) = (vector, type, element);
        valid = NativeMethods.Vectors.DuckDBVectorGetValidity(vector);
        Count = count;
    }

    /// <summary>Number of values.</summary>
    public int Count { get; }

    /// <summary>Whether any value is NULL.</summary>
    public bool HasNulls
    {
        get
        {
            for (var row = 0; valid != null && row < Count; row++)
            {
                if (IsNull(row))
                    return true;
            }

            return false;
        }
    }

    /// <summary>Whether one value is NULL; what stands in its place means nothing.</summary>
    public bool IsNull(int row)
    {
        Check(row);
        return valid != null && (valid[row >> 6] >> (row & 63) & 1) == 0;
    }

    /// <summary>
    /// The values, [Count]. T is the type's own: bool, sbyte to long and byte to ulong, Int128 (HUGEINT), float, double; int for DATE (days
    /// since 1970), long for TIMESTAMP and TIME (microseconds). Cast other types in SQL.
    /// </summary>
    /// <exception cref="InvalidOperationException">The column is of another type.</exception>
    public ReadOnlySpan<T> Values<T>()
        where T : unmanaged
    {
        ColumnType.Require<T>(type);
        return new ReadOnlySpan<T>(NativeMethods.Vectors.DuckDBVectorGetData(vector), Count);
    }

    /// <summary>Of a list column: where each row's elements lie in <see cref="Elements"/>, [Count].</summary>
    /// <exception cref="InvalidOperationException">The column is not of lists.</exception>
    public ReadOnlySpan<DuckDBListEntry> Lists =>
        type == DuckDBType.List
            ? new ReadOnlySpan<DuckDBListEntry>(NativeMethods.Vectors.DuckDBVectorGetData(vector), Count)
            : throw new InvalidOperationException($"a column of {type}, not of lists");

    /// <summary>Of a list column: the elements of all rows, one after the other, with those that no row has.</summary>
    /// <exception cref="InvalidOperationException">The column is not of lists.</exception>
    public DuckVector Elements =>
        type == DuckDBType.List
            ? new DuckVector(
                NativeMethods.Vectors.DuckDBListVectorGetChild(vector),
                checked((int)NativeMethods.Vectors.DuckDBListVectorGetSize(vector)),
                element,
                DuckDBType.Invalid)
            : throw new InvalidOperationException($"a column of {type}, not of lists");

    /// <summary>A text or blob value's bytes; texts are UTF-8.</summary>
    /// <exception cref="InvalidOperationException">The column is neither.</exception>
    public ReadOnlySpan<byte> Bytes(int row)
    {
        Check(row);
        if (type is not (DuckDBType.Varchar or DuckDBType.Blob))
            throw new InvalidOperationException($"a column of {type}, not of texts");
        var text = (DuckDBString*)NativeMethods.Vectors.DuckDBVectorGetData(vector) + row;
        return new ReadOnlySpan<byte>(text->Data, text->Length);
    }

    /// <summary>A text value as a string.</summary>
    /// <exception cref="InvalidOperationException">The column is not of texts.</exception>
    public string Text(int row) => Encoding.UTF8.GetString(Bytes(row));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Check(int row) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Count, nameof(row));
}
