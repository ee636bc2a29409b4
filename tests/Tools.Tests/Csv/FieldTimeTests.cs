using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using I2M2.Csv;

namespace I2M2.Tests.Csv;

public class FieldTimeTests
{
    [Fact]
    public void Every_second_of_five_centuries_is_read_as_the_calendar_has_it()
    {
        var first = new DateTime(1800, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        var seconds = (int)((new DateTime(2301, 1, 1, 0, 0, 0, DateTimeKind.Utc) - first).TotalDays - 1);
        var times = Gen.Choose(0, seconds).Zip(Gen.Choose(0, 86_399)).Select(t => first.AddDays(t.Item1).AddSeconds(t.Item2));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(times.ToArbitrary(), t =>
            Read(t.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)) == (FieldFault.None, (t.Ticks - DateTime.UnixEpoch.Ticks) / 10)));
    }

    [Fact]
    public void Every_day_of_every_month_is_one_and_no_other_is()
    {
        for (var year = 1800; year <= 2300; year++)
        {
            for (var month = 0; month <= 13; month++)
            {
                for (var day = 0; day <= 32; day++)
                {
                    var exists = month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
                    Assert.Equal(exists ? FieldFault.None : FieldFault.Malformed, Read($"{year}-{month:00}-{day:00} 12:34:56").Fault);
                }
            }
        }
    }

    [Theory]
    [InlineData("1970-01-01 00:00:00", 0)]
    [InlineData("1970-01-01 00:00:01", 1_000_000)]
    [InlineData("1969-12-31 23:59:59", -1_000_000)]
    [InlineData("2101-10-20 19:08:00", 4_159_278_480_000_000)]
    [InlineData("1800-01-01 00:00:00", -5_364_662_400_000_000)]
    [InlineData("2300-12-31 23:59:59", 10_445_327_999_000_000)]
    [InlineData("2000-02-29 00:00:00", 951_782_400_000_000)]
    public void Times_are_microseconds_since_1970(string text, long microseconds) => Assert.Equal((FieldFault.None, microseconds), Read(text));

    [Theory]
    [InlineData("1799-12-31 23:59:59")]
    [InlineData("2301-01-01 00:00:00")]
    [InlineData("0000-01-01 00:00:00")]
    [InlineData("0001-01-01 00:00:00")]
    [InlineData("9999-12-31 23:59:59")]
    public void Years_that_cannot_be_are_out_of_range(string text) => Assert.Equal((FieldFault.OutOfRange, 0), Read(text));

    [Theory]
    [InlineData("")]
    [InlineData("2101")]
    [InlineData("2101-10-20")]
    [InlineData("2101-10-20 19:08")]
    [InlineData("2101-10-20 19:08:00 ")]
    [InlineData(" 2101-10-20 19:08:00")]
    [InlineData("2101-10-20 19:08:00\n")]
    [InlineData("2101-10-20 19:08:00.0")]
    [InlineData("2101-10-20 19:08:00Z")]
    [InlineData("2101-10-20T19:08:00")]
    [InlineData("2101-10-20  9:08:00")]
    [InlineData("2101-10-20 9:08:000")]
    [InlineData("2101/10/20 19:08:00")]
    [InlineData("20-10-2101 19:08:00")]
    [InlineData("10-20-2101 19:08:00")]
    [InlineData("2101-20-10 19:08:00")]
    [InlineData("19:08:00 2101-10-20")]
    [InlineData("2101-10-20 24:00:00")]
    [InlineData("2101-10-20 23:60:00")]
    [InlineData("2101-10-20 23:59:60")]
    [InlineData("2101-00-20 19:08:00")]
    [InlineData("2101-10-00 19:08:00")]
    [InlineData("2100-02-29 00:00:00")]
    [InlineData("2101-02-29 00:00:00")]
    [InlineData("2101-04-31 00:00:00")]
    [InlineData("-101-10-20 19:08:00")]
    [InlineData("+101-10-20 19:08:00")]
    [InlineData("21O1-10-20 19:08:00")]
    [InlineData("2101-1a-20 19:08:00")]
    [InlineData("2101-10-20 1:908:00")]
    [InlineData("2101-10-20 19:08:-1")]
    [InlineData("2101-10-20 19-08-00")]
    [InlineData("\u00ff\u00ff\u00ff\u00ff-10-20 19:08:00")]
    public void Any_other_way_to_write_a_time_is_malformed(string text) => Assert.Equal((FieldFault.Malformed, 0), Read(text));

    [Fact]
    public void A_time_with_any_byte_changed_to_what_is_no_digit_is_malformed()
    {
        for (var at = 0; at < FieldTime.Format.Length; at++)
        {
            for (var character = 0; character < 256; character++)
            {
                var bytes = CsvFiles.Bytes("2101-10-20 19:08:00");
                if (char.IsAsciiDigit((char)character) || character == bytes[at])
                    continue;
                bytes[at] = (byte)character;
                Assert.Equal(FieldFault.Malformed, FieldTime.TryTimestamp(bytes, out _));
            }
        }
    }

    private static (FieldFault Fault, long Microseconds) Read(string text) => (FieldTime.TryTimestamp(CsvFiles.Bytes(text), out var microseconds), microseconds);
}
