using System.Runtime.InteropServices;
using I2M2.Modeling.Tasks;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>The rows of a split as batches on the training device.</summary>
public sealed class BatchLoader : IDisposable
{
    // More stays in the shards' mapping and travels batch by batch.
    private const long MostResident = 8L << 30;
    private readonly BatchColumn[] columns;
    private readonly ShardColumn ids;
    private readonly Device device;
    private readonly long[] labels;

    /// <param name="task">Names the columns.</param>
    /// <param name="split">The rows.</param>
    /// <param name="rows">How many of them, from the start.</param>
    /// <param name="classes">Labels must be below this.</param>
    /// <param name="device">Where batches go.</param>
    /// <param name="resident">Whether the columns lie on the device whole; null: on a GPU, when they fit.</param>
    /// <param name="normalisers">How columns are standardised, by name; null: none is.</param>
    /// <exception cref="InputRefusedException">
    /// A column is missing or of another dtype, lacks a feature that is to be masked, the split is empty, or a label is out of range.
    /// </exception>
    public BatchLoader(
        ITask task, ShardSplit split, long rows, int classes, Device device, bool? resident = null, IReadOnlyDictionary<string, Normaliser>? normalisers = null)
    {
        this.device = device;
        Rows = rows;
        var inputs = task.Modalities.Select(m => split[m.Column]).ToList();
        var label = split[task.LabelColumn];
        ids = split[task.IdColumn];
        if (rows == 0)
            throw new InputRefusedException(split.Name, "the split has no rows", "preprocess again, or raise --limit");
        if (label.Schema.Dtype != Dtype.I64 || ids.Schema.Dtype != Dtype.I64)
            throw new InputRefusedException(split.Name, $"columns '{task.LabelColumn}' and '{task.IdColumn}' must be I64", "preprocess again");
        if (inputs.Find(c => !RowConversion.Has(c.Schema.Dtype)) is { } column)
            throw new InputRefusedException(split.Name, $"column '{column.Schema.Name}' is {column.Schema.Dtype}, which cannot become float32", "preprocess again");
        if (task.Masked.FirstOrDefault(f => !inputs.Exists(c => c.Schema.Features?.Contains(f) == true)) is { } feature)
            throw new InputRefusedException(split.Name, $"no input column has the feature '{feature}', which {task.Name} leaves out", "preprocess again");
        labels = label.ToArray<long>().AsSpan(0, checked((int)rows)).ToArray();
        var bad = Array.FindIndex(labels, y => y < 0 || y >= classes);
        if (bad >= 0)
            throw new InputRefusedException(split.Name, $"row {bad}: the label is not in 0..{classes - 1}", "preprocess again");
        var stays = resident ?? (device.type != DeviceType.CPU && inputs.Sum(BatchColumn.BytesOf) <= MostResident);
        columns = [.. inputs.Select(c => new BatchColumn(c, device, stays, Standardisation.Of(c.Schema, normalisers?.GetValueOrDefault(c.Schema.Name), task.Masked)))];
    }

    /// <summary>Rows that batches are drawn from.</summary>
    public long Rows { get; }

    /// <summary>Labels of those rows.</summary>
    public IReadOnlyList<long> Labels => labels;

    /// <summary>Ids of those rows.</summary>
    public long[] Ids() => ids.ToArray<long>().AsSpan(0, checked((int)Rows)).ToArray();

    /// <summary>The given rows as a batch; its tensors belong to the innermost dispose scope.</summary>
    public Batch Load(ReadOnlySpan<long> rows) => OnDevice(Gather(rows));

    /// <summary>
    /// Batches in the order asked for, the next ones gathered on other threads while one is in use. Which thread gathers which has no
    /// influence on what comes. The caller disposes every batch.
    /// </summary>
    /// <param name="batches">The rows of each.</param>
    /// <param name="ahead">How many are gathered before they are asked for; 0: none, all work is done on this thread.</param>
    public IEnumerable<Batch> Stream(IEnumerable<long[]> batches, int ahead = 2)
    {
        var waiting = new Queue<Task<Batch>>();
        try
        {
            foreach (var rows in batches)
            {
                waiting.Enqueue(ahead > 0 ? Task.Run(() => Gather(rows)) : Task.FromResult(Gather(rows)));
                if (waiting.Count > ahead)
                    yield return OnDevice(waiting.Dequeue().GetAwaiter().GetResult());
            }

            while (waiting.TryDequeue(out var next))
                yield return OnDevice(next.GetAwaiter().GetResult());
        }
        finally
        {
            // Stopped early: what was gathered belongs to nobody.
            foreach (var left in waiting)
            {
                ((IAsyncResult)left).AsyncWaitHandle.WaitOne();
                if (left.IsCompletedSuccessfully)
                    left.Result.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var column in columns)
            column.Dispose();
    }

    // A thread of the pool has no dispose scope: what it gathers belongs to whoever takes it.
    private Batch Gather(ReadOnlySpan<long> rows)
    {
        var inputs = new Tensor[columns.Length];
        for (var m = 0; m < inputs.Length; m++)
            inputs[m] = columns[m].Gather(rows);
        var classes = empty([rows.Length], int64);
        var numbers = MemoryMarshal.Cast<byte, long>(classes.bytes);
        for (var k = 0; k < rows.Length; k++)
            numbers[k] = labels[rows[k]];
        return new Batch(inputs, classes);
    }

    private Batch OnDevice(Batch gathered)
    {
        if (columns[0].GathersForUse)
            return gathered;
        var moved = new Batch(
            [.. gathered.Inputs.Select((x, m) => columns[m].OnDevice(x))], device.type == DeviceType.CPU ? gathered.Labels : gathered.Labels.to(device));
        foreach (var host in gathered.Inputs.Append(gathered.Labels).Where(t => !ReferenceEquals(t, moved.Labels)))
            host.Dispose();
        return moved;
    }
}
