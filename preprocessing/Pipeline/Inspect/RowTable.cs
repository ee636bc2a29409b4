using System.Globalization;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline.Inspect;

/// <summary>The first rows of a split in figures: single numbers as they are, tensors as least, mean and greatest value.</summary>
internal static class RowTable
{
    /// <summary>Heads, then one line a row.</summary>
    internal static IReadOnlyList<string[]> Of(ShardSet set, string split, int rows)
    {
        var (of, columns) = (set[split], Ordered(set, split));
        List<string[]> table = [["#", .. columns.Select(c => c.Schema.Shape.Length == 0 || ClassBalance.HasSeveralLabels(c.Schema) ? c.Name : $"{c.Name} min/mean/max")]];
        for (var row = 0L; row < Math.Min(rows, of.Rows); row++)
            table.Add([row.ToString(CultureInfo.InvariantCulture), .. columns.Select(c => Cell(c.Schema, of[c.Name].Row(row), Names(set.Manifest, c.Schema)))]);
        return table;
    }

    // In the manifest's order; a table that a row points into twice has each of its columns twice.
    private static (string Name, ColumnSchema Schema)[] Ordered(ShardSet set, string split)
    {
        var places = set.Manifest.Columns.Select((c, i) => (c.Name, i)).ToDictionary(c => c.Name, c => c.i, StringComparer.Ordinal);
        return [.. set[split].ColumnNames.Select(name => (Name: name, set[split][name].Schema)).OrderBy(c => places[c.Schema.Name])];
    }

    // One name is enough to know a label; of many labels, yes or no, the columns' names are.
    private static IReadOnlyList<string> Names(ShardManifest manifest, ColumnSchema column) => column.ClassNames is { Count: 2 } ? [] : manifest.ClassNamesOf(column.Name);

    private static string Cell(ColumnSchema column, ReadOnlySpan<byte> bytes, IReadOnlyList<string> classNames)
    {
        if (column.Shape.Length == 0)
        {
            var text = StoredValues.Text(column.Dtype, bytes);
            return (column.Role == ColumnRole.Label || column.ClassNames is not null) && int.TryParse(text, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < classNames.Count && classNames[index] != text
                ? $"{text} ({classNames[index]})"
                : text;
        }

        var values = StoredValues.Numbers(column.Dtype, bytes);
        if (ClassBalance.HasSeveralLabels(column))
            return string.Join(' ', column.ClassNames!.Where((_, i) => values[i] == 1).DefaultIfEmpty("none"));
        return values.Length == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{StoredValues.Short(values.Min())}/{StoredValues.Short(values.Average())}/{StoredValues.Short(values.Max())}");
    }
}
