using System.Runtime.InteropServices;
using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.PredictionFiles;

/// <summary>Gathers rows of independent labels as they come. What is kept grows with the rows read, not with what the file says of itself.</summary>
/// <param name="path">What errors call the file.</param>
/// <param name="textNames">Columns of text, the id first.</param>
/// <param name="marginNames">Columns of margins, the model's first.</param>
internal sealed class LabelRows(string path, IReadOnlyList<string> textNames, IReadOnlyList<string> marginNames)
{
    private readonly List<string>[] texts = [.. textNames.Select(_ => new List<string>())];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly List<int> labels = [];
    private readonly List<double>[] margins = [.. marginNames.Select(_ => new List<double>())];

    /// <summary>Labels of a row, L.</summary>
    internal int Width { get; private set; }

    /// <summary>All texts, column by column, for the hash.</summary>
    internal IReadOnlyList<string> AllTexts => [.. texts.SelectMany(t => t)];

    /// <summary>All labels, [N, L].</summary>
    internal ReadOnlySpan<int> AllLabels => CollectionsMarshal.AsSpan(labels);

    /// <summary>All margins, column by column.</summary>
    internal IEnumerable<IReadOnlyList<double>> AllMargins => margins;

    /// <summary>One column of text; null: there is none.</summary>
    internal IReadOnlyList<string>? Texts(string name) => textNames.ToList().IndexOf(name) is var at and >= 0 ? texts[at] : null;

    /// <summary>One column of margins, [N, L].</summary>
    internal double[] Margins(int column) => [.. margins[column]];

    /// <summary>Takes the rows at hand.</summary>
    /// <exception cref="InputRefusedException">Naming row and column.</exception>
    internal void Add(DuckResult rows)
    {
        var first = texts[0].Count;
        for (var t = 0; t < texts.Length; t++)
        {
            var column = rows.Column(t);
            for (var i = 0; i < column.Count; i++)
                texts[t].Add(column.IsNull(i) ? throw Refuse(first + i, textNames[t], "expected text, found nothing") : column.Text(i));
        }

        // A small file can say "the same row, a billion times".
        for (var i = first; i < texts[0].Count; i++)
        {
            if (!seen.Add(texts[0][i]))
                throw Refuse(i, "id", "an earlier row has the same id");
        }

        AddLists<int>(rows.Column(texts.Length), "labels", first, labels.Add);
        for (var m = 0; m < margins.Length; m++)
            AddLists<double>(rows.Column(texts.Length + 1 + m), marginNames[m], first, margins[m].Add);
    }

    private void AddLists<T>(DuckVector column, string name, int first, Action<T> add)
        where T : unmanaged
    {
        var lists = column.Lists;
        var elements = column.Elements;
        var numbers = elements.Values<T>();
        for (var i = 0; i < column.Count; i++)
        {
            if (column.IsNull(i))
                throw Refuse(first + i, name, "expected a list");
            var (start, length) = ((int)lists[i].Offset, (int)lists[i].Length);
            if (Width == 0)
                Width = length;
            if (length != Width)
                throw Refuse(first + i, name, $"expected {Width} values, one for each label");
            for (var k = start; k < start + length; k++)
                add(elements.IsNull(k) ? throw Refuse(first + i, name, "expected numbers, found nothing") : numbers[k]);
        }
    }

    private InputRefusedException Refuse(int row, string column, string problem) => new(
        path, $"{(row < texts[0].Count ? Predictions.RowName(row, texts[0][row]) : $"row {row + 1}")}, column {column}: {problem}", "write the predictions again");
}
