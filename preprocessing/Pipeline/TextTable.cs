namespace I2M2.Preprocessing.Pipeline;

/// <summary>Columns of text, each as wide as its widest cell.</summary>
internal static class TextTable
{
    /// <param name="output">Where to write.</param>
    /// <param name="rows">Heads first; rows of one length.</param>
    internal static void Write(TextWriter output, IReadOnlyList<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length)).ToArray();
        foreach (var row in rows)
            output.WriteLine(string.Join("  ", row.Select((cell, c) => cell.PadRight(widths[c]))).TrimEnd());
    }
}
