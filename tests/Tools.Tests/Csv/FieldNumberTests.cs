using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using I2M2.Csv;

namespace I2M2.Tests.Csv;

public class FieldNumberTests
{
    private static readonly BigInteger Bound = BigInteger.Parse("9200000000000000000", CultureInfo.InvariantCulture);

    [Fact]
    public void A_decimal_number_is_exact_to_a_unit_and_the_rest_is_rounded_half_to_even()
    {
        var digits = Gen.Frequency((6, Gen.Choose(0, 12)), (1, Gen.Choose(30, 60))).SelectMany(n => Gen.Frequency((4, Gen.Elements("0123456789".ToCharArray())), (2, Gen.Constant('0')), (1, Gen.Constant('5'))).ArrayOf(n)).Select(d => new string(d));
        var numbers =
            from sign in Gen.Elements("", "-", "+")
            from whole in digits
            from point in Gen.Elements(true, false)
            from fraction in digits
            from e in Gen.Elements("", "e", "E")
            from exponentSign in Gen.Elements("", "-", "+")
            from exponent in Gen.Choose(0, 60)
            where whole.Length + (point ? fraction.Length : 0) > 0
            select (sign, whole, fraction: point ? "." + fraction : "", exponent: e.Length == 0 ? "" : $"{e}{exponentSign}{exponent}");
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(numbers.ToArbitrary(), n => IsExact(n.sign + n.whole + n.fraction + n.exponent)));
    }

    [Fact]
    public void Halves_of_a_unit_are_rounded_to_even()
    {
        var halves =
            from units in Gen.Choose(-2_000_000, 2_000_000)
            from tail in Gen.Elements("5", "50000", "4999999999999999999999999999999999", "50000000000000000000000000000000000000000000000001")
            select $"{(units < 0 ? "-" : "")}{Math.Abs(units)}.{tail}e-9";
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(halves.ToArbitrary(), IsExact));
    }

    [Fact]
    public void Numbers_agree_with_the_decimal_type()
    {
        var numbers = from mantissa in Gen.Choose(int.MinValue, int.MaxValue) from scale in Gen.Choose(0, 9) select mantissa / (decimal)Math.Pow(10, scale);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(numbers.ToArbitrary(), n => Fixed(n.ToString(CultureInfo.InvariantCulture)) == (FieldFault.None, (long)(n * FieldNumber.One))));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("0e999999999999", 0)]
    [InlineData("0.000e-999999999999", 0)]
    [InlineData("7", 7_000_000_000)]
    [InlineData("+7.", 7_000_000_000)]
    [InlineData(".7", 700_000_000)]
    [InlineData("-.7E0", -700_000_000)]
    [InlineData("36.6", 36_600_000_000)]
    [InlineData("98.60000000000000142", 98_600_000_000)]
    [InlineData("1e-9", 1)]
    [InlineData("0.5e-9", 0)]
    [InlineData("1.5e-9", 2)]
    [InlineData("2.5e-9", 2)]
    [InlineData("-2.5e-9", -2)]
    [InlineData("-2.50000000000000000000000000000000000000000000001e-9", -3)]
    [InlineData("1e-999999999999", 0)]
    [InlineData("0.00000000000000000000000000000000000000000000000001e50", 1_000_000_000)]
    [InlineData("100000000000000000000000000000000000000000000000000e-50", 1_000_000_000)]
    [InlineData("9199999999.999999999", 9_199_999_999_999_999_999)]
    [InlineData("-9199999999.999999999", -9_199_999_999_999_999_999)]
    [InlineData("9199999999.9999999994", 9_199_999_999_999_999_999)]
    public void Numbers_are_in_units_of_a_billionth(string text, long units) => Assert.Equal((FieldFault.None, units), Fixed(text));

    [Theory]
    [InlineData("9200000000")]
    [InlineData("-9.2e9")]
    [InlineData("9199999999.9999999995")]
    [InlineData("18446744074")]
    [InlineData("1e10")]
    [InlineData("1e400")]
    [InlineData("-1e999999999999999999999")]
    [InlineData("340282366920938463463374607431768211456")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999")]
    public void Larger_numbers_are_out_of_range(string text) => Assert.Equal((FieldFault.OutOfRange, 0), Fixed(text));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData("..")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("1_000")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1e-")]
    [InlineData("e5")]
    [InlineData(".e5")]
    [InlineData("1e5.0")]
    [InlineData("1e 5")]
    [InlineData("1ee5")]
    [InlineData("1e+-5")]
    [InlineData("--1")]
    [InlineData("+-1")]
    [InlineData("1-")]
    [InlineData("1 ")]
    [InlineData(" 1")]
    [InlineData("1 2")]
    [InlineData("1\t")]
    [InlineData("1\0")]
    [InlineData("0x1")]
    [InlineData("1f")]
    [InlineData("NaN")]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    [InlineData("<0.01")]
    [InlineData("1/2")]
    [InlineData("5:")]
    [InlineData("\u00b2")]
    [InlineData("ERROR")]
    public void Anything_else_is_malformed(string text)
    {
        Assert.Equal(FieldFault.Malformed, Fixed(text).Fault);
        Assert.Equal(FieldFault.Malformed, Whole(text).Fault);
    }

    [Fact]
    public void Random_bytes_are_a_number_just_where_the_grammar_says_so()
    {
        var texts = Gen.Elements("0123456789+-.eE, x".ToCharArray()).ArrayOf().Select(c => new string(c));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000).WithEndSize(12), Prop.ForAll(texts.ToArbitrary(), t => IsExact(t) && IsWhole(t)));
    }

    [Fact]
    public void Whole_numbers_agree_with_big_integers()
    {
        var near = Gen.Elements(0, 1L << 31, long.MaxValue / 10, long.MaxValue).Zip(Gen.Choose(-30, 30)).Select(n => (BigInteger)n.Item1 + n.Item2);
        var numbers = from number in near from negative in Gen.Elements(1, -1) from ten in Gen.Elements(1, 10, 1_000_000) select number * negative * ten;
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(numbers.ToArbitrary(), n => IsWhole(n.ToString(CultureInfo.InvariantCulture))));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("+12", 12)]
    [InlineData("007", 7)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775807", -long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("0000000000000000000000000000000000001", 1)]
    public void Whole_numbers_have_64_bits(string text, long value) => Assert.Equal((FieldFault.None, value), Whole(text));

    [Theory]
    [InlineData("9223372036854775808", FieldFault.OutOfRange)]
    [InlineData("-9223372036854775809", FieldFault.OutOfRange)]
    [InlineData("18446744073709551616", FieldFault.OutOfRange)]
    [InlineData("100000000000000000000000000000000000000", FieldFault.OutOfRange)]
    [InlineData("99999999999999999999999999x", FieldFault.Malformed)]
    [InlineData("1.0", FieldFault.Malformed)]
    [InlineData("1e3", FieldFault.Malformed)]
    public void Others_are_none(string text, FieldFault fault) => Assert.Equal(fault, Whole(text).Fault);

    private static (FieldFault Fault, long Units) Fixed(string text) => (FieldNumber.TryFixedPoint(CsvFiles.Bytes(text), out var units), units);

    private static (FieldFault Fault, long Value) Whole(string text) => (FieldNumber.TryWhole(CsvFiles.Bytes(text), out var value), value);

    private static bool IsWhole(string text)
    {
        if (!Regex.IsMatch(text, @"\A[+-]?[0-9]+\z"))
            return Whole(text).Fault == FieldFault.Malformed;
        var number = BigInteger.Parse(text, CultureInfo.InvariantCulture);
        var isHeld = number >= long.MinValue && number <= long.MaxValue;
        return isHeld ? Whole(text) == (FieldFault.None, (long)number) : Whole(text).Fault == FieldFault.OutOfRange;
    }

    /// <summary>Whether the number is what arithmetic on whole numbers of any size says.</summary>
    private static bool IsExact(string text)
    {
        var parts = Regex.Match(text, @"\A([+-]?)(?=\.?[0-9])([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]+))?\z");
        if (!parts.Success)
            return Fixed(text) == (FieldFault.Malformed, 0);
        var digits = BigInteger.Parse("0" + parts.Groups[2].Value + parts.Groups[3].Value, CultureInfo.InvariantCulture);
        var exponent = parts.Groups[4].Success ? BigInteger.Parse(parts.Groups[4].Value, CultureInfo.InvariantCulture) : 0;
        var power = exponent - parts.Groups[3].Length + 9;

        // Nothing is as long as this; a larger power would only take time.
        var ten = BigInteger.Pow(10, (int)BigInteger.Min(BigInteger.Abs(power), 300));
        var (quotient, remainder) = power >= 0 ? (digits * ten, BigInteger.Zero) : BigInteger.DivRem(digits, ten);
        var twice = 2 * remainder;
        if (power < 0 && (twice > ten || (twice == ten && !quotient.IsEven)))
            quotient += 1;
        return Fixed(text) == (quotient < Bound ? (FieldFault.None, (long)(parts.Groups[1].Value == "-" ? -quotient : quotient)) : (FieldFault.OutOfRange, 0));
    }
}
