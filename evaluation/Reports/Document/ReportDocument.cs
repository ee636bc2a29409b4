using System.Text.Json.Nodes;

namespace I2M2.Evaluation;

/// <summary>A report as its content alone, for <see cref="HtmlReport"/> and <see cref="MarkdownReport"/>. No text in it is escaped.</summary>
/// <param name="Title">What it is about.</param>
/// <param name="Sections">In order.</param>
internal sealed record ReportDocument(string Title, IReadOnlyList<ReportSection> Sections);

/// <summary>A stretch of a report under a heading.</summary>
/// <param name="Heading">Its name.</param>
/// <param name="Level">2, or 3 below one of 2.</param>
/// <param name="Blocks">In order.</param>
internal sealed record ReportSection(string Heading, int Level, IReadOnlyList<ReportBlock> Blocks);

/// <summary>A part of a section.</summary>
internal abstract record ReportBlock;

/// <summary>The sentence to read when reading only one.</summary>
/// <param name="Text">Plain text.</param>
internal sealed record Lede(string Text) : ReportBlock;

/// <summary>A paragraph.</summary>
/// <param name="Text">Plain text.</param>
internal sealed record Paragraph(string Text) : ReportBlock;

/// <summary>Something the reader must not overlook.</summary>
/// <param name="Text">Plain text.</param>
internal sealed record Warning(string Text) : ReportBlock;

/// <summary>Short sentences.</summary>
/// <param name="Items">Plain text.</param>
internal sealed record BulletList(IReadOnlyList<string> Items) : ReportBlock;

/// <summary>A table.</summary>
/// <param name="Table">Cells of plain text.</param>
internal sealed record TableBlock(ReportTable Table) : ReportBlock;

/// <summary>A plot, and what it says for whoever does not see it.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Alternative">The same in words.</param>
/// <param name="Spec">Vega-Lite, its data inside.</param>
internal sealed record Plot(string Title, string Alternative, JsonObject Spec) : ReportBlock
{
    /// <summary>Its numbers, unless a table of the report has them.</summary>
    public ReportTable? Numbers { get; init; }
}
