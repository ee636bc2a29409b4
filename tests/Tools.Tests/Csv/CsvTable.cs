using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace I2M2.Tests.Csv;

/// <summary>A table, and the text of it in one of the many ways it can be written.</summary>
/// <param name="Columns">Names.</param>
/// <param name="Rows">Fields of every row, Latin-1.</param>
/// <param name="Lines">On which line of the text each row starts.</param>
/// <param name="Text">The text, Latin-1.</param>
internal sealed record CsvTable(string[] Columns, string[][] Rows, long[] Lines, string Text)
{
    private const string Bom = "\u00ef\u00bb\u00bf";

    private static readonly Gen<char> Characters = Gen.Frequency(
        (12, Gen.Elements("abc019.-".ToCharArray())),
        (6, Gen.Elements(",\"\n\r; '\t".ToCharArray())),
        (1, Gen.Choose(1, 255).Select(c => (char)c)));

    private static readonly Gen<(string Value, bool Quoted)> Cells =
        from length in Gen.Frequency((3, Gen.Constant(0)), (10, Gen.Choose(1, 12)), (1, Gen.Choose(50, 200)))
        from characters in Characters.ArrayOf(length)
        from plain in Gen.Elements(true, false)
        from quoted in Gen.Elements(true, false)
        let value = plain ? $"v{length}" : new string(characters)
        select (value, quoted || value.AsSpan().ContainsAny(",\"\n\r"));

    /// <summary>Random tables: fields of any bytes, quoted where they must be and elsewhere by chance, lines that end in either way or not.</summary>
    public static Gen<CsvTable> Any { get; } =
        from width in Gen.Choose(1, 9)
        from height in Gen.Choose(0, 30)
        from quotedNames in Gen.Elements(true, false).ArrayOf(width)
        from cells in Cells.ArrayOf(width).ArrayOf(height)
        from ends in Gen.Elements("\n", "\r\n").ArrayOf(height + 1)
        from bom in Gen.Elements("", Bom)
        from lastEnds in Gen.Elements(true, false)
        let names = quotedNames.Select((q, c) => (Value: $"C{c}", Quoted: q)).ToArray()
        select Of(bom, [names, .. cells], ends, lastEnds);

    private static CsvTable Of(string bom, (string Value, bool Quoted)[][] rows, string[] ends, bool lastEnds)
    {
        var text = new StringBuilder(bom);
        var lines = new List<long>();
        for (var (r, line) = (0, 1L); r < rows.Length; r++)
        {
            var row = string.Join(',', rows[r].Select(c => c.Quoted ? $"\"{c.Value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : c.Value));

            // Nothing at all behind the last line feed is no row.
            text.Append(row).Append(r < rows.Length - 1 || lastEnds || row.Length == 0 ? ends[r] : "");
            lines.Add(line);
            line += 1 + row.Count(c => c == '\n');
        }

        return new([.. rows[0].Select(c => c.Value)], [.. rows[1..].Select(r => Array.ConvertAll(r, c => c.Value))], [.. lines[1..]], text.ToString());
    }
}
