using System.Text;

namespace I2M2.Csv;

/// <summary>The columns' names, by the first line of a file.</summary>
internal sealed class CsvHeader
{
    private readonly CsvFaults faults;
    private readonly string[] names;
    private readonly bool isOneOfSemicolons;

    internal CsvHeader(CsvFaults faults, IReadOnlyList<byte[]> fields)
    {
        this.faults = faults;
        names = [.. fields.Select(f => Encoding.UTF8.GetString(f).Trim().ToUpperInvariant())];
        isOneOfSemicolons = names.Length == 1 && names[0].Contains(';', StringComparison.Ordinal);
        Named = new string?[names.Length];
    }

    /// <summary>Columns of the file.</summary>
    internal int Count => names.Length;

    private string?[] Named { get; }

    /// <summary>A column in words: by name if it is one of those asked for; others are not shown, a header may be anything.</summary>
    internal string NameOf(int position) => Named[position] ?? $"{position + 1}";

    /// <summary>Positions of columns.</summary>
    internal IEnumerable<int> Find(IReadOnlyList<string> wanted)
    {
        var missing = wanted.Where(w => !names.Contains(w.ToUpperInvariant())).ToList();
        if (missing.Count > 0)
        {
            var semicolons = isOneOfSemicolons ? "; its columns seem to be separated by semicolons" : "";
            throw faults.At(1, null, $"no column {string.Join(", ", missing)}{semicolons}", "the first line must name the columns, separated by commas");
        }

        foreach (var name in wanted)
        {
            var upper = name.ToUpperInvariant();
            if (names.Count(n => n == upper) > 1)
                throw faults.At(1, name, "two columns of this name", CsvFaults.Remedy);
            var position = Array.IndexOf(names, upper);
            Named[position] = name;
            yield return position;
        }
    }
}
