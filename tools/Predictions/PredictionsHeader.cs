using System.Globalization;
using System.Text.RegularExpressions;
using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.PredictionFiles;

/// <summary>Which columns of a file hold one distribution.</summary>
/// <param name="Expert">The expert's name; null for the model's own distribution.</param>
/// <param name="Logs">True for log_p_k (nats), false for p_k.</param>
/// <param name="Columns">Column of each class, [C].</param>
internal sealed record DistributionColumns(string? Expert, bool Logs, int[] Columns);

/// <summary>The header of a predictions file: what each column means, whatever their order. Other columns are ignored.</summary>
internal sealed partial class PredictionsHeader
{
    private readonly string source;

    /// <exception cref="InputRefusedException">A column is missing, doubled or ambiguous, or class numbers have a gap.</exception>
    public PredictionsHeader(string source, string[] names)
    {
        this.source = source;
        Names = [.. names.Select(n => n.Trim())];
        var twice = Names.GroupBy(n => n, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null)
            throw Refuse($"column {Quoted(twice.Key)} comes twice", "keep one of them");

        Id = Required("id");
        Label = Required("label");
        Distributions = [.. Names
            .Select((name, column) => (Match: ClassColumn().Match(name), Column: column))
            .Where(c => c.Match.Success)
            .GroupBy(c => c.Match.Groups["expert"] is { Success: true } expert ? expert.Value : null)
            .Select(g => Distribution(g.Key, [.. g]))];
        if (Distributions.All(d => d.Expert is not null))
            throw Missing("p_0 (or log_p_0)");
        var classes = Model.Columns.Length;
        if (classes < 2)
            throw Refuse("found one class column, expected two or more", "write p_0 and p_1 for a two-class task");
        foreach (var expert in Distributions.Where(d => d.Columns.Length != classes))
        {
            throw Refuse(
                $"expert {Quoted(expert.Expert!)} has {expert.Columns.Length} class columns, the model has {classes}",
                "give every expert a column for every class");
        }
    }

    /// <summary>Column names in file order.</summary>
    public string[] Names { get; }

    /// <summary>Column of the row's name.</summary>
    public int Id { get; }

    /// <summary>Column of the true class.</summary>
    public int Label { get; }

    /// <summary>The model's distribution and the experts', in order of their first column.</summary>
    public IReadOnlyList<DistributionColumns> Distributions { get; }

    /// <summary>The model's own distribution.</summary>
    public DistributionColumns Model => Distributions.First(d => d.Expert is null);

    private DistributionColumns Distribution(string? expert, (Match Match, int Column)[] columns)
    {
        var prefix = expert is null ? "" : $"{expert}:";
        var logs = columns[0].Match.Groups["log"].Success;
        if (columns.Any(c => c.Match.Groups["log"].Success != logs))
            throw Refuse($"both {Quoted($"{prefix}p_k")} and {Quoted($"{prefix}log_p_k")} are there", "keep one of the two kinds");

        var byName = columns.ToDictionary(c => c.Match.Groups["class"].Value, c => c.Column, StringComparer.Ordinal);
        var ordered = new int[columns.Length];
        for (var k = 0; k < ordered.Length; k++)
        {
            if (!byName.TryGetValue(k.ToString(CultureInfo.InvariantCulture), out ordered[k]))
            {
                throw Refuse(
                    $"column {Quoted($"{prefix}{(logs ? "log_" : "")}p_{k}")} is missing among {columns.Length} class columns",
                    "number the classes 0, 1, 2, ... without a gap and without leading zeros");
            }
        }

        return new DistributionColumns(expert, logs, ordered);
    }

    private int Required(string name)
    {
        var column = Array.IndexOf(Names, name);
        return column >= 0 ? column : throw Missing(name);
    }

    private InputRefusedException Missing(string name)
    {
        var separator = Names.Length == 1 ? Names[0].FirstOrDefault(c => c is ';' or '\t' or '|') : default;
        return separator == default
            ? Refuse($"column {name} is missing; expected id,label,p_0,p_1,...", "write the header with these names")
            : Refuse($"column {name} is missing; expected columns separated by commas", "write the file again with commas");
    }

    private InputRefusedException Refuse(string problem, string remedy) => new(source, $"header: {problem}", remedy);

    private static string Quoted(string name) => $"\"{SafeText.ForTerminal(name)}\"";

    [GeneratedRegex("^(?:(?<expert>.*):)?(?<log>log_)?p_(?<class>[0-9]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex ClassColumn();
}
