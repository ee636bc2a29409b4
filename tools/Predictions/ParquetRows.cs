using System.Runtime.InteropServices;
using I2M2.Cli;
using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.PredictionFiles;

/// <summary>
/// Gathers the rows of a Parquet file as they come. What is kept grows with the rows read, not with what the file says of itself.
/// </summary>
/// <param name="path">What errors call the file.</param>
/// <param name="layout">Its columns.</param>
internal sealed class ParquetRows(string path, ParquetLayout layout)
{
    private readonly List<string> ids = [];
    // A small file can say "the same row, a billion times": that is found at its second row.
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly List<int> labels = [];
    private readonly List<double>[] values = [.. layout.Distributions.Select(_ => new List<double>())];
    private readonly List<string>? subsets = layout.HasSubsets ? [] : null;
    private int classes = layout.Distributions[0].IsList ? 0 : layout.Distributions[0].Columns.Count;

    /// <summary>Takes the rows at hand.</summary>
    /// <exception cref="InputRefusedException">Naming row and column.</exception>
    public void Add(DuckResult rows)
    {
        var first = ids.Count;
        AddIds(rows.Column(0));
        AddLabels(rows.Column(1), first);
        var column = 2;
        for (var d = 0; d < values.Length; d++)
        {
            var distribution = layout.Distributions[d];
            if (distribution.IsList)
                AddLists(rows.Column(column), distribution, values[d], first);
            else
                AddWide(rows, column, distribution, values[d], first);
            column += distribution.Columns.Count;
        }

        if (subsets is not null)
            AddSubsets(rows.Column(column), subsets);
    }

    /// <summary>All rows as predictions.</summary>
    /// <exception cref="InputRefusedException">They are not, see <see cref="Predictions.Create"/>.</exception>
    public Predictions ToPredictions() => Predictions.Create(
        path,
        ids,
        [.. labels],
        ids.Count == 0 ? 2 : classes,
        [.. values[Model]],
        [.. layout.Distributions.Select((d, i) => (Name: d.Expert, Values: values[i]))
            .Where(e => e.Name is not null).Select(e => (e.Name!, e.Values.ToArray()))],
        subsets);

    /// <summary>See <see cref="ContentHash"/>.</summary>
    /// <param name="metadata">The file's metadata.</param>
    public string Hash(string metadata) => ContentHash.Of(metadata, ids, CollectionsMarshal.AsSpan(labels), values, subsets);

    private int Model => layout.Distributions.ToList().FindIndex(d => d.Expert is null);

    private void AddIds(DuckVector column)
    {
        for (var i = 0; i < column.Count; i++)
        {
            if (column.IsNull(i))
                throw new InputRefusedException(path, $"row {ids.Count + 1}, column id: expected a name, found nothing", "name every row");
            var id = column.Text(i);
            if (!seen.Add(id))
            {
                throw new InputRefusedException(
                    path, $"{Predictions.RowName(ids.Count, id)}: an earlier row has the same id", "give every row once, under its own id");
            }

            ids.Add(id);
        }
    }

    private void AddLabels(DuckVector column, int first)
    {
        var numbers = column.Values<int>();
        for (var i = 0; i < column.Count; i++)
        {
            if (column.IsNull(i))
                throw Refuse(first + i, "label", "expected a class 0, 1, 2, ...", "write the class's number");
            labels.Add(numbers[i]);
        }
    }

    private static void AddSubsets(DuckVector column, List<string> into)
    {
        for (var i = 0; i < column.Count; i++)
            into.Add(column.IsNull(i) ? "" : column.Text(i));
    }

    private void AddLists(DuckVector column, ParquetDistribution distribution, List<double> into, int first)
    {
        var lists = column.Lists;
        var elements = column.Elements;
        var numbers = elements.Values<double>();
        for (var i = 0; i < column.Count; i++)
        {
            if (column.IsNull(i))
                throw Refuse(first + i, distribution.Columns[0], "expected a list", "write every row's probabilities");
            var (start, length) = ((int)lists[i].Offset, (int)lists[i].Length);
            if (classes == 0)
                classes = length;
            if (length != classes)
            {
                throw Refuse(
                    first + i,
                    distribution.Columns[0],
                    $"expected {classes} values, one for each class",
                    "give every row and expert a value for every class");
            }

            for (var k = start; k < start + length; k++)
                into.Add(Log(elements.IsNull(k) ? double.NaN : numbers[k], first + i, distribution, distribution.Columns[0]));
        }
    }

    private void AddWide(DuckResult rows, int column, ParquetDistribution distribution, List<double> into, int first)
    {
        for (var i = 0; i < rows.Rows; i++)
        {
            for (var k = 0; k < distribution.Columns.Count; k++)
            {
                var cells = rows.Column(column + k);
                into.Add(Log(cells.IsNull(i) ? double.NaN : cells.Values<double>()[i], first + i, distribution, distribution.Columns[k]));
            }
        }
    }

    private double Log(double value, int row, ParquetDistribution distribution, string column) =>
        ProbabilityValue.TryLog(value, distribution.Logs, out var log)
            ? log
            : throw Refuse(row, column, ProbabilityValue.Expected(distribution.Logs), ProbabilityValue.Remedy(distribution.Logs));

    private InputRefusedException Refuse(int row, string column, string expected, string remedy) => new(
        path, $"{Predictions.RowName(row, ids[row])}, column {SafeText.ForTerminal(column)}: {expected}, found something else", remedy);
}
