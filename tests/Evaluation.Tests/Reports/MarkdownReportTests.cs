using System.Text.Json.Nodes;

namespace I2M2.Evaluation.Tests;

public class MarkdownReportTests
{
    [Theory]
    [InlineData("0.875 ± 0.177", "0.875 ± 0.177")]
    [InlineData("-0.017", "-0.017")]
    [InlineData("a|b", "a\\|b")]
    [InlineData("*b* _i_ `c` [l](x) <img> #h ~s~", "\\*b\\* \\_i\\_ \\`c\\` \\[l\\](x) \\<img\\> \\#h \\~s\\~")]
    [InlineData("- item", "\\- item")]
    [InlineData("---", "\\---")]
    [InlineData("12. item", "12\\. item")]
    [InlineData("https://x", "https\\://x")]
    [InlineData("WWW.x a@b", "WWW\\.x a\\@b")]
    [InlineData("two\nlines", "two\\\\u000Alines")]
    [InlineData("&lt;", "\\&lt;")]
    public void Text_is_shown_as_it_is(string text, string escaped) => Assert.Equal(escaped, MarkdownReport.Escape(text));

    [Fact]
    public void A_document_in_markdown() => Assert.Equal(
        """
        # Title

        ## Section

        **Read this.**

        > **Note.** Mind this.

        - one
        - two

        | paradigm | params |
        | --- | ---: |
        | i2m2 | 1,234 |

        *Plot.* In words.

        | x |
        | --- |
        | 1 |

        """,
        MarkdownReport.Write(new ReportDocument("Title", [new ReportSection("Section", 2, [
            new Lede("Read this."),
            new Warning("Mind this."),
            new BulletList(["one", "two"]),
            new TableBlock(new ReportTable([new("paradigm"), new("params", Right: true)], [["i2m2", "1,234"]])),
            new Plot("Plot", "In words.", new JsonObject()) { Numbers = new ReportTable([new("x")], [["1"]]) }])])));
}
