using I2M2.Shards;

namespace I2M2.Preprocessing.Tokenize;

/// <summary>A text cut into blocks of whole lines, in buffers that are used again. Any thread may ask for the next block.</summary>
/// <param name="text">Read to its end.</param>
/// <param name="name">What the text is called in messages.</param>
internal sealed class LineBlocks(Stream text, string name)
{
    /// <summary>Bytes of a line at most; so much is held at once for every thread.</summary>
    internal const int LongestLine = 1 << 20;

    private const int Piece = 1 << 18;
    private readonly Lock gate = new();
    private byte[] leftOver = [];
    private int left;
    private long line = 1;
    private long blocks;
    private bool isAtEnd;

    /// <summary>Reads the next block. A pipe's block is what has come, once it holds a whole line: nobody waits for more.</summary>
    /// <param name="block">Takes it.</param>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="InputRefusedException">A line is too long.</exception>
    internal bool Next(LineBlock block)
    {
        lock (gate)
        {
            block.Number = blocks;
            block.FirstLine = line;
            block.Length = 0;
            if (isAtEnd)
                return false;
            // Counted first: a block that fails has its number, and its failure its turn.
            blocks++;
            block.Append(leftOver.AsSpan(0, left));
            left = 0;
            while (true)
            {
                var read = text.Read(block.Room(Piece));
                if (read == 0)
                {
                    isAtEnd = true;
                    return block.Length > 0;
                }

                var end = block.Advance(read);
                if (end > 0)
                {
                    KeepForNext(block.Bytes[end..]);
                    block.Length = end;
                    line += block.Bytes.Count((byte)'\n');
                    return true;
                }

                if (block.Length > LongestLine)
                    throw TooLong(name, line);
            }
        }
    }

    /// <summary>The refusal of a line that is too long.</summary>
    internal static InputRefusedException TooLong(string name, long line) =>
        new(name, $"line {line:#,0}: longer than {LongestLine >> 20} MiB", "give one sentence a line");

    private void KeepForNext(ReadOnlySpan<byte> rest)
    {
        if (leftOver.Length < rest.Length)
            leftOver = new byte[2 * rest.Length];
        rest.CopyTo(leftOver);
        left = rest.Length;
    }
}

/// <summary>Whole lines of a text, each with its line feed, which the last line of the text may lack.</summary>
internal sealed class LineBlock
{
    private byte[] buffer = [];

    /// <summary>Blocks of the text before this one.</summary>
    internal long Number { get; set; }

    /// <summary>Number of its first line, from 1.</summary>
    internal long FirstLine { get; set; }

    /// <summary>Bytes of it.</summary>
    internal int Length { get; set; }

    /// <summary>Its bytes.</summary>
    internal ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, Length);

    /// <summary>Room for more bytes after those it has.</summary>
    internal Span<byte> Room(int count)
    {
        if (buffer.Length < Length + count)
            Array.Resize(ref buffer, Math.Max(Length + count, 2 * buffer.Length));
        return buffer.AsSpan(Length, count);
    }

    /// <summary>Counts bytes put into the room; tells where the last whole line among them ends, 0 if none does.</summary>
    internal int Advance(int count)
    {
        var end = buffer.AsSpan(Length, count).LastIndexOf((byte)'\n') is >= 0 and var at ? Length + at + 1 : 0;
        Length += count;
        return end;
    }

    /// <summary>Adds bytes.</summary>
    internal void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }
}
