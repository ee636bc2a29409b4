using I2M2.Modeling.Tasks;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>A batch on the training device.</summary>
/// <param name="Inputs">One tensor [B, ...] float32 for each modality.</param>
/// <param name="Labels">[B] int64.</param>
public sealed record Batch(IReadOnlyList<Tensor> Inputs, Tensor Labels)
{
    /// <summary>Rows B.</summary>
    public long Size => Labels.shape[0];
}

/// <summary>Gathers rows of a split straight from the mapped shards into tensors: one copy, no parsing.</summary>
public sealed class BatchLoader
{
    private readonly ShardColumn[] columns;
    private readonly ShardColumn labels;
    private readonly ShardColumn ids;
    private readonly Device device;

    /// <param name="task">Names the columns.</param>
    /// <param name="split">The rows.</param>
    /// <param name="rows">How many of them, from the start.</param>
    /// <param name="classes">Labels must be below this.</param>
    /// <param name="device">Where batches go.</param>
    /// <exception cref="InputRefusedException">A column is missing or of another dtype, the split is empty, or a label is out of range.</exception>
    public BatchLoader(ITask task, ShardSplit split, long rows, int classes, Device device)
    {
        this.device = device;
        Rows = rows;
        columns = [.. task.Modalities.Select(m => split[m.Column])];
        labels = split[task.LabelColumn];
        ids = split[task.IdColumn];
        if (rows == 0)
            throw new InputRefusedException(split.Name, "the split has no rows", "preprocess again, or raise --limit");
        if (labels.Schema.Dtype != Dtype.I64 || ids.Schema.Dtype != Dtype.I64)
            throw new InputRefusedException(split.Name, $"columns '{task.LabelColumn}' and '{task.IdColumn}' must be I64", "preprocess again");
        if (columns.FirstOrDefault(c => !StoredTensor.Has(c.Schema.Dtype) || c.Schema.Dtype == Dtype.C64) is { } column)
            throw new InputRefusedException(split.Name, $"column '{column.Schema.Name}' is {column.Schema.Dtype}, which cannot become float32", "preprocess again");
        AllLabels = labels.ToArray<long>().AsSpan(0, checked((int)rows)).ToArray();
        var bad = Array.FindIndex(AllLabels, y => y < 0 || y >= classes);
        if (bad >= 0)
            throw new InputRefusedException(split.Name, $"row {bad}: the label is not in 0..{classes - 1}", "preprocess again");
    }

    /// <summary>Rows that batches are drawn from.</summary>
    public long Rows { get; }

    /// <summary>Labels of those rows.</summary>
    public IReadOnlyList<long> Labels => AllLabels;

    /// <summary>Ids of those rows.</summary>
    public long[] Ids() => ids.ToArray<long>().AsSpan(0, checked((int)Rows)).ToArray();

    private long[] AllLabels { get; }

    /// <summary>The given rows as a batch; its tensors belong to the innermost dispose scope.</summary>
    public Batch Load(ReadOnlySpan<long> rows)
    {
        var inputs = new Tensor[columns.Length];
        for (var m = 0; m < inputs.Length; m++)
            inputs[m] = Gather(columns[m], rows);
        return new Batch(inputs, GatherRaw(labels, rows));
    }

    // Stored integers travel to the device as they are and become float32 there.
    private Tensor Gather(ShardColumn column, ReadOnlySpan<long> rows)
    {
        var raw = GatherRaw(column, rows);
        var real = raw.to(float32);
        if (!ReferenceEquals(raw, real))
            raw.Dispose();
        return column.Schema.Scale == 1 ? real : real.mul_(column.Schema.Scale);
    }

    private Tensor GatherRaw(ShardColumn column, ReadOnlySpan<long> rows)
    {
        var host = empty([rows.Length, .. column.Schema.Shape], StoredTensor.ScalarType(column.Schema.Dtype));
        column.Gather(rows, host.bytes);
        return device.type == DeviceType.CPU ? host : host.to(device, disposeAfter: true);
    }
}
