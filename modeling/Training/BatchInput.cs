using I2M2.Modeling.Tasks;
using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>How one input comes out of the columns' batches.</summary>
/// <param name="Modality">The input; null: nobody looks at it.</param>
/// <param name="Columns">Which of the loader's columns it is made of, the modality's own first.</param>
internal sealed record BatchInput(Modality? Modality, IReadOnlyList<int> Columns)
{
    /// <summary>Finds each input's columns among those of a split.</summary>
    /// <param name="inputs">In the experts' order.</param>
    /// <param name="split">The rows.</param>
    /// <returns>The inputs, and every column that one of them needs, once.</returns>
    /// <exception cref="InputRefusedException">A column is missing, has another shape than an input is made from, or a factor that is no positive number.</exception>
    internal static (IReadOnlyList<BatchInput> Inputs, IReadOnlyList<ShardColumn> Columns) Of(IReadOnlyList<Modality?> inputs, ShardSplit split)
    {
        var names = inputs.OfType<Modality>().SelectMany(Names).Distinct().ToList();
        if (inputs.OfType<Modality>().FirstOrDefault(m => !split.ColumnNames.Contains(m.Column)) is { } absent)
            throw new InputRefusedException(split.Folder, $"column '{absent.Column}' is missing; there are {string.Join(", ", split.ColumnNames)}", absent.Otherwise);
        foreach (var modality in inputs.OfType<Modality>())
            Check(modality, split);
        return ([.. inputs.Select(m => new BatchInput(m, m is null ? [] : [.. Names(m).Select(n => names.IndexOf(n))]))], [.. names.Select(n => split[n])]);
    }

    /// <summary>The input, which is a column's batch itself unless it is derived.</summary>
    /// <param name="columns">The columns' batches, on the training device.</param>
    /// <param name="rows">Rows B.</param>
    internal Tensor Make(IReadOnlyList<Tensor> columns, long rows)
    {
        if (Modality is null)
            return empty([rows, 0], float32);
        if (Modality.Derived is not { } derived)
            return columns[Columns[0]];
        using var scope = NewDisposeScope();
        return scope.MoveToOuter(derived.Of([.. Columns.Select(c => columns[c])]));
    }

    private static IEnumerable<string> Names(Modality modality) => [modality.Column, .. modality.Derived?.Factors ?? []];

    private static void Check(Modality modality, ShardSplit split)
    {
        var shape = split[modality.Column].Schema.Shape;
        if (modality.Width is { } features && !shape.SequenceEqual([features.Width * features.Times]))
        {
            throw new InputRefusedException(
                split.Folder, $"column '{modality.Column}' is [{string.Join(", ", shape)}], of width {features.Width} it would be [{features.Width * features.Times}]",
                shape is [var numbers] && numbers % features.Times == 0 ? $"train with --set width={numbers / features.Times}, or on other features" : "compute the features again");
        }

        if (modality.Derived is not { } derived)
            return;
        if (!derived.Fits(shape))
            throw new InputRefusedException(split.Name, $"column '{modality.Column}' is [{string.Join(", ", shape)}], {modality.Name} is made from {derived.Shape}", "preprocess again");
        foreach (var factor in derived.Factors)
        {
            var column = split[factor];
            if (column.Schema.Dtype != Dtype.F32 || column.Schema.Shape.Length > 0)
                throw new InputRefusedException(split.Name, $"column '{factor}' must be F32, one number a row", "preprocess again");
            var bad = Array.FindIndex(column.ToArray<float>(), x => !(x > 0 && float.IsFinite(x)));
            if (bad >= 0)
                throw new InputRefusedException(split.Name, $"row {bad}: '{factor}', by which {modality.Name} is divided, is no positive number", "preprocess again, or train without it");
        }
    }
}
