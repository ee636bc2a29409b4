using System.Runtime.InteropServices;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>
/// One column of a split as float32 tensors on the training device. On the host, rows are gathered from the mapped shards and converted in
/// one pass. On a GPU the stored numbers, a quarter of the bytes where they are bytes, are what travels; a column that fits stays there
/// whole, and only row numbers travel. What is standardised is so on the host, whatever the device.
/// </summary>
internal sealed class BatchColumn : IBatchColumn
{
    private readonly ShardColumn column;
    private readonly Device device;
    private readonly Tensor? resident;
    private readonly Standardisation? standardisation;

    /// <param name="column">The rows.</param>
    /// <param name="device">Where batches go.</param>
    /// <param name="resident">Whether the whole column is put there now.</param>
    /// <param name="standardisation">What is done with the values; null: nothing but the column's scale.</param>
    internal BatchColumn(ShardColumn column, Device device, bool resident, Standardisation? standardisation = null)
    {
        this.column = column;
        this.device = device;
        this.standardisation = standardisation;
        if (!resident)
            return;
        using var scope = NewDisposeScope();
        long[] all = [.. Enumerable.Range(0, checked((int)column.Stored.Rows)).Select(r => (long)r)];
        this.resident = (standardisation is null ? Stored(column.Stored, all) : Floats(column.Stored, all)).to(device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public bool GathersForUse => resident is null && device.type == DeviceType.CPU;

    /// <summary>Bytes of a column as it is stored, each table row once.</summary>
    internal static long BytesOf(ShardColumn column) => column.Stored.Rows * column.RowBytes;

    /// <summary>Gathered rows, converted already when the device is the host; row numbers of a resident column.</summary>
    public Tensor Gather(ReadOnlySpan<long> rows, long? noise)
    {
        if (resident is not null)
            return Rows(rows);
        return GathersForUse || standardisation is not null ? Floats(column, rows) : Stored(column, rows);
    }

    /// <inheritdoc/>
    public Tensor OnDevice(Tensor gathered)
    {
        using var scope = NewDisposeScope();
        var moved = gathered.to(device);
        var real = (resident is null ? moved : resident.index_select(0, moved)).to(float32);
        return scope.MoveToOuter(column.Schema.Scale == 1 || standardisation is not null ? real : real * column.Schema.Scale);
    }

    public void Dispose() => resident?.Dispose();

    private Tensor Rows(ReadOnlySpan<long> rows)
    {
        var numbers = empty([rows.Length], int64);
        column.StoredRows(rows, MemoryMarshal.Cast<byte, long>(numbers.bytes));
        return numbers;
    }

    private static Tensor Stored(ShardColumn column, ReadOnlySpan<long> rows)
    {
        var host = empty([rows.Length, .. column.Schema.Shape], StoredTensor.ScalarType(column.Schema.Dtype));
        column.Gather(rows, host.bytes);
        return host;
    }

    private Tensor Floats(ShardColumn from, ReadOnlySpan<long> rows)
    {
        var host = empty([rows.Length, .. from.Schema.Shape], float32);
        var floats = MemoryMarshal.Cast<byte, float>(host.bytes);
        // Normalisers are in stored units.
        var scale = standardisation is null ? from.Schema.Scale : 1;
        if (from.Schema.Dtype == Dtype.F32 && scale == 1)
        {
            from.Gather(rows, host.bytes);
        }
        else
        {
            var width = rows.IsEmpty ? 0 : floats.Length / rows.Length;
            for (var k = 0; k < rows.Length; k++)
                RowConversion.ToFloats(from.Schema.Dtype, from.Row(rows[k]), scale, floats.Slice(k * width, width));
        }

        standardisation?.Apply(floats);
        return host;
    }
}
