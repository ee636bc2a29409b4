using System.Buffers.Text;
using System.Text;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>Rows of CSV as UTF-8 bytes, quoted as the release quotes: text always, numbers and times never, nothing for a missing value.</summary>
internal sealed class CsvBuffer
{
    private const int LongestField = 512;
    private byte[] bytes = new byte[1 << 16];
    private int length;
    private bool within;
    private DateTime day;
    private readonly byte[] dayText = new byte[10];

    /// <summary>What was written.</summary>
    internal ReadOnlyMemory<byte> Written => bytes.AsMemory(0, length);

    /// <summary>Forgets what was written.</summary>
    internal void Clear() => length = 0;

    /// <summary>A missing value.</summary>
    internal CsvBuffer None()
    {
        Begin();
        return this;
    }

    /// <summary>A whole number.</summary>
    internal CsvBuffer Whole(long value)
    {
        Begin();
        Digits(value);
        return this;
    }

    /// <summary>A whole number or nothing.</summary>
    internal CsvBuffer Whole(long? value) => value is { } v ? Whole(v) : None();

    /// <summary>A text, quotes within doubled; null is a missing value.</summary>
    internal CsvBuffer Text(string? value)
    {
        Begin();
        if (value is null)
            return this;
        bytes[length++] = (byte)'"';
        if (!value.Contains('"', StringComparison.Ordinal))
            length += Encoding.UTF8.GetBytes(value, bytes.AsSpan(length));
        else
            length += Encoding.UTF8.GetBytes(value.Replace("\"", "\"\"", StringComparison.Ordinal), bytes.AsSpan(length));
        bytes[length++] = (byte)'"';
        return this;
    }

    /// <summary>A number as text, with the decimals that were charted.</summary>
    internal CsvBuffer Quoted(Measured value)
    {
        Begin();
        bytes[length++] = (byte)'"';
        Fixed(value.Units, value.Decimals);
        bytes[length++] = (byte)'"';
        return this;
    }

    /// <summary>A number without needless zeros.</summary>
    internal CsvBuffer Number(Measured value)
    {
        Begin();
        var (units, decimals) = value;
        while (decimals > 0 && units % 10 == 0)
            (units, decimals) = (units / 10, decimals - 1);
        Fixed(units, decimals);
        return this;
    }

    /// <summary>YYYY-MM-DD HH:MM:SS or nothing.</summary>
    internal CsvBuffer Time(DateTime? time)
    {
        Begin();
        if (time is not { } t)
            return this;
        if (t.Date != day)
        {
            day = t.Date;
            Encoding.ASCII.GetBytes(day.ToString("yyyy-MM-dd", null), dayText);
        }

        dayText.CopyTo(bytes, length);
        bytes[length + 10] = (byte)' ';
        Two(11, t.Hour, ':');
        Two(14, t.Minute, ':');
        Two(17, t.Second, '\n');
        length += 19;
        return this;
    }

    /// <summary>Ends the row.</summary>
    internal void End()
    {
        bytes[length++] = (byte)'\n';
        within = false;
    }

    private void Begin()
    {
        if (bytes.Length - length < LongestField)
            Array.Resize(ref bytes, 2 * bytes.Length);
        if (within)
            bytes[length++] = (byte)',';
        within = true;
    }

    private void Digits(long value)
    {
        Utf8Formatter.TryFormat(value, bytes.AsSpan(length), out var count);
        length += count;
    }

    private void Fixed(long units, int decimals)
    {
        if (units < 0)
        {
            bytes[length++] = (byte)'-';
            units = -units;
        }

        var scale = decimals == 0 ? 1 : decimals == 1 ? 10 : 100;
        Digits(units / scale);
        if (decimals == 0)
            return;
        bytes[length++] = (byte)'.';
        if (decimals == 2)
            bytes[length++] = (byte)('0' + (units % 100 / 10));
        bytes[length++] = (byte)('0' + (units % 10));
    }

    // Writes two digits and what follows them; the character after the seconds is overwritten by the next field.
    private void Two(int at, int value, char next)
    {
        bytes[length + at] = (byte)('0' + (value / 10));
        bytes[length + at + 1] = (byte)('0' + (value % 10));
        bytes[length + at + 2] = (byte)next;
    }
}
