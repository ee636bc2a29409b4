using System.Runtime.InteropServices;
using I2M2.Modeling.Tasks;
using I2M2.Shards;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>What is true of each row: one class number, 0 and 1 for each of L independent labels, or what each of K answers is worth.</summary>
internal sealed class RowLabels
{
    private readonly bool several;

    private RowLabels(long[] values, int ofRow, bool several) => (Values, OfRow, this.several) = (values, ofRow, several);

    /// <summary>What answers are worth; null: a row has one class, or labels.</summary>
    internal AnswerTargets? Targets { get; private init; }

    /// <summary>[N], or [N, L] row-major in the order of the task's labels; of answers the one that most annotators gave, -1 where it is no class.</summary>
    internal long[] Values { get; }

    /// <summary>1, or L.</summary>
    internal int OfRow { get; }

    /// <summary>The labels of a split's first rows.</summary>
    /// <param name="task">Says which columns.</param>
    /// <param name="split">The rows.</param>
    /// <param name="column">Of the labels.</param>
    /// <param name="rows">How many.</param>
    /// <param name="classes">Labels must be below this.</param>
    /// <param name="rule">What answers are worth, see <see cref="AnswerTargets"/>.</param>
    /// <exception cref="InputRefusedException">The column is not as the task says, or a label is out of range.</exception>
    internal static RowLabels Of(ITask task, ShardSplit split, ShardColumn column, long rows, int classes, string rule)
    {
        if (task.Labels is { } names)
            return Of(names, split, column, rows);
        var values = column.ToArray<long>().AsSpan(0, checked((int)rows)).ToArray();
        var least = task.Answers is null ? 0 : -1;
        var bad = Array.FindIndex(values, y => y < least || y >= classes);
        return bad < 0
            ? new(values, 1, several: false) { Targets = task.Answers is { } answers ? AnswerTargets.Of(answers, split, rows, classes, rule) : null }
            : throw new InputRefusedException(split.Name, $"row {bad}: the label is not in 0..{classes - 1}", "preprocess again");
    }

    /// <summary>Of some rows, [B] or [B, L] int64; of answers [B, K] float32.</summary>
    internal Tensor Gather(ReadOnlySpan<long> rows)
    {
        if (Targets is not null)
            return Targets.Gather(rows);
        var gathered = empty(several ? [rows.Length, OfRow] : [rows.Length], int64);
        var numbers = MemoryMarshal.Cast<byte, long>(gathered.bytes);
        for (var k = 0; k < rows.Length; k++)
            Values.AsSpan((int)rows[k] * OfRow, OfRow).CopyTo(numbers[(k * OfRow)..]);
        return gathered;
    }

    // Labels are found by name: their order in the shards is the shards' own.
    private static RowLabels Of(IReadOnlyList<string> names, ShardSplit split, ShardColumn column, long rows)
    {
        var there = column.Schema.ClassNames ?? [];
        if (column.Schema.Dtype != Dtype.U8 || column.Schema.Shape is not [var width] || width != there.Count)
            throw new InputRefusedException(split.Name, $"column '{column.Schema.Name}' must be U8 [labels] with a class name for each label", "preprocess again");
        if (names.FirstOrDefault(n => !there.Contains(n)) is { } missing)
            throw new InputRefusedException(split.Name, $"column '{column.Schema.Name}' has no label '{missing}', only {string.Join(", ", there)}", "preprocess again");
        int[] places = [.. names.Select(n => there.ToList().IndexOf(n))];
        var values = new long[checked((int)rows * names.Count)];
        for (var row = 0; row < rows; row++)
        {
            var stored = column.Row(row);
            for (var k = 0; k < places.Length; k++)
            {
                values[(row * places.Length) + k] = stored[places[k]] <= 1
                    ? stored[places[k]]
                    : throw new InputRefusedException(split.Name, $"row {row}: label '{names[k]}' is neither 0 nor 1", "preprocess again");
            }
        }

        return new(values, names.Count, several: true);
    }
}
