using System.Text.Json;
using I2M2.Cli;

namespace I2M2.Modeling.Import;

/// <summary>How files of other code compare with a model, for people and for machines.</summary>
internal sealed record ImportReport
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NewLine = "\n",
    };

    /// <summary>What the files are.</summary>
    internal required ImportTarget Target { get; init; }

    /// <summary>Their names, without folders, and hashes.</summary>
    internal required IReadOnlyList<(string Name, string Sha256)> Files { get; init; }

    /// <summary>What was done to names.</summary>
    internal required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>Every tensor of either side.</summary>
    internal required IReadOnlyList<TensorMatch> Matches { get; init; }

    /// <summary>The file that was written; null when none was.</summary>
    internal string? Written { get; init; }

    /// <summary>Whether evaluation knows the model's task.</summary>
    internal bool CanBeJudged { get; init; }

    /// <summary>Numbers in the model.</summary>
    internal long Parameters { get; init; }

    /// <summary>The tensors of one state.</summary>
    internal IEnumerable<TensorMatch> Of(MatchState state) => Matches.Where(m => m.State == state);

    /// <summary>Writes the counts, and a table of the tensors that did not match, or of all.</summary>
    internal void WriteTable(TextWriter output, bool all)
    {
        foreach (var (name, sha256) in Files)
            output.WriteLine($"{SafeText.ForTerminal(name)}  sha256 {sha256}");
        foreach (var remark in Remarks)
            output.WriteLine($"names   {SafeText.ForTerminal(remark, 200)}");
        string[][] rows =
        [
            .. Matches.Where(m => all || m.State != MatchState.Matched)
                .Select(m => new[] { Word(m.State), SafeText.ForTerminal(m.Theirs, 80), m.Ours ?? "-", m.Shape }),
        ];
        if (rows.Length > 0)
            WriteRows(output, [["tensor", Files.Count == 1 ? "in the file" : "in the files", "here", "shape"], .. rows]);
        output.WriteLine($"{Target.Name}  {string.Join(", ", Enum.GetValues<MatchState>().Select(s => $"{Word(s)} {Of(s).Count()}"))}");
    }

    /// <summary>The same as JSON, always with every tensor.</summary>
    internal string ToJson() => JsonSerializer.Serialize(
        new
        {
            Target = Target.Name,
            Files = Files.Select(f => new { f.Name, f.Sha256 }),
            Remarks,
            Counts = Enum.GetValues<MatchState>().ToDictionary(s => Word(s).Replace(' ', '_'), s => Of(s).Count()),
            Written,
            CanBeJudged,
            Tensors = Matches.Select(m => new
            {
                State = Word(m.State).Replace(' ', '_'),
                m.Ours,
                m.Theirs,
                Expected = m.Expected is null ? null : new { Dtype = $"{m.Expected.Dtype}", m.Expected.Shape },
                Found = m.Found is null ? null : new { Dtype = $"{m.Found.Dtype}", m.Found.Shape },
            }),
        },
        Indented) + "\n";

    private static string Word(MatchState state) => state switch
    {
        MatchState.OtherShape => "other shape",
        _ => state.ToString().ToLowerInvariant(),
    };

    private static void WriteRows(TextWriter output, string[][] rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd());
    }
}
