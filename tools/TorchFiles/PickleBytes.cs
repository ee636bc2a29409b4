using System.Buffers.Binary;
using System.Text;
using I2M2.Shards;

namespace I2M2.TorchFiles;

/// <summary>The bytes of a pickle, read forwards; every length is checked against what is left before it is used.</summary>
internal sealed class PickleBytes(string file, byte[] bytes)
{
    private const int LongestLine = 256;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Where the next byte is read.</summary>
    internal int Position { get; private set; }

    /// <summary>Where the instruction that is being carried out begins; named in refusals.</summary>
    internal int Instruction { get; private set; }

    internal bool IsAtEnd => Position == bytes.Length;

    internal byte NextInstruction()
    {
        Instruction = Position;
        return Byte();
    }

    internal byte Byte() => Take(1)[0];

    internal int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    internal int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    internal uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    internal ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    internal double BigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A two's-complement integer of so many little-endian bytes.</summary>
    internal long Integer(int length)
    {
        if (length > 8)
            throw Refuse($"an integer of {length} bytes; 8 are read");
        var value = 0L;
        var taken = Take((ulong)length);
        for (var k = 0; k < length; k++)
            value |= (long)taken[k] << (8 * k);
        var unused = 64 - (8 * length); // 64 shifts by nothing, and value is 0 then
        return value << unused >> unused;
    }

    internal string Text(ulong length)
    {
        try
        {
            return Strict.GetString(Take(length));
        }
        catch (DecoderFallbackException e)
        {
            throw Refuse("a text is not UTF-8", e);
        }
    }

    /// <summary>ASCII up to the end of the line.</summary>
    internal string Line()
    {
        var rest = bytes.AsSpan(Position);
        var length = rest[..Math.Min(rest.Length, LongestLine)].IndexOf((byte)'\n');
        if (length < 0)
            throw Refuse($"a line does not end within {LongestLine} bytes");
        var line = Encoding.Latin1.GetString(rest[..length]);
        Position += length + 1;
        return line;
    }

    internal InputRefusedException Refuse(string problem, Exception? inner = null) => Refuse(problem, TorchFile.Remedy, inner);

    internal InputRefusedException Refuse(string problem, string remedy, Exception? inner = null) =>
        new(file, $"data.pkl, byte {Instruction}: {problem}", remedy, inner);

    /// <summary>Checks that so many bytes are left.</summary>
    internal void CheckLeft(ulong length)
    {
        if (length > (ulong)(bytes.Length - Position))
            throw Refuse($"{length:#,0} bytes are needed, {bytes.Length - Position:#,0} are left");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        CheckLeft(length);
        var taken = bytes.AsSpan(Position, (int)length);
        Position += (int)length;
        return taken;
    }
}
