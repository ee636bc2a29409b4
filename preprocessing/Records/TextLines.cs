using I2M2.Shards;

namespace I2M2.Preprocessing.Records;

/// <summary>The lines of a file of JSON lines, with never more than a buffer in memory. Lines end with LF or CR LF; the last may lack it. A byte order mark is accepted.</summary>
internal sealed class TextLines : IDisposable
{
    /// <summary>Bytes of a line at most.</summary>
    internal const int LongestLine = 4 << 20;

    private readonly string path;
    private readonly FileStream file;
    private byte[] buffer = new byte[1 << 18];
    private int begin;
    private int end;

    /// <exception cref="InputRefusedException">It is not there.</exception>
    internal TextLines(string path)
    {
        this.path = path;
        file = RecordFile.Open(path);
        Fill();
        if (buffer.AsSpan(0, end).StartsWith("\uFEFF"u8))
            begin = 3;
    }

    /// <summary>Number of the line found last, from 1.</summary>
    internal long Number { get; private set; }

    /// <summary>Finds the next line.</summary>
    /// <param name="line">Its bytes without its end, until the next call.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="InputRefusedException">The line is too long.</exception>
    internal bool Next(out ReadOnlySpan<byte> line)
    {
        Number++;
        var searched = 0;
        int feed;
        while ((feed = buffer.AsSpan((begin + searched)..end).IndexOf((byte)'\n')) < 0)
        {
            searched = end - begin;
            if (Fill())
                continue;
            line = buffer.AsSpan(begin..end);
            begin = end;
            return !line.IsEmpty;
        }

        line = buffer.AsSpan(begin, searched + feed);
        begin += searched + feed + 1;
        if (line.EndsWith("\r"u8))
            line = line[..^1];
        return true;
    }

    public void Dispose() => file.Dispose();

    private bool Fill()
    {
        if (begin > 0)
        {
            buffer.AsSpan(begin..end).CopyTo(buffer);
            (begin, end) = (0, end - begin);
        }

        if (end == buffer.Length)
        {
            if (buffer.Length >= LongestLine)
                throw RecordFile.Refuse(path, $"line {Number:#,0}", $"longer than {LongestLine >> 20} MiB");
            Array.Resize(ref buffer, 2 * buffer.Length);
        }

        var read = file.Read(buffer, end, buffer.Length - end);
        end += read;
        return read > 0;
    }
}
