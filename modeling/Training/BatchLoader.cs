using System.Globalization;
using I2M2.Modeling.Paradigms;
using I2M2.Modeling.Tasks;
using I2M2.PredictionFiles;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>The rows of a split as batches on the training device.</summary>
public sealed class BatchLoader : IDisposable
{
    // More stays in the shards' mapping and travels batch by batch.
    private const long MostResident = 8L << 30;
    private const string NoSubset = "none";
    private readonly ITask task;
    private readonly ShardSplit split;
    private readonly IBatchColumn[] columns;
    private readonly IReadOnlyList<BatchInput> inputs;
    private readonly Device device;
    private readonly RowLabels labels;

    /// <param name="task">Names the columns.</param>
    /// <param name="split">The rows.</param>
    /// <param name="rows">How many of them, from the start.</param>
    /// <param name="classes">Labels must be below this.</param>
    /// <param name="device">Where batches go.</param>
    /// <param name="resident">Whether the columns lie on the device whole; null: on a GPU, when they fit.</param>
    /// <param name="normalisers">How columns are standardised, by name; null: none is.</param>
    /// <param name="paradigm">Whose inputs are loaded; null: all modalities.</param>
    /// <param name="targets">What answers are worth, see <see cref="AnswerTargets"/>.</param>
    /// <exception cref="InputRefusedException">
    /// A column is missing or of another dtype, lacks a feature that is to be masked, the split is empty, or a label is out of range.
    /// </exception>
    public BatchLoader(
        ITask task, ShardSplit split, long rows, int classes, Device device, bool? resident = null, IReadOnlyDictionary<string, Normaliser>? normalisers = null,
        Paradigm? paradigm = null, string targets = AnswerTargets.Table)
    {
        (this.task, this.split, this.device) = (task, split, device);
        Rows = rows;
        var wanted = paradigm?.Inputs(task) ?? task.Modalities;
        (this.inputs, var inputs) = BatchInput.Of(wanted, split);
        var label = split[task.LabelColumn];
        var numbered = new[] { task.ClusterColumn, task.GroupColumn }.OfType<string>().Concat(task.IdColumns).ToList();
        if (rows == 0)
            throw new InputRefusedException(split.Name, "the split has no rows", "preprocess again, or raise --limit");
        if ((task.Labels is null && label.Schema.Dtype != Dtype.I64) || numbered.Any(n => split[n].Schema is not { Dtype: Dtype.I64, Shape.Length: 0 }))
        {
            var whole = (task.Labels is null ? [task.LabelColumn] : Array.Empty<string>()).Concat(numbered).Select(n => $"'{n}'");
            throw new InputRefusedException(split.Name, $"columns {string.Join(" and ", whole)} must be I64", "preprocess again");
        }

        if (inputs.FirstOrDefault(c => !RowConversion.Has(c.Schema.Dtype)) is { } column)
            throw new InputRefusedException(split.Name, $"column '{column.Schema.Name}' is {column.Schema.Dtype}, which cannot become float32", "preprocess again");
        if (task.Masked.FirstOrDefault(f => !inputs.Any(c => c.Schema.Features?.Contains(f) == true)) is { } feature)
            throw new InputRefusedException(split.Name, $"no input column has the feature '{feature}', which {task.Name} leaves out", "preprocess again");
        labels = RowLabels.Of(task, split, label, rows, classes, targets);
        var stays = resident ?? (device.type != DeviceType.CPU && inputs.Sum(BatchColumn.BytesOf) <= MostResident);
        columns = [.. inputs.Select(c => wanted.FirstOrDefault(m => m?.Column == c.Schema.Name)?.Picture is { } picture ? new PictureColumn(split, c.Schema.Name, picture, device) : (IBatchColumn)new BatchColumn(c, device, stays, Standardisation.Of(c.Schema, normalisers?.GetValueOrDefault(c.Schema.Name), task.Masked)))];
    }

    /// <summary>Rows that batches are drawn from.</summary>
    public long Rows { get; }

    /// <summary>Labels of those rows, [N]; of L independent labels, [N, L] row-major.</summary>
    public IReadOnlyList<long> Labels => labels.Values;

    /// <summary>What each row's answers are worth; null: a row has one right class, or labels.</summary>
    public AnswerTargets? Answers => labels.Targets;

    /// <summary>Those rows with their answers, of a task that has <see cref="ITask.Answers"/>.</summary>
    public AnsweredRows AnsweredRows()
    {
        var (columns, targets) = (task.Answers!, labels.Targets!);
        var all = Enumerable.Range(0, checked((int)Rows)).Select(r => targets.OfRow(r)).ToList();
        var sets = split[columns.OodMask].ToArray<int>();
        return new(
            Ids(), Clusters() ?? Ids(), sets[..all.Count], Classes(columns.AnswerType, split[columns.AnswerType].ToArray<byte>().Select(t => (int)t)), Classes(columns.QuestionType, split[columns.QuestionType].ToArray<int>()),
            [.. labels.Values.Select(y => (int)y)], [.. all.Select(a => a.Ids)], [.. all.Select(a => a.Counts.Select(n => (int)n).ToArray())]);
    }

