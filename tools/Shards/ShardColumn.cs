using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace I2M2.Shards;

/// <summary>
/// One column of a split, seen over all its shards as one array of rows, whether it lies there or in a table that the rows point into.
/// Thread-safe.
/// </summary>
public sealed unsafe class ShardColumn
{
    private const int CacheLine = 64;
    private const int Stretch = 2048;

    // A fraction of the cache; further into a long row the processor sees by itself that it is read in order.
    private const int MostPrefetched = 64 << 10;
    private readonly SafetensorsEntry[] parts;
    private readonly long[] firstRows;
    private readonly long uniformRows;
    private readonly ShardColumn? key;
    private readonly ShardColumn? table;
    private readonly string folder = "";

    internal ShardColumn(ColumnSchema schema, SafetensorsEntry[] parts)
    {
        Schema = schema;
        this.parts = parts;
        RowBytes = checked((int)schema.RowBytes);
        firstRows = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            firstRows[i] = Rows;
            Rows += parts[i].Rows;
        }

        // All shards but the last are usually of one size: then the shard is a division away.
        uniformRows = parts.Length > 0 && parts.SkipLast(1).All(p => p.Rows == parts[0].Rows) && parts[^1].Rows <= parts[0].Rows ? parts[0].Rows : 0;
    }

    internal ShardColumn(ShardColumn table, ShardColumn key, string folder)
        : this(table.Schema, [])
    {
        (this.table, this.key, this.folder) = (table, key, folder);
        Rows = key.Rows;
    }

    /// <summary>Name, dtype, shape of a row, unit, scale.</summary>
    public ColumnSchema Schema { get; }

    /// <summary>Rows over all shards.</summary>
    public long Rows { get; private set; }

    /// <summary>Bytes of one row.</summary>
    public int RowBytes { get; }

    /// <summary>The column as it lies in the files: the table's where the rows point into one, else this one.</summary>
    public ShardColumn Stored => table ?? this;

    /// <summary>Which rows of <see cref="Stored"/> the given rows are.</summary>
    /// <param name="rows">Row numbers; repeats allowed.</param>
    /// <param name="stored">Filled with as many.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such row.</exception>
    /// <exception cref="InputRefusedException">A row points at no row of its table.</exception>
    public void StoredRows(ReadOnlySpan<long> rows, Span<long> stored)
    {
        for (var k = 0; k < rows.Length; k++)
        {
            if ((ulong)rows[k] >= (ulong)Rows)
                throw new ArgumentOutOfRangeException(nameof(rows), rows[k], $"Column '{Schema.Name}' has {Rows} rows");
            stored[k] = key is null ? rows[k] : TableRow(rows[k]);
        }
    }

    /// <summary>A row's bytes in place; valid until the set is disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such row.</exception>
    /// <exception cref="InputRefusedException">The row points at no row of its table.</exception>
    public ReadOnlySpan<byte> Row(long row) => new(Address(row), RowBytes);

    /// <summary>Copies rows, in the order asked for, one after the other into <paramref name="destination"/>.</summary>
    /// <param name="rows">Row numbers; repeats allowed.</param>
    /// <param name="destination">Exactly rows.Length x <see cref="RowBytes"/> bytes.</param>
    /// <exception cref="ArgumentException">The destination has another size.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No such row.</exception>
    /// <remarks>Compiled well at once: its loops are too long-lived to wait for the compiler's second look.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather(ReadOnlySpan<long> rows, Span<byte> destination)
    {
        if (destination.Length != (long)rows.Length * RowBytes)
            throw new ArgumentException($"{rows.Length} rows of '{Schema.Name}' need {(long)rows.Length * RowBytes} bytes, not {destination.Length}", nameof(destination));
        if (rows.IsEmpty)
            return;
        var row = Address(rows[0]);
        for (var i = 0; i < rows.Length; i++)
        {
            var next = i + 1 < rows.Length ? Address(rows[i + 1]) : row;
            Copy(row, destination.Slice(i * RowBytes, RowBytes), next);
            row = next;
        }
    }

    /// <summary>The whole column as values, row-major; for small columns such as labels.</summary>
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is not of the column's element size.</exception>
    public T[] ToArray<T>()
        where T : unmanaged
    {
        if (sizeof(T) != Schema.Dtype.Bytes())
            throw new ArgumentException($"Column '{Schema.Name}' holds {Schema.Dtype}, not {typeof(T).Name}");
        var values = new T[checked(Rows * RowBytes / sizeof(T))];
        var destination = MemoryMarshal.AsBytes(values.AsSpan());
        for (var row = 0L; row < Rows; row++)
            Row(row).CopyTo(destination.Slice((int)(row * RowBytes), RowBytes));
        return values;
    }

    /// <summary>
    /// Copies a row and meanwhile calls the next one into the second-level cache, stretch by stretch. Rows lie anywhere, and a processor
    /// that only learns where the next one is when it gets there waits for half of the time.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(byte* row, Span<byte> destination, byte* next)
    {
        for (var at = 0; at < destination.Length; at += Stretch)
        {
            var bytes = Math.Min(Stretch, destination.Length - at);
            if (Sse.IsSupported && at < MostPrefetched)
            {
                for (var line = at; line < at + bytes; line += CacheLine)
                    Sse.Prefetch1(next + line);
            }

            new ReadOnlySpan<byte>(row + at, bytes).CopyTo(destination.Slice(at, bytes));
        }
    }

    private byte* Address(long row)
    {
        if (key is not null)
            return table!.Address(TableRow(row));
        if ((ulong)row >= (ulong)Rows)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"Column '{Schema.Name}' has {Rows} rows");
        int part;
        if (uniformRows > 0)
        {
            part = (int)(row / uniformRows);
        }
        else
        {
            part = Array.BinarySearch(firstRows, row);
            if (part < 0)
                part = ~part - 1;
            while (parts[part].Rows == 0)
                part++;
        }

        return parts[part].Data + ((row - firstRows[part]) * RowBytes);
    }

    private long TableRow(long row)
    {
        var found = Unsafe.ReadUnaligned<long>(key!.Address(row));
        return (ulong)found < (ulong)table!.Rows
            ? found
            : throw new InputRefusedException(folder, $"row {row}: '{key.Schema.Name}' is {found}, table '{Schema.Table}' has {table.Rows} rows", "preprocess again");
    }
}
