using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using I2M2.Cli;

namespace I2M2.Evaluation;

/// <summary>
/// A report as one HTML file that asks the network for nothing: styles, scripts and data are inside. Everything but the plots is plain
/// HTML and can be read without scripts. Its content security policy names the hashes of its own scripts, so that no other would run,
/// whatever a file's text had in it, and forbids every request.
/// </summary>
internal static class HtmlReport
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    // The default encoder writes <, >, &, U+2028 and everything beyond ASCII as \uXXXX: a text cannot end the script element it stands in.
    private static readonly JsonSerializerOptions InScript = new() { Encoder = JavaScriptEncoder.Default };

    /// <summary>The document's HTML; the same document gives the same text.</summary>
    public static string Write(ReportDocument document)
    {
        var plots = document.Sections.SelectMany(s => s.Blocks).OfType<Plot>().ToArray();
        var scripts = plots.Length > 0 && PlotBundles.Scripts is { } bundles ? bundles : [];
        var html = new StringBuilder();
        html.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{Policy(scripts)}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{Escape(document.Title)}</title>
            <style>
            {PlotBundles.Style}</style>
            </head>
            <body>
            <main>
            <h1>{Escape(document.Title)}</h1>

            """);
        var number = 0;
        foreach (var section in document.Sections)
        {
            html.Append($"<h{section.Level}>{Escape(section.Heading)}</h{section.Level}>\n");
            foreach (var block in section.Blocks)
                Write(html, block, ref number);
        }

        html.Append("</main>\n");
        if (scripts.Count > 0)
            html.Append($"<!--\n{PlotBundles.Notices.Replace("--", "- -", StringComparison.Ordinal)}\n-->\n");
        foreach (var script in scripts)
            html.Append("<script>").Append(script).Append("</script>\n");
        return html.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>Text that HTML shows as it is, in an element or in a quoted attribute.</summary>
    public static string Escape(string text) => Encoder.Encode(SafeText.ForTerminal(text, int.MaxValue));

    private static string Policy(IReadOnlyList<string> scripts)
    {
        var hashes = scripts.Select(s => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(s)))}'");
        var allowed = scripts.Count > 0 ? string.Join(' ', hashes) : "'none'";
        return $"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
    }

    private static void Write(StringBuilder html, ReportBlock block, ref int number)
    {
        switch (block)
        {
            case Lede lede:
                html.Append($"<p class=\"lede\">{Escape(lede.Text)}</p>\n");
                break;
            case Paragraph paragraph:
                html.Append($"<p>{Escape(paragraph.Text)}</p>\n");
                break;
            case Warning warning:
                html.Append($"<p class=\"warning\">{Escape(warning.Text)}</p>\n");
                break;
            case BulletList list:
                html.Append("<ul>\n");
                foreach (var item in list.Items)
                    html.Append($"<li>{Escape(item)}</li>\n");
                html.Append("</ul>\n");
                break;
            case TableBlock table:
                WriteTable(html, table.Table);
                break;
            case Plot plot:
                WritePlot(html, plot, ++number);
                break;
        }
    }

    private static void WritePlot(StringBuilder html, Plot plot, int number)
    {
        html.Append($"""
            <figure>
            <figcaption><strong>{Escape(plot.Title)}.</strong> {Escape(plot.Alternative)}</figcaption>
            <div class="plot" role="img" aria-label="{Escape(plot.Title)}" data-spec="plot-{number}"></div>
            <script type="application/json" id="plot-{number}">{plot.Spec.ToJsonString(InScript)}</script>

            """);
        if (plot.Numbers is { } numbers)
        {
            html.Append("<details>\n<summary>The numbers</summary>\n");
            WriteTable(html, numbers);
            html.Append("</details>\n");
        }

        html.Append("</figure>\n");
    }

    private static void WriteTable(StringBuilder html, ReportTable table)
    {
        html.Append("<div class=\"table\"><table>\n<thead><tr>");
        foreach (var column in table.Columns)
            html.Append($"<th scope=\"col\"{Side(column)}>{Escape(column.Header)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            for (var c = 0; c < row.Length; c++)
            {
                var (open, close) = c == 0 ? ("th scope=\"row\"", "th") : ("td", "td");
                html.Append($"<{open}{Side(table.Columns[c])}>{Escape(row[c])}</{close}>");
            }

            html.Append("</tr>\n");
        }

        html.Append("</tbody>\n</table></div>\n");
    }

    private static string Side(ReportColumn column) => column.Right ? " class=\"right\"" : "";
}
