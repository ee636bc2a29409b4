using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.PredictionFiles;

/// <summary>Gathers rows with several right answers as they come. What is kept grows with the rows read, not with what the file says of itself.</summary>
/// <param name="path">What errors call the file.</param>
/// <param name="columns">Names of the columns: texts, numbers, two lists, then four columns for the model and for each expert.</param>
/// <param name="textCount">How many are texts.</param>
/// <param name="numberCount">How many are numbers.</param>
internal sealed class AnswerRows(string path, IReadOnlyList<string> columns, int textCount, int numberCount)
{
    private const int OfDistribution = 4;
    private readonly List<string>[] texts = [.. Enumerable.Range(0, textCount).Select(_ => new List<string>())];
    private readonly List<int>[] numbers = [.. Enumerable.Range(0, numberCount).Select(_ => new List<int>())];
    private readonly List<int[]>[] lists = [[], []];
    private readonly (List<int[]> Best, List<float[]> Logs, List<float[]> Own, List<double> Entropies)[] distributions =
        [.. Enumerable.Range(0, (columns.Count - textCount - numberCount - 2) / OfDistribution).Select(_ => (new List<int[]>(), new List<float[]>(), new List<float[]>(), new List<double>()))];

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>Takes the rows at hand.</summary>
    /// <exception cref="InputRefusedException">Naming row and column.</exception>
    internal void Add(DuckResult rows)
    {
        var (first, column) = (texts[0].Count, 0);
        foreach (var text in texts)
        {
            var of = rows.Column(column);
            for (var i = 0; i < of.Count; i++)
                text.Add(of.IsNull(i) ? throw Refuse(first + i, column, "expected text, found nothing") : of.Text(i));
            column++;
        }

        // A small file can say "the same row, a billion times".
        for (var i = first; i < texts[0].Count; i++)
        {
            if (!seen.Add(texts[0][i]))
                throw Refuse(i, 0, "an earlier row has the same id");
        }

        foreach (var number in numbers)
            AddValues(rows, column++, first, number);
        foreach (var list in lists)
            AddLists(rows, column++, first, list);
        foreach (var (best, logs, own, entropies) in distributions)
        {
            AddLists(rows, column++, first, best);
            AddLists(rows, column++, first, logs);
            AddLists(rows, column++, first, own);
            AddValues(rows, column++, first, entropies);
        }
    }

    /// <summary>Takes rows that are to be written.</summary>
    internal void Take(AnsweredRows rows, IReadOnlyList<AnswerDistribution> all)
    {
        foreach (var (into, from) in texts.Zip([rows.Ids, rows.Clusters, rows.AnswerTypes, rows.QuestionTypes]))
            into.AddRange(from);
        foreach (var (into, from) in numbers.Zip([rows.Sets, rows.Majority]))
            into.AddRange(from);
        foreach (var (into, from) in lists.Zip([rows.Answers, rows.Counts]))
            into.AddRange(from);
        foreach (var (into, from) in distributions.Zip(all))
        {
            into.Best.AddRange(from.Best);
            into.Logs.AddRange(from.BestLogs);
            into.Own.AddRange(from.OwnLogs);
            into.Entropies.AddRange(from.Entropies);
        }
    }

    /// <summary>See <see cref="ContentHash"/>.</summary>
    internal string Hash(string metadata)
    {
        int[] whole = [.. numbers.SelectMany(n => n), .. lists.Concat(distributions.Select(d => d.Best)).SelectMany(l => l).SelectMany(l => l.Prepend(l.Length))];
        var reals = distributions.SelectMany(d => new IReadOnlyList<double>[] { Flat(d.Logs), Flat(d.Own), d.Entropies });
        return ContentHash.Of(metadata, [.. texts.SelectMany(t => t)], whole, reals);

        static double[] Flat(List<float[]> lists) => [.. lists.SelectMany(l => l.Select(x => (double)x).Prepend(l.Length))];
    }

    /// <summary>The rows, with what is true of them.</summary>
    internal AnsweredRows Answered() => new(texts[0], texts[1], numbers[0], texts[2], texts[3], numbers[1], lists[0], lists[1]);

    /// <summary>What the model, number 0, or an expert says.</summary>
    internal AnswerDistribution Distribution(int number, string name, double entropyOfMean)
    {
        var (best, logs, own, entropies) = distributions[number];
        return new(name, best, logs, own, [.. entropies], entropyOfMean);
    }

    private void AddValues<T>(DuckResult rows, int column, int first, List<T> into)
        where T : unmanaged
    {
        var of = rows.Column(column);
        var values = of.Values<T>();
        for (var i = 0; i < of.Count; i++)
            into.Add(of.IsNull(i) ? throw Refuse(first + i, column, "expected a number, found nothing") : values[i]);
    }

    private void AddLists<T>(DuckResult rows, int column, int first, List<T[]> into)
        where T : unmanaged
    {
        var of = rows.Column(column);
        var lists = of.Lists;
        var elements = of.Elements;
        var values = elements.Values<T>();
        for (var i = 0; i < of.Count; i++)
        {
            if (of.IsNull(i))
                throw Refuse(first + i, column, "expected a list, found nothing");
            var (start, length) = ((int)lists[i].Offset, (int)lists[i].Length);
            if (length > 64)
                throw Refuse(first + i, column, $"expected a few values, found {length}");
            for (var k = start; k < start + length; k++)
            {
                if (elements.IsNull(k))
                    throw Refuse(first + i, column, "expected numbers, found nothing");
            }

            into.Add(values.Slice(start, length).ToArray());
        }
    }

    private InputRefusedException Refuse(int row, int column, string problem) => new(
        path, $"{(row < texts[0].Count ? Predictions.RowName(row, texts[0][row]) : $"row {row + 1}")}, column {columns[column]}: {problem}", "write the predictions again");
}
