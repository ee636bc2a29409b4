using System.Globalization;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline.Inspect;

/// <summary>How often each class occurs in each split, by one label column.</summary>
/// <param name="Column">The label column: one class index a row.</param>
/// <param name="ClassNames">Of the column.</param>
/// <param name="Counts">For every split, rows of each class, by class index; behind them, where there are any, rows of no class.</param>
internal sealed record ClassBalance(string Column, IReadOnlyList<string> ClassNames, IReadOnlyDictionary<string, long[]> Counts)
{
    /// <summary>What a label of -1 says, e.g. of a question whose answer is outside the vocabulary.</summary>
    internal const string NoClass = "none of them (-1)";

    private const int Shown = 40;

    /// <summary>Whether a column has several labels a row, each 0 or 1, by name.</summary>
    internal static bool HasSeveralLabels(ColumnSchema column)
        => column is { Role: ColumnRole.Label, Dtype: Dtype.U8, Shape: [var labels], ClassNames: { } names } && names.Count == labels;

    /// <summary>Of every column that holds one class index a row, and of each label where there are several a row; others (real targets) have no such count.</summary>
    /// <exception cref="InputRefusedException">A label is not the index of a class.</exception>
    internal static IReadOnlyList<ClassBalance> Of(ShardSet set)
        => [.. OfClasses(set), .. set.Manifest.Columns.Where(HasSeveralLabels).SelectMany(c => Enumerable.Range(0, c.ClassNames!.Count)
            .Select(l => new ClassBalance(c.Name, ["no", c.ClassNames[l]], set.Manifest.Splits.ToDictionary(s => s.Name, s => Count(set, s.Name, c.Name, 2, l)[..2]))))];

    private static IEnumerable<ClassBalance> OfClasses(ShardSet set)
        => set.Manifest.Columns
            .Where(c => (c.Role == ColumnRole.Label || c.ClassNames is not null) && c.Table is null && c.Shape.Length == 0 && StoredValues.IsInteger(c.Dtype) && set.Manifest.ClassNamesOf(c.Name).Count > 0)
            .Select(c => (c.Name, Classes: set.Manifest.ClassNamesOf(c.Name)))
            .Select(c => WithoutEmptyLast(new ClassBalance(c.Name, [.. c.Classes, NoClass], set.Manifest.Splits.ToDictionary(s => s.Name, s => Count(set, s.Name, c.Name, c.Classes.Count, 0)))));

    private static ClassBalance WithoutEmptyLast(ClassBalance balance) => balance.Counts.Values.Any(c => c[^1] > 0)
        ? balance
        : new ClassBalance(balance.Column, [.. balance.ClassNames.SkipLast(1)], balance.Counts.ToDictionary(c => c.Key, c => c.Value[..^1]));

    /// <summary>Heads and rows of the tables: one for each label of several classes, and one for all those of two, a line a label.</summary>
    internal static IEnumerable<IReadOnlyList<string[]>> Tables(IReadOnlyList<ClassBalance> labels)
    {
        var two = labels.Where(l => l.ClassNames.Count == 2).ToList();
        foreach (var label in labels.Where(l => two.Count < 2 || l.ClassNames.Count != 2))
            yield return label.Table();
        if (two.Count > 1)
            yield return [["rows of class 1", .. two[0].Counts.Keys], .. two.Select(l => (string[])[$"{l.Column}: {l.ClassNames[1]}", .. l.Counts.Values.Select(c => Cell(c[1], c.Sum()))])];
    }

    /// <summary>Heads and rows of a table: classes downward, splits to the right, the rarest classes left out of a long one.</summary>
    private List<string[]> Table()
    {
        var totals = Counts.Values.Select(c => c.Sum()).ToArray();
        var classes = Enumerable.Range(0, ClassNames.Count).ToList();
        if (classes.Count > Shown)
            classes = [.. classes.OrderByDescending(c => Counts.Values.Sum(s => s[c])).Take(Shown)];
        List<string[]> rows = [[$"{Column}", .. Counts.Keys]];
        rows.AddRange(classes.Select(c => (string[])[ClassNames[c], .. Counts.Values.Select((counts, s) => Cell(counts[c], totals[s]))]));
        if (classes.Count < ClassNames.Count)
            rows.Add([$"... {ClassNames.Count - classes.Count:#,0} rarer classes", .. Counts.Keys.Select(_ => "")]);
        return rows;
    }

    private static string Cell(long count, long total)
        => string.Create(CultureInfo.InvariantCulture, $"{count:#,0} ({100.0 * count / Math.Max(1, total):0.0} %)");

    private static long[] Count(ShardSet set, string split, string column, int classes, int position)
    {
        var counts = new long[classes + 1];
        var labels = set[split][column];
        for (var row = 0L; row < labels.Rows; row++)
        {
            var label = StoredValues.Numbers(labels.Schema.Dtype, labels.Row(row))[position];
            if (!(label >= -1 && label < classes))
                throw new InputRefusedException(set.Folder, $"row {row} of {split}: '{column}' is not a class index from 0 to {classes - 1}", "preprocess again");
            counts[label < 0 ? classes : (int)label]++;
        }

        return counts;
    }
}