    /// <summary>Names of the independent labels; null: there is one label of several classes.</summary>
    public IReadOnlyList<string>? LabelNames => task.Labels;

    /// <summary>Names of those rows.</summary>
    public string[] Ids() => Named(task.IdColumns);

    /// <summary>Names of the units that those rows belong to, see <see cref="ITask.ClusterColumn"/>; null: there are none.</summary>
    public string[]? Clusters() => task.ClusterColumn is { } column ? Named([column]) : null;

    /// <summary>Names of what those rows are parts of, see <see cref="ITask.GroupColumn"/>; null: of nothing.</summary>
    public string[]? Groups() => task.GroupColumn is { } column ? Named([column]) : null;

    /// <summary>Which part of the split each of those rows is of, see <see cref="ITask.SubsetColumn"/>; null: parts have no names.</summary>
    /// <exception cref="InputRefusedException">A row's is none of those that the set names.</exception>
    public string[]? Subsets()
    {
        if (task.SubsetColumn is not { } name)
            return null;
        var names = Classes(name, split[name].ToArray<byte>().Select(k => (int)k));
        return names.All(n => n == NoSubset) ? null : Array.ConvertAll(names, n => n == NoSubset ? "" : n);
    }

    /// <summary>The given rows as a batch; its tensors belong to the innermost dispose scope.</summary>
    public Batch Load(ReadOnlySpan<long> rows) => OnDevice(Gather(rows, noise: null));

    /// <summary>
    /// Batches in the order asked for, the next ones gathered on other threads while one is in use. Which thread gathers which has no
    /// influence on what comes. The caller disposes every batch.
    /// </summary>
    /// <param name="batches">The rows of each.</param>
    /// <param name="ahead">How many are gathered before they are asked for; 0: none, all work is done on this thread.</param>
    /// <param name="noise">Seed of what is drawn for the rows, such as crops of pictures; null: nothing is.</param>
    public IEnumerable<Batch> Stream(IEnumerable<long[]> batches, int ahead = 2, long? noise = null)
    {
        var waiting = new Queue<Task<Batch>>();
        try
        {
            foreach (var rows in batches)
            {
                waiting.Enqueue(ahead > 0 ? Task.Run(() => Gather(rows, noise)) : Task.FromResult(Gather(rows, noise)));
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

    private string[] Classes(string name, IEnumerable<int> values)
    {
        var names = split[name].Schema.ClassNames ?? [];
        return [.. values.Take(checked((int)Rows)).Select((k, row) => (uint)k < (uint)names.Count ? names[k] : throw new InputRefusedException(split.Name, $"row {row}: '{name}' is none of its {names.Count} classes", "preprocess again"))];
    }

    private string[] Named(IReadOnlyList<string> names)
    {
        var numbers = names.Select(n => split[n].ToArray<long>()).ToList();
        return [.. Enumerable.Range(0, checked((int)Rows)).Select(row => string.Join('/', numbers.Select(n => n[row].ToString(CultureInfo.InvariantCulture))))];
    }

    // A thread of the pool has no dispose scope: what it gathers belongs to whoever takes it.
    private Batch Gather(ReadOnlySpan<long> rows, long? noise)
    {
        var gathered = new Tensor[columns.Length];
        for (var c = 0; c < gathered.Length; c++)
            gathered[c] = columns[c].Gather(rows, noise);
        return new Batch(gathered, labels.Gather(rows));
    }

    private Batch OnDevice(Batch gathered)
    {
        if (columns.All(c => c.GathersForUse))
            return Made(gathered);
        var moved = new Batch(
            [.. gathered.Inputs.Select((x, c) => columns[c].OnDevice(x))], device.type == DeviceType.CPU ? gathered.Labels : gathered.Labels.to(device));
        foreach (var host in gathered.Inputs.Append(gathered.Labels).Where(t => !ReferenceEquals(t, moved.Labels)))
            host.Dispose();
        return Made(moved);
    }

    // What the columns' batches become; those that no input is itself are freed.
    private Batch Made(Batch columnwise)
    {
        if (inputs.All(i => i.Modality is { Derived: null }))
            return columnwise;
        Tensor[] made = [.. inputs.Select(i => i.Make(columnwise.Inputs, columnwise.Size))];
        foreach (var column in columnwise.Inputs.Where(c => !made.Contains(c)))
            column.Dispose();
        return new Batch(made, columnwise.Labels);
    }
}
