using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace I2M2.Evaluation.Tests;

public partial class HtmlReportTests
{
    private const string Hostile = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\"'`&--><!--\u2028\u202E${x}";

    [Fact]
    public void No_text_of_a_file_becomes_markup()
    {
        var harmless = HtmlReport.Write(Document("text"));
        var hostile = HtmlReport.Write(Document(Hostile));

        Assert.Equal(Tags(harmless), Tags(hostile));
        Assert.DoesNotContain("<img", Script().Replace(hostile, ""), StringComparison.Ordinal);
        Assert.DoesNotContain('\u2028', hostile);
        Assert.DoesNotContain('\u202E', hostile);
    }

    [Fact]
    public void What_a_plot_shows_comes_back_as_it_was()
    {
        var spec = Spec().Match(HtmlReport.Write(Document(Hostile))).Groups["json"].Value;

        Assert.Equal(Hostile, JsonNode.Parse(spec)!["title"]!.GetValue<string>());
    }

    [Fact]
    public void Only_its_own_scripts_may_run_and_none_may_ask_the_network()
    {
        var html = HtmlReport.Write(Document("text"));

        var policy = Policy().Match(html).Groups["policy"].Value;
        string[] hashes = [.. Script().Matches(html).Select(m => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(m.Groups["text"].Value)))}'")];
        Assert.Equal(4, hashes.Length);
        Assert.Equal($"default-src 'none'; script-src {string.Join(' ', hashes)}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'", policy);
        Assert.DoesNotContain("sourceMappingURL", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<(link|img|iframe|object|embed|base)[ >]|<script[^>]* src", Script().Replace(html, ""));
    }

    [Fact]
    public void The_plots_libraries_and_their_licences_are_in_the_program()
    {
        // Fails where the build had no npm: tools/setup.sh installs it.
        Assert.Equal(4, PlotBundles.Scripts?.Count);
        Assert.Equal(3, PlotBundles.Notices.Split("Redistribution and use in source and binary forms").Length - 1);
        Assert.Contains("University of Washington Interactive Data Lab", HtmlReport.Write(Document("text")), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_plot_there_is_no_script_at_all()
    {
        var html = HtmlReport.Write(new ReportDocument("t", [new ReportSection("s", 2, [new Paragraph("p")])]));

        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Contains("script-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_is_plain_html_with_named_rows_and_columns()
    {
        var html = HtmlReport.Write(new ReportDocument("t", [new ReportSection("s", 3, [
            new TableBlock(new ReportTable([new("paradigm"), new("params", Right: true)], [["i2m2", "1,234"]]))])]));

        Assert.Contains("<h3>s</h3>", html, StringComparison.Ordinal);
        Assert.Contains("<thead><tr><th scope=\"col\">paradigm</th><th scope=\"col\" class=\"right\">params</th></tr></thead>", html, StringComparison.Ordinal);
        Assert.Contains("<tr><th scope=\"row\">i2m2</th><td class=\"right\">1,234</td></tr>", html, StringComparison.Ordinal);
    }

    private static ReportDocument Document(string text) => new(text, [new ReportSection(text, 2, [
        new Lede(text),
        new Paragraph(text),
        new Warning(text),
        new BulletList([text]),
        new TableBlock(new ReportTable([new(text)], [[text]])),
        new Plot(text, text, new JsonObject { ["title"] = text }) { Numbers = new ReportTable([new(text)], [[text]]) }])]);

    private static string[] Tags(string html) => [.. Tag().Matches(Script().Replace(html, "")).Select(m => m.Value)];

    [GeneratedRegex("<[/!a-z][^ >]*")]
    private static partial Regex Tag();

    [GeneratedRegex("<script>(?<text>.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Script();

    [GeneratedRegex("<script type=\"application/json\" id=\"plot-1\">(?<json>.*?)</script>")]
    private static partial Regex Spec();

    [GeneratedRegex("http-equiv=\"Content-Security-Policy\" content=\"(?<policy>[^\"]*)\"")]
    private static partial Regex Policy();
}
