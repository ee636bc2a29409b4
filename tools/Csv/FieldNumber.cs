namespace I2M2.Csv;

/// <summary>Numbers of a field's bytes, read exactly: no rounding through a floating-point number, no locale, no allocation.</summary>
public static class FieldNumber
{
    /// <summary>Units of <see cref="TryFixedPoint"/> in 1.</summary>
    public const long One = 1_000_000_000;

    /// <summary>The bound of <see cref="TryFixedPoint"/>: numbers of this size and more are out of range.</summary>
    public const double Bound = 9.2e9;
    private const long UnitBound = 9_200_000_000_000_000_000;
    private const int UnitDigits = 9;

    // A number of so many digits is less than 2^63.
    private const int SafeDigits = 18;

    // 39 digits are less than 2^128 only up to 3.4e38.
    private const int MostDigits = 38;

    /// <summary>A whole number: a sign or none, and digits.</summary>
    public static FieldFault TryWhole(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        var negative = text.Length > 0 && text[0] == '-';
        var digits = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (digits.Length == 0)
            return FieldFault.Malformed;
        if (digits.Length <= SafeDigits)
            return TryShort(digits, negative, out value);
        var fault = FieldFault.None;
        foreach (var character in digits)
        {
            var digit = (uint)(character - '0');
            if (digit > 9)
                return FieldFault.Malformed;

            // Below zero there is one number more.
            if (value < (long.MinValue + digit) / 10)
                fault = FieldFault.OutOfRange;
            value = unchecked((value * 10) - digit);
        }

        if (negative)
            return fault;
        fault = value == long.MinValue ? FieldFault.OutOfRange : fault;
        value = unchecked(-value);
        return fault;
    }

    private static FieldFault TryShort(ReadOnlySpan<byte> digits, bool negative, out long value)
    {
        value = 0;
        foreach (var character in digits)
        {
            var digit = (uint)(character - '0');
            if (digit > 9)
            {
                value = 0;
                return FieldFault.Malformed;
            }

            value = (value * 10) + digit;
        }

        value = negative ? -value : value;
        return FieldFault.None;
    }

    /// <summary>
    /// A decimal number in units of 1e-9: sign, digits with a point before, within or behind them, exponent. What is smaller than a unit is
    /// rounded half to even.
    /// </summary>
    public static FieldFault TryFixedPoint(ReadOnlySpan<byte> text, out long units)
    {
        units = 0;
        var at = 0;
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
            at++;

        UInt128 digits = 0;
        var (count, kept, exponent, point, rest) = (0, 0, 0, false, false);
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit > 9)
            {
                if (text[at] != '.' || point)
                    break;
                point = true;
                continue;
            }

            count++;
            if (kept < MostDigits)
            {
                digits = kept < 19 ? ((ulong)digits * 10) + digit : (digits * 10) + digit;
                kept += digits == 0 ? 0 : 1;
                exponent -= point ? 1 : 0;
            }
            else
            {
                rest |= digit != 0;
                exponent += point ? 0 : 1;
            }
        }

        if (count == 0 || !TryExponent(text[at..], ref exponent))
            return FieldFault.Malformed;
        if (!TryScale(digits, exponent + UnitDigits, rest, out units))
            return FieldFault.OutOfRange;
        units = negative ? -units : units;
        return FieldFault.None;
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, ref int exponent)
    {
        if (text.Length == 0)
            return true;
        if (text[0] is not ((byte)'e' or (byte)'E'))
            return false;
        text = text[1..];
        var negative = text.Length > 0 && text[0] == '-';
        if (text.Length > 0 && text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        if (text.Length == 0)
            return false;
        var value = 0;
        foreach (var character in text)
        {
            var digit = character - '0';
            if (digit is < 0 or > 9)
                return false;

            // Beyond any number of digits that a row can hold.
            value = Math.Min((value * 10) + digit, 100_000_000);
        }

        exponent += negative ? -value : value;
        return true;
    }

    /// <summary>digits * 10^power as a whole number; <paramref name="rest"/>: a little more than that.</summary>
    private static bool TryScale(UInt128 digits, int power, bool rest, out long units)
    {
        units = 0;
        if (digits == 0)
            return true;
        if (power >= 0)
        {
            for (; power > 0 && digits < UnitBound; power--)
                digits *= 10;
        }
        else
        {
            if (power < -MostDigits)
                return true;
            UInt128 divisor = 1;
            for (; power < 0; power++)
                divisor *= 10;
            (digits, var remainder) = UInt128.DivRem(digits, divisor);
            var half = divisor / 2;
            if (remainder > half || (remainder == half && (rest || (digits & 1) == 1)))
                digits++;
        }

        units = digits < UnitBound ? (long)digits : 0;
        return digits < UnitBound;
    }
}
