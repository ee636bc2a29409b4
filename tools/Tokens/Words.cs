using System.Buffers;
using System.Globalization;
using System.Text;

namespace I2M2.Tokens;

/// <summary>
/// The pieces that a text is cut into before merging, by GPT-2's pattern, first alternative first: the suffixes 's 't 're 've 'm 'll 'd; letters, digits, or
/// other visible characters, each with one space before them if there is one; blanks up to the one before a visible character; blanks. Letters are Unicode's
/// categories L, digits its categories N, blanks its property White_Space, as the tables of
/// this .NET have them: characters younger than another program's tables may be cut otherwise there. Nothing is dropped: the pieces in a row are the text.
/// </summary>
/// <param name="utf8">Valid UTF-8.</param>
internal ref struct Words(ReadOnlySpan<byte> utf8)
{
    private static readonly byte[] Ascii = MakeAscii();
    private ReadOnlySpan<byte> rest = utf8;

    /// <summary>The piece found last.</summary>
    public ReadOnlySpan<byte> Current { get; private set; }

    /// <summary>For `foreach`.</summary>
    public readonly Words GetEnumerator() => this;

    /// <summary>Finds the next piece.</summary>
    public bool MoveNext()
    {
        if (rest.IsEmpty)
            return false;
        var length = Next(rest);
        Current = rest[..length];
        rest = rest[length..];
        return true;
    }

    private static int Next(ReadOnlySpan<byte> text)
    {
        if (text[0] == '\'' && Suffix(text) is > 0 and var suffix)
            return suffix;
        var kind = KindAt(text, 0, out var length);
        if (text[0] == ' ' && text.Length > 1)
        {
            var after = KindAt(text, 1, out var next);
            if (after != Kind.Blank)
                return Run(text, 1 + next, after);
        }

        return kind == Kind.Blank ? Blanks(text, length) : Run(text, length, kind);
    }

    private static int Suffix(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
            return 0;
        if (text[1] is (byte)'s' or (byte)'t' or (byte)'m' or (byte)'d')
            return 2;
        return text.Length > 2 && (text[1], text[2]) is ((byte)'r', (byte)'e') or ((byte)'v', (byte)'e') or ((byte)'l', (byte)'l') ? 3 : 0;
    }

    private static int Run(ReadOnlySpan<byte> text, int at, Kind kind)
    {
        while (at < text.Length && KindAt(text, at, out var length) == kind)
            at += length;
        return at;
    }

    // The last blank before a visible character is left to it, unless it is the only one.
    private static int Blanks(ReadOnlySpan<byte> text, int first)
    {
        var (at, last) = (first, 0);
        while (at < text.Length && KindAt(text, at, out var length) == Kind.Blank)
        {
            last = at;
            at += length;
        }

        return at == text.Length || last == 0 ? at : last;
    }

    private static Kind KindAt(ReadOnlySpan<byte> text, int at, out int length)
    {
        if (text[at] < 0x80)
        {
            length = 1;
            return (Kind)Ascii[text[at]];
        }

        return Rune.DecodeFromUtf8(text[at..], out var rune, out length) == OperationStatus.Done ? KindOf(rune) : Kind.Other;
    }

    private static Kind KindOf(Rune rune) => Rune.IsWhiteSpace(rune)
        ? Kind.Blank
        : Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Digit,
            _ => Kind.Other,
        };

    private static byte[] MakeAscii()
    {
        var kinds = new byte[0x80];
        for (var c = 0; c < kinds.Length; c++)
            kinds[c] = (byte)KindOf(new Rune(c));
        return kinds;
    }

    private enum Kind : byte
    {
        Other,
        Letter,
        Digit,
        Blank,
    }
}
