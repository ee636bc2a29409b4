using System.Runtime.InteropServices;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>
/// One column of a split as float32 tensors on the training device. On the host, rows are gathered from the mapped shards and converted in
/// one pass. On a GPU the stored numbers, a quarter of the bytes where they are bytes, are what travels; a column that fits stays there
/// whole, and only row numbers travel.
/// </summary>
internal sealed class BatchColumn : IDisposable
{
    private readonly ShardColumn column;
    private readonly Device device;
    private readonly Tensor? resident;

    /// <param name="column">The rows.</param>
    /// <param name="device">Where batches go.</param>
    /// <param name="resident">Whether the whole column is put there now.</param>
    internal BatchColumn(ShardColumn column, Device device, bool resident)
    {
        this.column = column;
        this.device = device;
        if (!resident)
            return;
        using var scope = NewDisposeScope();
        this.resident = Stored(column.Stored, [.. Enumerable.Range(0, checked((int)column.Stored.Rows)).Select(r => (long)r)]).to(device).DetachFromDisposeScope();
    }

    /// <summary>Whether <see cref="Gather"/> gives what networks take, and <see cref="OnDevice"/> is not needed.</summary>
    internal bool GathersForUse => resident is null && device.type == DeviceType.CPU;

    /// <summary>Bytes of a column as it is stored, each table row once.</summary>
    internal static long BytesOf(ShardColumn column) => column.Stored.Rows * column.RowBytes;

    /// <summary>
    /// The work that needs no device: gathered rows, converted already when the device is the host; row numbers of a resident column.
    /// Thread-safe; the tensor belongs to the caller's innermost scope.
    /// </summary>
    internal Tensor Gather(ReadOnlySpan<long> rows)
    {
        if (resident is not null)
            return Rows(rows);
        return GathersForUse ? Floats(rows) : Stored(column, rows);
    }

    /// <summary>What <see cref="Gather"/> gave, as float32 [B, ...] on the device. For the thread that trains.</summary>
    internal Tensor OnDevice(Tensor gathered)
    {
        using var scope = NewDisposeScope();
        var moved = gathered.to(device);
        var real = (resident is null ? moved : resident.index_select(0, moved)).to(float32);
        return scope.MoveToOuter(column.Schema.Scale == 1 ? real : real * column.Schema.Scale);
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

    private Tensor Floats(ReadOnlySpan<long> rows)
    {
        var host = empty([rows.Length, .. column.Schema.Shape], float32);
        if (column.Schema.Dtype == Dtype.F32 && column.Schema.Scale == 1)
        {
            column.Gather(rows, host.bytes);
            return host;
        }

        var floats = MemoryMarshal.Cast<byte, float>(host.bytes);
        var width = rows.IsEmpty ? 0 : floats.Length / rows.Length;
        for (var k = 0; k < rows.Length; k++)
            RowConversion.ToFloats(column.Schema.Dtype, column.Row(rows[k]), column.Schema.Scale, floats.Slice(k * width, width));
        return host;
    }
}
