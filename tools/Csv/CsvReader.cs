using System.Numerics;
using I2M2.Shards;

namespace I2M2.Csv;

/// <summary>
/// Reads chosen columns of a large CSV file (RFC 4180, UTF-8, comma, a header line), plain or gzip, row by row and in bounded memory. One thread
/// inflates; the caller's finds where rows and fields end, and only as many fields as are asked for. Strict: what the file does not say
/// clearly is refused by file, line and column, and no message holds a value. Line feeds may be LF or CR LF, within quotes anything goes.
/// </summary>
public sealed class CsvReader : IDisposable
{
    /// <summary>Bytes of the longest row that is read.</summary>
    public const int LongestRow = 1 << 20;
    private readonly TextBytes bytes;
    private readonly CsvBlocks blocks;
    private readonly CsvStructure structure = new();
    private readonly CsvFaults faults;
    private readonly int[] wanted;
    private readonly int[] fieldEnds;
    private CsvBlock block;
    private int origin;
    private int rowStart;
    private int rowEnd;
    private int next;
    private long nextLine = 1;
    private int fields;
    private int located;
    private int word;
    private ulong separatorsLeft;
    private byte[] unquoted = [];

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="columns">Names of the columns wanted; upper and lower case are the same.</param>
    /// <param name="stop">Makes <see cref="Read"/> throw, soon.</param>
    /// <exception cref="InputRefusedException">No header, a column that is missing or there twice, damaged gzip data.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public CsvReader(string path, IReadOnlyList<string> columns, CancellationToken stop = default)
    {
        bytes = new TextBytes(path);
        blocks = new CsvBlocks(bytes, stop);
        faults = new CsvFaults(path);
        try
        {
            block = blocks.Next();
            origin = CsvBlock.Start + (block.Bytes.AsSpan(CsvBlock.Start, block.Length).StartsWith("\uFEFF"u8) ? 3 : 0);
            ScanFrom(origin, CsvBlock.Start + block.Length);
            if (!NextRow())
                throw faults.Of("is empty", "a header line with the columns' names is expected");
            Header = new CsvHeader(faults, HeaderFields());
            wanted = [.. Header.Find(columns)];
            fieldEnds = new int[Header.Count];
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Bytes of the file as it lies there.</summary>
    public long FileLength => bytes.FileLength;

    /// <summary>How many of them are read, which is a little ahead of the rows.</summary>
    public long FileBytesRead => bytes.FileBytesRead;

    /// <summary>Line of the file, from 1, on which the row starts; the header is on line 1.</summary>
    public long Line { get; private set; }

    /// <summary>Whether the row has another number of fields than the header: it has no <see cref="Field"/>.</summary>
    public bool IsRagged => fields != Header.Count;

    internal CsvHeader Header { get; }

    /// <summary>Goes on to the next row; the header is none.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InputRefusedException">
    /// A quote within an unquoted field or one that is never closed, text after a closing quote, a NUL, a lone carriage return, a row of more
    /// than <see cref="LongestRow"/> bytes, damaged or cut gzip data.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public bool Read() => NextRow();

    /// <summary>A field of the row without its quotes, valid until the next call of any method.</summary>
    /// <param name="column">Position among the columns wanted.</param>
    /// <exception cref="InputRefusedException">The row is ragged.</exception>
    public ReadOnlySpan<byte> Field(int column)
    {
        if (IsRagged)
            throw Refused(-1, RaggedReason, "every row must have a field for every column");
        var at = wanted[column];
        var end = EndOf(at);
        var start = at == 0 ? rowStart : EndOf(at - 1) + 1;
        var field = block.Bytes.AsSpan(origin + start, end - start);
        return field.Length > 0 && field[0] == '"' ? Unquoted(field) : field;
    }

    /// <summary>What is wrong with a row that <see cref="IsRagged"/>, in words.</summary>
    public string RaggedReason => $"{fields} fields; the header has {Header.Count}";

    /// <summary>A refusal that names the row.</summary>
    /// <param name="column">Position among the columns wanted; negative: the whole row.</param>
    /// <param name="problem">What is wrong, without the value.</param>
    /// <param name="remedy">What can be done.</param>
    public InputRefusedException Refused(int column, string problem, string remedy)
        => faults.At(Line, column < 0 ? null : Header.NameOf(wanted[column]), problem, remedy);

    /// <summary>SHA-256 of the file as it lies there, lower-case hexadecimal; once, after the last row.</summary>
    public string Sha256() => bytes.Sha256();

    /// <inheritdoc/>
    public void Dispose()
    {
        blocks.Dispose();
        bytes.Dispose();
    }

    private bool NextRow()
    {
        rowStart = next;
        (Line, located) = (nextLine, 0);
        while (!FindRowEnd())
        {
            if (structure.Fault < structure.Length)
                throw Fault();
            if (block.IsLast)
                return rowStart == structure.Length ? false : throw faults.At(Line, null, "a quote that begins in this row is never closed", CsvFaults.Remedy);
            Carry();
        }

        if (structure.Fault < rowEnd)
            throw Fault();
        if (rowEnd - rowStart > LongestRow)
            throw TooLong();
        next = rowEnd + 1;
        nextLine += 1 + (structure.HasQuotedLineFeed ? block.Bytes.AsSpan(origin + rowStart, rowEnd - rowStart).Count((byte)'\n') : 0);
        return true;
    }

    /// <summary>Finds where the row ends and how many fields it has.</summary>
    private bool FindRowEnd()
    {
        var (separators, ends) = (structure.Separators, structure.RowEnds);
        var at = rowStart / 64;
        if (at >= structure.Words)
            return false;
        var from = ulong.MaxValue << (rowStart & 63);
        (word, separatorsLeft) = (at, separators[at] & from);
        var (commas, end, count) = (separatorsLeft, ends[at] & from, 1);
        while (end == 0)
        {
            count += BitOperations.PopCount(commas);
            if (++at == structure.Words)
                return false;
            (commas, end) = (separators[at], ends[at]);
        }

        // All bits below the lowest one of end.
        fields = count + BitOperations.PopCount(commas & (end ^ (end - 1)));
        rowEnd = (at * 64) + BitOperations.TrailingZeroCount(end);
        return true;
    }

    /// <summary>Where a field ends: at its separator, or at the line's end.</summary>
    private int EndOf(int field)
    {
        if (field == Header.Count - 1)
            return rowEnd > rowStart && block.Bytes[origin + rowEnd - 1] == '\r' ? rowEnd - 1 : rowEnd;
        while (located <= field)
        {
            while (separatorsLeft == 0)
                separatorsLeft = structure.Separators[++word];
            fieldEnds[located++] = (word * 64) + BitOperations.TrailingZeroCount(separatorsLeft);
            separatorsLeft &= separatorsLeft - 1;
        }

        return fieldEnds[field];
    }

    /// <summary>Puts what is left of the block, the start of a row, before the text of the next block.</summary>
    private void Carry()
    {
        var rest = structure.Length - rowStart;
        if (rest > LongestRow)
            throw TooLong();
        var following = blocks.Next();
        block.Bytes.AsSpan(origin + rowStart, rest).CopyTo(following.Bytes.AsSpan(CsvBlock.Start - rest));
        blocks.Return(block);
        block = following;
        ScanFrom(CsvBlock.Start - rest, CsvBlock.Start + block.Length);
        (rowStart, next) = (0, 0);
    }

    private void ScanFrom(int start, int end)
    {
        // The last row of a file may have no line feed.
        if (block.IsLast && end > start && block.Bytes[end - 1] != '\n')
            block.Bytes[end++] = (byte)'\n';
        origin = start;
        structure.Scan(block.Bytes, start, end - start);
    }

    private ReadOnlySpan<byte> Unquoted(ReadOnlySpan<byte> field)
    {
        field = field[1..^1];
        if (!field.Contains((byte)'"'))
            return field;
        if (unquoted.Length < field.Length)
            unquoted = new byte[Math.Max(field.Length, 256)];
        var length = 0;
        for (var i = 0; i < field.Length; i++)
        {
            unquoted[length++] = field[i];
            if (field[i] == '"')
                i++;
        }

        return unquoted.AsSpan(0, length);
    }

    private List<byte[]> HeaderFields()
    {
        var names = new List<byte[]>();
        var row = block.Bytes.AsSpan(origin, rowEnd).TrimEnd((byte)'\r');
        for (var (start, i) = (0, 0); i <= row.Length; i++)
        {
            if (i < row.Length && (structure.Separators[i / 64] >> (i & 63) & 1) == 0)
                continue;
            var field = row[start..i];
            names.Add((field.Length > 1 && field[0] == '"' ? Unquoted(field) : field).ToArray());
            start = i + 1;
        }

        return names;
    }

    private InputRefusedException TooLong() => faults.At(Line, null, $"a row of more than {LongestRow:#,0} bytes; a quote that is never closed can be the reason", CsvFaults.Remedy);

    private InputRefusedException Fault()
    {
        var before = block.Bytes.AsSpan(origin + rowStart, structure.Fault - rowStart);
        var column = 0;
        for (var i = rowStart; i < structure.Fault; i++)
            column += (int)(structure.Separators[i / 64] >> (i & 63) & 1);
        var line = Line + before.Count((byte)'\n');
        return faults.At(line, column < Header?.Count ? Header.NameOf(column) : null, CsvFaults.Name(block.Bytes[origin + structure.Fault], before), CsvFaults.Remedy);
    }
}
