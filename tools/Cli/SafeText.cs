using System.Globalization;
using System.Text;

namespace I2M2.Cli;

/// <summary>Text from files made harmless for where it is shown: a file's author must not steer a terminal or a spreadsheet.</summary>
public static class SafeText
{
    /// <summary>
    /// For terminals and messages: control, format (bidirectional overrides) and separator characters and lone surrogates become
    /// \uXXXX.
    /// </summary>
    /// <param name="text">As a file or a folder name gives it.</param>
    /// <param name="longest">Characters shown; the rest is cut.</param>
    public static string ForTerminal(string text, int longest = 60)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= longest)
                return shown.Append('…').ToString();
            shown.Append(IsHarmless(rune) ? rune.ToString() : $"\\u{rune.Value:X4}");
        }

        return shown.ToString();
    }

    /// <summary>
    /// For a cell of CSV: text that a spreadsheet would run as a formula gets an apostrophe before it, and so does text that
    /// already looks guarded, so that <see cref="FromCell"/> gives back exactly what was written.
    /// </summary>
    public static string ForCell(string text) => LooksLikeFormula(text.AsSpan().TrimStart('\'')) ? "'" + text : text;

    /// <summary>Undoes <see cref="ForCell"/>.</summary>
    public static string FromCell(string cell) =>
        cell.StartsWith('\'') && LooksLikeFormula(cell.AsSpan().TrimStart('\'')) ? cell[1..] : cell;

    // U+FFFD stands where a lone surrogate was.
    private static bool IsHarmless(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static bool LooksLikeFormula(ReadOnlySpan<char> text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r';
}
