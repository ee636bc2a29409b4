using System.Text;
using System.Text.RegularExpressions;
using I2M2.Cli;

namespace I2M2.Evaluation;

/// <summary>A report as Markdown (GitHub's, for the tables). Plots are there in words and as tables.</summary>
internal static partial class MarkdownReport
{
    // Longer tables of a plot's numbers are folded away, those of many curves left to the HTML report.
    private const int MostRowsInSight = 40, MostRowsOfNumbers = 400;

    private const string Special = "\\`*_{}[]<>#|!~&$@";

    /// <summary>The document's text, ending in a line feed; the same document gives the same text.</summary>
    public static string Write(ReportDocument document)
    {
        var text = new StringBuilder($"# {Escape(document.Title)}\n");
        foreach (var section in document.Sections)
        {
            text.Append($"\n{new string('#', section.Level)} {Escape(section.Heading)}\n");
            foreach (var block in section.Blocks)
                Write(text.Append('\n'), block);
        }

        return text.ToString();
    }

    /// <summary>Text that Markdown shows as it is: on one line, no markup, no tags, no links.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder();
        var shown = SafeText.ForTerminal(text, int.MaxValue);
        var marker = LineMarker().Match(shown).Length - 1;
        for (var i = 0; i < shown.Length; i++)
        {
            var link = shown.AsSpan(i).StartsWith("://") || (shown[i] == '.' && shown.AsSpan(0, i).EndsWith("www", StringComparison.OrdinalIgnoreCase));
            if (i == marker || link || Special.Contains(shown[i], StringComparison.Ordinal))
                escaped.Append('\\');
            escaped.Append(shown[i]);
        }

        return escaped.ToString();
    }

    // At its start a text could become a list item, a rule or the underline of a heading.
    [GeneratedRegex(@"^([-+=](?=[ +=-])|\d+[.)](?= |$))")]
    private static partial Regex LineMarker();

    private static void Write(StringBuilder text, ReportBlock block)
    {
        switch (block)
        {
            case Lede lede:
                text.Append($"**{Escape(lede.Text)}**\n");
                break;
            case Paragraph paragraph:
                text.Append($"{Escape(paragraph.Text)}\n");
                break;
            case Warning warning:
                text.Append($"> **Note.** {Escape(warning.Text)}\n");
                break;
            case BulletList list:
                foreach (var item in list.Items)
                    text.Append($"- {Escape(item)}\n");
                break;
            case TableBlock table:
                WriteTable(text, table.Table);
                break;
            case Plot plot:
                text.Append($"*{Escape(plot.Title)}.* {Escape(plot.Alternative)}\n");
                if (plot.Numbers is { } numbers)
                    WriteNumbers(text.Append('\n'), numbers);
                break;
        }
    }

    private static void WriteNumbers(StringBuilder text, ReportTable numbers)
    {
        var count = Figures.Counted(numbers.Rows.Count, "row");
        if (numbers.Rows.Count > MostRowsOfNumbers)
        {
            text.Append($"The plot's numbers, {count}, are in the HTML report (--report FILE.html).\n");
            return;
        }

        var folded = numbers.Rows.Count > MostRowsInSight;
        if (folded)
            text.Append($"<details><summary>The plot's numbers, {count}</summary>\n\n");
        WriteTable(text, numbers);
        if (folded)
            text.Append("\n</details>\n");
    }

    private static void WriteTable(StringBuilder text, ReportTable table)
    {
        WriteRow(text, table.Columns.Select(c => c.Header));
        text.Append('|').AppendJoin('|', table.Columns.Select(c => c.Right ? " ---: " : " --- ")).Append("|\n");
        foreach (var row in table.Rows)
            WriteRow(text, row);
    }

    private static void WriteRow(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(Escape)).Append(" |\n");
}
