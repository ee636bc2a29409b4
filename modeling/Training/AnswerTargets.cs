using System.Runtime.InteropServices;
using I2M2.Modeling.Tasks;
using I2M2.Shards;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>
/// What each of a row's answers is worth, by how many of ten annotators gave it: 0.3, 0.6, 0.9 for one, two, three and 1 for more (the mean of
/// min(1, m / 3) over the ten subsets of nine annotators, VQA v2), or min(1, n / 3) (VQA-VS).
/// </summary>
public sealed class AnswerTargets
{
    /// <summary>The rule of VQA v2.</summary>
    public const string Table = "table";

    /// <summary>The rule of VQA-VS.</summary>
    public const string Thirds = "thirds";

    private const int Annotators = 10;
    private readonly int[] ids;
    private readonly byte[] counts;
    private readonly float[] worth;
    private readonly int width;
    private readonly int classes;

    private AnswerTargets(int[] ids, byte[] counts, float[] worth, int width, int classes) =>
        (this.ids, this.counts, this.worth, this.width, this.classes) = (ids, counts, worth, width, classes);

    /// <summary>The targets of a split's first rows.</summary>
    /// <param name="columns">Which they are.</param>
    /// <param name="split">The rows.</param>
    /// <param name="rows">How many.</param>
    /// <param name="classes">Answers in the vocabulary, K.</param>
    /// <param name="rule"><see cref="Table"/> or <see cref="Thirds"/>.</param>
    /// <exception cref="InputRefusedException">A column is not as it must be, or holds what cannot be.</exception>
    public static AnswerTargets Of(AnswerColumns columns, ShardSplit split, long rows, int classes, string rule)
    {
        var (answers, given) = (split[columns.Ids], split[columns.Counts]);
        if (answers.Schema is not { Dtype: Dtype.I32, Shape: [var width] } || given.Schema is not { Dtype: Dtype.U8, Shape: [var alike] } || width != alike || width is 0 or > 64)
            throw new InputRefusedException(split.Name, $"columns '{columns.Ids}' and '{columns.Counts}' must be I32 [answers] and U8 [answers]", "preprocess again");
        var targets = new AnswerTargets(
            answers.ToArray<int>()[..checked((int)(rows * width))], given.ToArray<byte>()[..(int)(rows * width)],
            [.. Enumerable.Range(0, Annotators + 1).Select(n => rule == Thirds ? MathF.Min(1, n / 3f) : MathF.Min(1, 3 * n / 10f))], (int)width, classes);
        for (var k = 0; k < targets.ids.Length; k++)
        {
            if (targets.ids[k] < -1 || targets.ids[k] >= classes || targets.counts[k] > Annotators || (targets.ids[k] >= 0) != (targets.counts[k] > 0))
                throw new InputRefusedException(split.Name, $"row {k / width}: an answer is none of the {classes} classes, or the number of annotators who gave it not 1 to {Annotators}", "preprocess again");
        }

        return targets;
    }

    /// <summary>The answers of a row that are classes, and how many annotators gave each.</summary>
    public (int[] Ids, byte[] Counts) OfRow(long row)
    {
        var from = checked((int)row * width);
        var there = ids.AsSpan(from, width).IndexOf(-1) is var end && end < 0 ? width : end;
        return (ids[from..(from + there)], counts[from..(from + there)]);
    }

    /// <summary>What an answer to a row is worth, 0 to 1.</summary>
    public float Worth(long row, int answer)
    {
        var from = checked((int)row * width);
        var at = ids.AsSpan(from, width).IndexOf(answer);
        return at < 0 ? 0 : worth[counts[from + at]];
    }

    /// <summary>Of some rows, [B, K] float32.</summary>
    public Tensor Gather(ReadOnlySpan<long> rows)
    {
        var gathered = zeros([rows.Length, classes], float32);
        var values = MemoryMarshal.Cast<byte, float>(gathered.bytes);
        for (var k = 0; k < rows.Length; k++)
        {
            for (var at = checked((int)rows[k] * width); at < ((int)rows[k] + 1) * width && ids[at] >= 0; at++)
                values[(k * classes) + ids[at]] = worth[counts[at]];
        }

        return gathered;
    }
}
