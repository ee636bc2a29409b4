namespace I2M2.Tokens;

/// <summary>
/// The letter that stands for each byte in the files of a byte-level vocabulary, GPT-2's rule: a byte that Latin-1 shows as a visible
/// character is that character; the 68 others (controls, blanks, soft hyphen) are U+0100, U+0101, ... in byte order. A space is thus 'Ġ'.
/// </summary>
public static class ByteLetters
{
    private const int FirstStandIn = 0x100;
    private static readonly char[] Letters = MakeLetters();
    private static readonly short[] Bytes = MakeBytes();

    /// <summary>The letter of a byte.</summary>
    public static char Of(int value) => Letters[value];

    /// <summary>The byte of a letter, if it is one.</summary>
    internal static bool TryGetByte(char letter, out byte value)
    {
        var found = letter < Bytes.Length ? Bytes[letter] : (short)-1;
        value = (byte)found;
        return found >= 0;
    }

    private static char[] MakeLetters()
    {
        var letters = new char[256];
        var next = FirstStandIn;
        for (var b = 0; b < letters.Length; b++)
            letters[b] = b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE ? (char)b : (char)next++;
        return letters;
    }

    private static short[] MakeBytes()
    {
        var bytes = new short[Letters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (var b = 0; b < Letters.Length; b++)
            bytes[Letters[b]] = (short)b;
        return bytes;
    }
}
