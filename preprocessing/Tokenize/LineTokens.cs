using System.Buffers.Text;
using System.Text.Unicode;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;
using I2M2.Tokens;

namespace I2M2.Preprocessing.Tokenize;

/// <summary>
/// Token ids of every line of a text, one line of decimal numbers each, in the order of the text. A line ends with LF or CR LF, which do not belong to it; the last may
/// lack them. An empty line has the two special tokens. Text that is not UTF-8 is refused with its line, after the lines before it were written.
/// </summary>
/// <param name="bpe">The tokens.</param>
/// <param name="longest">Ids of a line at most, special tokens included.</param>
internal sealed class LineTokens(ByteLevelBpe bpe, int longest)
{
    private const string Remedy = "convert the text to UTF-8, e.g. with iconv";

    /// <summary>Reads the text to its end.</summary>
    /// <param name="text">The text.</param>
    /// <param name="output">Takes the ids.</param>
    /// <param name="name">What the text is called in messages.</param>
    /// <param name="workers">Threads; they change no byte of the output.</param>
    /// <param name="stop">Looked at between blocks of lines.</param>
    /// <exception cref="InputRefusedException">A line is not UTF-8, or too long.</exception>
    internal void Run(Stream text, Stream output, string name, int workers, CancellationToken stop = default)
    {
        var (blocks, ordered) = (new LineBlocks(text, name), new OrderedOutput(output));
        // A piece of work is a thread's whole life: it takes blocks until none is left.
        Workers.For(workers, workers, _ => Work(blocks, ordered, name, stop), stop);
        ordered.ThrowIfFailed();
    }

    private void Work(LineBlocks blocks, OrderedOutput ordered, string name, CancellationToken stop)
    {
        var (block, ids) = (new LineBlock(), new IdLines(new TextEncoder(bpe), longest));
        while (true)
        {
            ids.Clear();
            try
            {
                if (!blocks.Next(block))
                    return;
                stop.ThrowIfCancellationRequested();
                Encode(block, ids, name);
            }
            catch (Exception e)
            {
                ordered.Fail(block.Number, ids.Written, e);
                return;
            }

            if (!ordered.Write(block.Number, ids.Written))
                return;
        }
    }

    private static void Encode(LineBlock block, IdLines ids, string name)
    {
        var number = block.FirstLine;
        var isUtf8 = Utf8.IsValid(block.Bytes);
        for (var rest = block.Bytes; !rest.IsEmpty; number++)
        {
            var feed = rest.IndexOf((byte)'\n');
            var line = feed < 0 ? rest : rest[..feed];
            rest = feed < 0 ? default : rest[(feed + 1)..];
            if (feed >= 0 && line.EndsWith("\r"u8))
                line = line[..^1];
            if (line.Length > LineBlocks.LongestLine)
                throw LineBlocks.TooLong(name, number);
            if (!isUtf8 && !Utf8.IsValid(line))
                throw new InputRefusedException(name, $"line {number:#,0}: not UTF-8", Remedy);
            ids.Add(line);
        }
    }

    /// <summary>Ids as text, in a buffer that is used again.</summary>
    private sealed class IdLines(TextEncoder encoder, int longest)
    {
        // Digits of an id and the space before it, or the line feed.
        private const int Widest = 11;
        private int[] ids = new int[128];
        private byte[] written = new byte[1 << 16];
        private int length;

        internal ReadOnlySpan<byte> Written => written.AsSpan(0, length);

        internal void Clear() => length = 0;

        internal void Add(ReadOnlySpan<byte> line)
        {
            var most = Math.Min(line.Length + 2, longest);
            if (ids.Length < most)
                ids = new int[2 * most];
            var count = encoder.Encode(line, ids.AsSpan(0, most));
            if (written.Length - length < (count + 1) * Widest)
                Array.Resize(ref written, Math.Max(2 * written.Length, length + ((count + 1) * Widest)));
            foreach (var id in ids.AsSpan(0, count))
            {
                Utf8Formatter.TryFormat(id, written.AsSpan(length), out var digits);
                length += digits;
                written[length++] = (byte)' ';
            }

            written[length - 1] = (byte)'\n';
        }
    }
}
