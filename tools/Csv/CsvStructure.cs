using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace I2M2.Csv;

/// <summary>
/// Where the fields and rows of a stretch of CSV end, one bit a byte, found 64 bytes at a time without a branch on the data. What is between
/// quotes is found as simdjson does it (Langdale, Lemire: Parsing Gigabytes of JSON per Second, 2019): the running parity of the quotes
/// before. A doubled quote leaves and enters at once, which changes nothing.
/// </summary>
internal sealed class CsvStructure
{
    private const int Bits = 64;
    private ulong[] separators = [];
    private ulong[] rowEnds = [];

    /// <summary>Bytes scanned.</summary>
    internal int Length { get; private set; }

    /// <summary>Words of 64 bits in use.</summary>
    internal int Words { get; private set; }

    /// <summary>Commas that end a field.</summary>
    internal ulong[] Separators => separators;

    /// <summary>Line feeds that end a row.</summary>
    internal ulong[] RowEnds => rowEnds;

    /// <summary>
    /// Position of the first byte that cannot be there: a NUL, a quote within an unquoted field, what follows a closing quote or a lone
    /// carriage return. <see cref="int.MaxValue"/>: none. Found at <see cref="Length"/> it only says that the stretch ends too early to tell.
    /// </summary>
    internal int Fault { get; private set; }

    /// <summary>Whether a line feed is part of a field.</summary>
    internal bool HasQuotedLineFeed { get; private set; }

    /// <summary>Scans from the start of a row.</summary>
    /// <param name="bytes">Array that holds the text, and 64 bytes more behind it; those are overwritten.</param>
    /// <param name="start">First byte of the text.</param>
    /// <param name="length">Bytes of text.</param>
    internal void Scan(byte[] bytes, int start, int length)
    {
        bytes.AsSpan(start + length, Bits).Fill((byte)' ');
        (Length, Words, Fault, HasQuotedLineFeed) = (length, (length + Bits - 1) / Bits, int.MaxValue, false);
        if (separators.Length < Words)
            (separators, rowEnds) = (new ulong[Words], new ulong[Words]);
        ref var first = ref bytes[start];
        ulong inside = 0, mayOpenNext = 1, mustEndNext = 0, loneReturn = 0, quotedLineFeeds = 0;
        for (var w = 0; w < Words; w++)
        {
            ref var at = ref Unsafe.Add(ref first, w * Bits);
            var low = Vector256.LoadUnsafe(ref at);
            var high = Vector256.LoadUnsafe(ref at, 32);
            var quotes = Mask(low, high, (byte)'"');
            var commas = Mask(low, high, (byte)',');
            var lineFeeds = Mask(low, high, (byte)'\n');
            var returns = Mask(low, high, (byte)'\r');
            var faults = Mask(low, high, 0);

            var quoted = Parity(quotes) ^ inside;
            inside = (ulong)((long)quoted >> 63);
            commas &= ~quoted;
            quotedLineFeeds |= lineFeeds & quoted;
            var ends = lineFeeds & ~quoted;
            returns &= ~quoted;

            var opening = quotes & quoted;
            var closing = quotes & ~quoted;
            var boundary = commas | ends | quotes;
            faults |= opening & ~((boundary << 1) | mayOpenNext);
            faults |= ((closing << 1) | mustEndNext) & ~(boundary | returns);
            faults |= ((returns << 1) | loneReturn) & ~lineFeeds;
            (mayOpenNext, mustEndNext, loneReturn) = (boundary >> 63, closing >> 63, returns >> 63);
            if (faults != 0 && Fault == int.MaxValue)
                Fault = (w * Bits) + BitOperations.TrailingZeroCount(faults);
            separators[w] = commas;
            rowEnds[w] = ends;
        }

        HasQuotedLineFeed = quotedLineFeeds != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(Vector256<byte> low, Vector256<byte> high, byte value)
    {
        var wanted = Vector256.Create(value);
        return Vector256.Equals(low, wanted).ExtractMostSignificantBits() | ((ulong)Vector256.Equals(high, wanted).ExtractMostSignificantBits() << 32);
    }

    /// <summary>Bit i is the parity of bits 0..i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Parity(ulong bits)
    {
        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }
}
