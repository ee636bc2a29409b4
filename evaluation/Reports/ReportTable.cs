using Spectre.Console;

namespace I2M2.Evaluation;

/// <summary>A column of a report's table.</summary>
/// <param name="Header">Its name.</param>
/// <param name="Right">Whether its cells are flush right, as counts are.</param>
internal sealed record ReportColumn(string Header, bool Right = false);

/// <summary>Cells in rows, drawn with lines on a terminal and as aligned text elsewhere.</summary>
/// <param name="Columns">At least one.</param>
/// <param name="Rows">Each with a cell for every column.</param>
internal sealed record ReportTable(IReadOnlyList<ReportColumn> Columns, IReadOnlyList<string[]> Rows)
{
    /// <summary>With lines on a terminal, where cells that are too wide break between words, or as text.</summary>
    /// <param name="output">Where.</param>
    /// <param name="terminal">Whether it is one.</param>
    public void Show(TextWriter output, bool terminal)
    {
        if (terminal)
            Draw(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) }));
        else
            Write(output);
    }

    /// <summary>Draws on a terminal; where it is too narrow, cells break between words.</summary>
    public void Draw(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in Columns)
        {
            var drawn = new TableColumn(new Text(column.Header, new Style(decoration: Decoration.Bold))).PadLeft(0).PadRight(1);
            drawn.Alignment = column.Right ? Justify.Right : Justify.Left;
            drawn.NoWrap = column == Columns[0];
            table.AddColumn(drawn);
        }

        foreach (var row in Rows)
            table.AddRow(row.Select(cell => new Text(cell)));
        console.Write(table);
    }

    /// <summary>Writes text whose columns line up, two spaces between them.</summary>
    public void Write(TextWriter output)
    {
        string[][] lines = [[.. Columns.Select(c => c.Header)], .. Rows];
        var widths = Columns.Select((_, c) => lines.Max(line => line[c].Length)).ToArray();
        foreach (var line in lines)
        {
            var cells = line.Select((cell, c) => Columns[c].Right ? cell.PadLeft(widths[c]) : cell.PadRight(widths[c]));
            output.WriteLine(string.Join("  ", cells).TrimEnd());
        }
    }
}
