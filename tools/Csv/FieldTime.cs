using System.Runtime.CompilerServices;

namespace I2M2.Csv;

/// <summary>Times of a field's bytes.</summary>
public static class FieldTime
{
    /// <summary>The first year that is one.</summary>
    public const int FirstYear = 1800;

    /// <summary>The last year that is one.</summary>
    public const int LastYear = 2300;

    /// <summary>How a time is written.</summary>
    public const string Format = "YYYY-MM-DD HH:MM:SS";

    /// <summary>A time as <see cref="Format"/> says and in no other way, in microseconds since 1970-01-01 00:00:00, as DuckDB's TIMESTAMP holds it.</summary>
    /// <returns>Out of range: a year before <see cref="FirstYear"/> or after <see cref="LastYear"/>.</returns>
    public static FieldFault TryTimestamp(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length != Format.Length || text[4] != '-' || text[7] != '-' || text[10] != ' ' || text[13] != ':' || text[16] != ':')
            return FieldFault.Malformed;
        var year = (Two(text, 0) * 100) + Two(text, 2);
        var (month, day, hour, minute, second) = (Two(text, 5), Two(text, 8), Two(text, 11), Two(text, 14), Two(text, 17));

        // A part that is not of digits is larger than any that is.
        if (year > 9999 || hour > 23 || minute > 59 || second > 59 || month - 1 > 11 || day - 1 > 30)
            return FieldFault.Malformed;
        if (year is < FirstYear or > LastYear)
            return FieldFault.OutOfRange;
        if (day > DateTime.DaysInMonth((int)year, (int)month))
            return FieldFault.Malformed;
        var time = new DateTime((int)year, (int)month, (int)day, (int)hour, (int)minute, (int)second, DateTimeKind.Utc);
        microseconds = (time.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return FieldFault.None;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Two(ReadOnlySpan<byte> text, int at)
    {
        var (tens, ones) = ((uint)(text[at] - '0'), (uint)(text[at + 1] - '0'));
        return tens > 9 || ones > 9 ? 1_000_000 : (tens * 10) + ones;
    }
}
