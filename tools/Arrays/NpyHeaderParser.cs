using System.Globalization;
using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.Arrays;

/// <summary>
/// Parses the dictionary of an array's header by its exact grammar: the three keys 'descr', 'fortran_order' and 'shape' once each, with a
/// quoted dtype, True or False, and a tuple of whole numbers. Anything else, such as an expression, has no meaning here.
/// </summary>
internal ref struct NpyHeaderParser(NpySource source, string text, int firstByte)
{
    // As many as NumPy 1.x has.
    private const int MostAxes = 32;
    private int at;

    internal NpyHeader Parse(int dataStart)
    {
        (Dtype Dtype, bool BigEndian)? descr = null;
        bool? fortranOrder = null;
        long[]? shape = null;
        Expect('{');
        while (!TryTake('}'))
        {
            var key = Quoted();
            Expect(':');
            switch (key)
            {
                case "descr" when descr is null:
                    descr = ElementType();
                    break;
                case "fortran_order" when fortranOrder is null:
                    fortranOrder = Truth();
                    break;
                case "shape" when shape is null:
                    shape = Tuple();
                    break;
                default:
                    throw Refuse($"key '{SafeText.ForTerminal(key)}' is given twice or is not part of the format");
            }

            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        if (Peek() is not null)
            throw Refuse("something follows the dictionary");
        if (descr is null || fortranOrder is null || shape is null)
            throw Refuse("'descr', 'fortran_order' and 'shape' are not all there");
        return new NpyHeader(descr.Value.Dtype, descr.Value.BigEndian, fortranOrder.Value, shape, dataStart);
    }

    private (Dtype Dtype, bool BigEndian) ElementType()
    {
        var descr = Quoted();
        return descr switch
        {
            "|u1" => (Dtype.U8, false),
            "<i4" => (Dtype.I32, false),
            "<i8" => (Dtype.I64, false),
            "<f4" => (Dtype.F32, false),
            "<f8" => (Dtype.F64, false),
            ">i4" => (Dtype.I32, true),
            ">i8" => (Dtype.I64, true),
            ">f4" => (Dtype.F32, true),
            ">f8" => (Dtype.F64, true),
            _ => throw Refuse($"dtype '{SafeText.ForTerminal(descr)}' is not read"),
        };
    }

    private bool Truth()
    {
        Peek();
        foreach (var (word, value) in new[] { ("True", true), ("False", false) })
        {
            if (text.AsSpan(at).StartsWith(word, StringComparison.Ordinal))
            {
                at += word.Length;
                return value;
            }
        }

        throw Refuse("expected True or False");
    }

    private long[] Tuple()
    {
        var sizes = new List<long>();
        Expect('(');
        while (!TryTake(')'))
        {
            sizes.Add(WholeNumber());
            if (sizes.Count > MostAxes)
                throw Refuse($"more than {MostAxes} axes");
            if (TryTake(','))
                continue;
            if (sizes.Count == 1 && Peek() == ')')
                throw Refuse("(n) is a number, a tuple of one is written (n,)");
            Expect(')');
            break;
        }

        return [.. sizes];
    }

    private long WholeNumber()
    {
        Peek();
        var begin = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return long.TryParse(text.AsSpan(begin, at - begin), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Refuse("expected a whole number from 0");
    }

    private string Quoted()
    {
        if (Peek() is not ('\'' or '"'))
            throw Refuse("expected a quoted text");
        var end = text.IndexOf(text[at], at + 1);
        if (end < 0)
            throw Refuse("a quoted text does not end");
        var content = text[(at + 1)..end];
        if (content.Contains('\\', StringComparison.Ordinal))
            throw Refuse("a quoted text has an escape in it");
        at = end + 1;
        return content;
    }

    private void Expect(char symbol)
    {
        if (!TryTake(symbol))
            throw Refuse($"expected '{symbol}'");
    }

    private bool TryTake(char symbol)
    {
        if (Peek() != symbol)
            return false;
        at++;
        return true;
    }

    // The next character that is not blank; null at the end.
    private char? Peek()
    {
        while (at < text.Length && text[at] is ' ' or '\n')
            at++;
        return at < text.Length ? text[at] : null;
    }

    private readonly InputRefusedException Refuse(string problem) =>
        source.Refuse($"header, byte {firstByte + at}: {problem}", NpyHeader.Remedy);
}
