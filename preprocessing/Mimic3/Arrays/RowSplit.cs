using System.Globalization;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Mimic3.Arrays;

/// <summary>Which rows each split gets: of N, N / 10 validate, N / 5 - N / 10 test, the rest train. Rows stay in their order within a split.</summary>
internal sealed class RowSplit
{
    private readonly Dictionary<string, int[]> rows;

    private RowSplit(int[] order)
    {
        var (valid, heldOut) = (order.Length / 10, order.Length / 5);
        rows = new Dictionary<string, int[]>
        {
            ["train"] = [.. order[heldOut..].Order()],
            ["valid"] = [.. order[..valid].Order()],
            ["test"] = [.. order[valid..heldOut].Order()],
        };
    }

    /// <summary>Names of the splits.</summary>
    internal IEnumerable<string> Names => rows.Keys;

    /// <summary>A split's rows, ascending.</summary>
    internal int[] this[string split] => rows[split];

    /// <summary>Splits rows by option: in the order of Python's shuffle, or of a hash of seed and row.</summary>
    internal static RowSplit Of(int count, ArrayOptions options)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        if (options.Reference)
            new PythonRandom((uint)options.Seed).Shuffle(order.AsSpan());
        else
            order = [.. order.OrderBy(row => Hash(options.Seed, row)).ThenBy(row => row)];
        return new RowSplit(order);
    }

    /// <summary>The split of every row.</summary>
    internal string[] ByRow()
    {
        var names = new string[rows.Values.Sum(r => r.Length)];
        foreach (var (name, of) in rows)
        {
            foreach (var row in of)
                names[row] = name;
        }

        return names;
    }

    private static ulong Hash(int seed, int row) => new RandomNumbers(seed, string.Create(CultureInfo.InvariantCulture, $"mimic3 row {row}")).Next();
}
