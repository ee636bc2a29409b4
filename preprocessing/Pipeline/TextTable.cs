using I2M2.Cli;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>Columns of text, each as wide as its widest cell.</summary>
internal static class TextTable
{
    /// <param name="output">Where to write.</param>
    /// <param name="rows">Heads first; rows of one length. May hold text of files.</param>
    internal static void Write(TextWriter output, IReadOnlyList<string[]> rows)
    {
        var shown = rows.Select(r => r.Select(cell => SafeText.ForTerminal(cell, int.MaxValue)).ToArray()).ToList();
        var widths = Enumerable.Range(0, shown[0].Length).Select(c => shown.Max(r => r[c].Length)).ToArray();
        foreach (var row in shown)
            output.WriteLine(string.Join("  ", row.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd());
    }
}
