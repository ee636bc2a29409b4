using I2M2.Shards;

namespace I2M2.Arrays;

/// <summary>
/// An array in a file of NumPy's format, read by ranges of rows without loading it. Elements come little-endian and row-major whatever
/// the file's order; an array in Fortran order has its rows scattered over the file, so it is read whole on first use and may not be
/// larger than a limit. The file must hold exactly the array. Not thread-safe.
/// </summary>
public sealed class NpyFile : IDisposable
{
    private readonly FileStream file;
    private readonly NpyHeader header;
    private byte[]? transposed;

    private NpyFile(string path, FileStream file, NpyHeader header)
    {
        Path = path;
        this.file = file;
        this.header = header;
        ByteLength = header.ByteLength;
        Rows = header.Shape.Length == 0 ? 1 : header.Shape[0];
        RowBytes = Rows == 0 ? 0 : ByteLength / Rows;
    }

    /// <summary>The file's path, as given.</summary>
    public string Path { get; }

    /// <summary>Element type: F32, F64, U8, I32 or I64.</summary>
    public Dtype Dtype => header.Dtype;

    /// <summary>Shape; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape => header.Shape;

    /// <summary>Bytes of all elements.</summary>
    public long ByteLength { get; }

    /// <summary>Length of axis 0; 1 for a scalar.</summary>
    public long Rows { get; }

    /// <summary>Bytes of one row, that is of all axes but axis 0.</summary>
    public long RowBytes { get; }

    // One axis, or none, has the same order either way.
    private bool IsScattered => header.FortranOrder && header.Shape.Length > 1;

    /// <summary>Opens a file and checks its header against its length.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fortranLimit">Most bytes of an array in Fortran order.</param>
    /// <exception cref="InputRefusedException">
    /// Not there, not this format, of another dtype, shorter or longer than its header says, or over the limit.
    /// </exception>
    public static NpyFile Open(string path, long fortranLimit = 256 << 20)
    {
        if (!File.Exists(path))
            throw new InputRefusedException(path, "no such file", "check the path");
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            var opened = new NpyFile(path, file, NpyHeader.Read(new NpySource(path), file, file.Length));
            return !opened.IsScattered || opened.ByteLength <= Math.Min(fortranLimit, Array.MaxLength)
                ? opened
                : throw new InputRefusedException(
                    path, $"in Fortran order, in which {opened.ByteLength:#,0} bytes cannot be read row by row", "save it as numpy.ascontiguousarray(a)");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads whole rows.</summary>
    /// <param name="first">First row.</param>
    /// <param name="count">How many.</param>
    /// <param name="into">Exactly <paramref name="count"/> times <see cref="RowBytes"/> bytes.</param>
    /// <exception cref="ArgumentException">No such rows, or another length of <paramref name="into"/>.</exception>
    public void ReadRows(long first, int count, Span<byte> into)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Rows - count);
        if (into.Length != count * RowBytes)
            throw new ArgumentException($"{count} rows have {count * RowBytes:#,0} bytes, not {into.Length:#,0}", nameof(into));
        if (IsScattered)
        {
            transposed ??= ElementOrder.RowMajor(Stored(0, new byte[ByteLength]), header.Shape, Dtype.Bytes());
            transposed.AsSpan((int)(first * RowBytes), into.Length).CopyTo(into);
        }
        else
        {
            Stored(first * RowBytes, into);
        }
    }

    /// <summary>The whole array.</summary>
    /// <param name="mostBytes">Most bytes to allow; checked before memory is taken for them.</param>
    /// <exception cref="InputRefusedException">The array is over the limit.</exception>
    public NpyArray ReadAll(long mostBytes = 256 << 20)
    {
        var source = new NpySource(Path);
        if (ByteLength > Math.Min(mostBytes, Array.MaxLength))
            throw source.Refuse($"{ByteLength:#,0} bytes, {mostBytes:#,0} are allowed", "read it by rows, or use a smaller one");
        var data = new byte[ByteLength];
        if (ByteLength > 0)
            ReadRows(0, checked((int)Rows), data);
        return new NpyArray(source, Dtype, header.Shape, data);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => file.Dispose();

    private Span<byte> Stored(long offset, Span<byte> into)
    {
        file.Position = header.DataStart + offset;
        file.ReadExactly(into);
        if (header.BigEndian)
            ElementOrder.ReverseBytes(into, Dtype.Bytes());
        return into;
    }
}
