using System.Runtime.InteropServices;
using System.Text;
using DuckDB.NET.Native;

namespace I2M2.Storage;

/// <summary>
/// Adds rows to a table by filling columns in DuckDB's own memory: set up to <see cref="Capacity"/> rows of every column, then
/// <see cref="Append"/> them, and so on; <see cref="Finish"/> at the end. Rows that are not finished are lost. For one thread at a time; while
/// it sets rows, another one adds those before.
/// </summary>
public sealed unsafe class DuckAppender : IDisposable
{
    // Every hundredth chunk DuckDB compresses what has come together, for some 40 ms: as long as some chunks take to fill.
    private const int Chunks = 16;
    private readonly string purpose;
    private readonly DuckDBNativeConnection connection;
    private readonly DuckDBAppender appender;
    private readonly DuckDBDataChunk[] chunks = new DuckDBDataChunk[Chunks];
    private readonly Task[] added = [.. Enumerable.Repeat(Task.CompletedTask, Chunks)];
    private readonly DuckDBType[] types;
    private readonly DuckDBType[] elements;
    private readonly ulong[] listed;
    private int filling;

    internal DuckAppender(DuckDBNativeConnection connection, string table)
    {
        purpose = $"append to {table}";
        this.connection = connection;
        var state = NativeMethods.Appender.DuckDBAppenderCreate(connection, null!, table, out appender);
        try
        {
            Check(state);
            (types, elements) = Columns();
            listed = new ulong[types.Length];
        }
        catch
        {
            appender.Dispose();
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The most rows at a time.</summary>
    public static int Capacity { get; } = (int)NativeMethods.Helpers.DuckDBVectorSize();

    /// <summary>A column of numbers to fill, [Capacity]; for T see <see cref="DuckVector.Values{T}"/>.</summary>
    /// <exception cref="InvalidOperationException">The column is of another type.</exception>
    public Span<T> Column<T>(int column)
        where T : unmanaged
    {
        ColumnType.Require<T>(types[column]);
        return new Span<T>(NativeMethods.Vectors.DuckDBVectorGetData(Vector(column)), Capacity);
    }

    /// <summary>Sets a text or a blob.</summary>
    /// <param name="column">Position of the column.</param>
    /// <param name="row">Below <see cref="Capacity"/>.</param>
    /// <param name="bytes">Copied; a text's is UTF-8.</param>
    /// <exception cref="InvalidOperationException">The column is neither.</exception>
    public void SetBytes(int column, int row, ReadOnlySpan<byte> bytes)
    {
        CheckRow(row);
        if (types[column] is not (DuckDBType.Varchar or DuckDBType.Blob))
            throw new InvalidOperationException($"a column of {types[column]}, not of texts");
        fixed (byte* first = &MemoryMarshal.GetReference(bytes))
        {
            // An empty span has no first byte to point at.
            byte none = 0;
            var from = first == null ? &none : first;
            NativeMethods.Vectors.DuckDBVectorAssignStringElementLength(Vector(column), (ulong)row, from, bytes.Length);
        }
    }

    /// <summary>Sets a text.</summary>
    /// <param name="column">Position of the column.</param>
    /// <param name="row">Below <see cref="Capacity"/>.</param>
    /// <param name="text">Null: no value.</param>
    /// <exception cref="InvalidOperationException">The column is not of texts.</exception>
    public void SetText(int column, int row, string? text)
    {
        if (text is null)
            SetNull(column, row);
        else
            SetBytes(column, row, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Sets a list; each row of a column once, for T see <see cref="DuckVector.Values{T}"/>.</summary>
    /// <param name="column">Position of the column.</param>
    /// <param name="row">Below <see cref="Capacity"/>.</param>
    /// <param name="values">Copied.</param>
    /// <exception cref="InvalidOperationException">The column is not of lists of T.</exception>
    public void SetList<T>(int column, int row, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        CheckRow(row);
        ColumnType.Require<T>(elements[column]);
        var vector = Vector(column);
        var start = listed[column];
        var end = start + (ulong)values.Length;
        if (!NativeMethods.Vectors.DuckDBListVectorReserve(vector, end).IsSuccess()
            || !NativeMethods.Vectors.DuckDBListVectorSetSize(vector, end).IsSuccess())
            throw new InsufficientMemoryException($"{purpose}: no room for {end} list elements");
        var all = (T*)NativeMethods.Vectors.DuckDBVectorGetData(NativeMethods.Vectors.DuckDBListVectorGetChild(vector));
        values.CopyTo(new Span<T>(all + start, values.Length));
        ((DuckDBListEntry*)NativeMethods.Vectors.DuckDBVectorGetData(vector))[row] = new DuckDBListEntry(start, (ulong)values.Length);
        listed[column] = end;
    }

    /// <summary>Sets NULL.</summary>
    /// <param name="column">Position of the column.</param>
    /// <param name="row">Below <see cref="Capacity"/>.</param>
    public void SetNull(int column, int row)
    {
        CheckRow(row);
        var vector = Vector(column);
        NativeMethods.Vectors.DuckDBVectorEnsureValidityWritable(vector);
        NativeMethods.ValidityMask.DuckDBValiditySetRowValidity(NativeMethods.Vectors.DuckDBVectorGetValidity(vector), (ulong)row, false);
    }

    /// <summary>Adds the first rows that were set; the columns are then empty again.</summary>
    /// <param name="rows">1..<see cref="Capacity"/>; all their columns are set.</param>
    /// <exception cref="DuckException">A row given before breaks a constraint of the table, or memory is used up.</exception>
    public void Append(int rows)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)rows, (uint)Capacity, nameof(rows));
        var full = chunks[filling];
        _ = NativeMethods.DataChunks.DuckDBDataChunkSetSize(full, (ulong)rows);
        added[filling] = Last.ContinueWith(
            before =>
            {
                before.GetAwaiter().GetResult();
                Check(NativeMethods.Appender.DuckDBAppendDataChunk(appender, full));
                NativeMethods.DataChunks.DuckDBDataChunkReset(full);
            },
            TaskScheduler.Default);
        filling = (filling + 1) % Chunks;
        Array.Clear(listed);
        added[filling].GetAwaiter().GetResult();
    }

    /// <summary>Makes the rows part of the table.</summary>
    /// <exception cref="DuckException">A row breaks a constraint of the table, or memory is used up.</exception>
    public void Finish()
    {
        Last.GetAwaiter().GetResult();
        Check(NativeMethods.Appender.DuckDBAppenderClose(appender));
    }

    /// <summary>Frees what it holds.</summary>
    public void Dispose()
    {
        // Who gives up does not ask what became of the last rows.
        ((IAsyncResult)Last).AsyncWaitHandle.WaitOne();
        foreach (var chunk in chunks)
            chunk.Dispose();
        appender.Dispose();
        connection.Dispose();
    }

    // Chunks are added one after the other: with the last one all are.
    private Task Last => added[(filling + Chunks - 1) % Chunks];

    private (DuckDBType[] Types, DuckDBType[] Elements) Columns()
    {
        var logical = new DuckDBLogicalType[NativeMethods.Appender.DuckDBAppenderColumnCount(appender)];
        var (own, inner) = (new DuckDBType[logical.Length], new DuckDBType[logical.Length]);
        try
        {
            for (var i = 0; i < logical.Length; i++)
            {
                logical[i] = NativeMethods.Appender.DuckDBAppenderColumnType(appender, (ulong)i);
                own[i] = NativeMethods.LogicalType.DuckDBGetTypeId(logical[i]);
                if (own[i] != DuckDBType.List)
                    continue;
                using var child = NativeMethods.LogicalType.DuckDBListTypeChildType(logical[i]);
                inner[i] = NativeMethods.LogicalType.DuckDBGetTypeId(child);
            }

            nint[] handles = [.. logical.Select(l => l.DangerousGetHandle())];
            for (var i = 0; i < chunks.Length; i++)
                chunks[i] = NativeMethods.DataChunks.DuckDBCreateDataChunk(handles, (ulong)handles.Length);
            return (own, inner);
        }
        finally
        {
            foreach (var type in logical)
                type?.Dispose();
        }
    }

    private nint Vector(int column) => NativeMethods.DataChunks.DuckDBDataChunkGetVector(chunks[filling], column);

    private static void CheckRow(int row) => ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)row, (uint)Capacity, nameof(row));

    private void Check(DuckDBState state)
    {
        if (state.IsSuccess())
            return;
        using var error = NativeMethods.Appender.DuckDBAppenderErrorData(appender);
        throw DuckException.Of(purpose, purpose, error.Message ?? "", NativeMethods.ErrorData.DuckDBErrorDataErrorType(error));
    }
}
