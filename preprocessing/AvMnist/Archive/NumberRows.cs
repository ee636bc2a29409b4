using System.Buffers;
using System.Runtime.InteropServices;
using I2M2.Arrays;
using I2M2.Shards;

namespace I2M2.Preprocessing.AvMnist.Archive;

/// <summary>Rows of an array as float32, a block at a time, so that no array is ever whole in memory. Thread-safe.</summary>
/// <remarks>float64 is rounded to the nearest float32; integers must be exact in it.</remarks>
internal sealed class NumberRows : IDisposable
{
    /// <summary>Rows to ask for at a time: of audio in float64, 26 MB.</summary>
    internal const int BlockRows = 256;

    private const string Remedy = "unpack the archive again";
    private readonly NpyFile file;
    private readonly Lock gate = new();

    private NumberRows(NpyFile file, int width) => (this.file, Width) = (file, width);

    /// <summary>The file's path.</summary>
    internal string Path => file.Path;

    /// <summary>Type in the file.</summary>
    internal Dtype Dtype => file.Dtype;

    /// <summary>Number of rows.</summary>
    internal int Count => (int)file.Rows;

    /// <summary>Elements of a row.</summary>
    internal int Width { get; }

    /// <summary>Opens an array and checks its shape.</summary>
    /// <param name="path">A .npy file.</param>
    /// <param name="rowShapes">Shapes that a row may have.</param>
    /// <exception cref="InputRefusedException">Not a .npy file, or of another shape.</exception>
    internal static NumberRows Open(string path, params int[][] rowShapes)
    {
        var file = NpyFile.Open(path);
        var row = file.Shape.Skip(1).ToArray();
        if (file.Shape.Count > 0 && file.Rows is > 0 and <= int.MaxValue && Array.Find(rowShapes, s => s.Select(n => (long)n).SequenceEqual(row)) is { } shape)
            return new NumberRows(file, shape.Aggregate(1, (product, n) => product * n));
        using (file)
        {
            var expected = string.Join(" or ", rowShapes.Select(s => $"[{string.Join(", ", s.Select(n => $"{n}").Prepend("N"))}]"));
            throw new InputRefusedException(path, $"shape [{string.Join(", ", file.Shape)}]; {expected} is expected", Remedy);
        }
    }

    /// <summary>Reads whole rows as they are stored, little-endian.</summary>
    /// <param name="first">First row.</param>
    /// <param name="into">As many rows as fit in exactly.</param>
    internal void ReadStored(int first, Span<byte> into)
    {
        lock (gate)
            file.ReadRows(first, (int)(into.Length / file.RowBytes), into);
    }

    /// <summary>Reads whole rows.</summary>
    /// <param name="first">First row.</param>
    /// <param name="into">As many rows as fit in exactly.</param>
    /// <exception cref="InputRefusedException">A value is not finite, or float32 cannot hold it.</exception>
    internal void Read(int first, Span<float> into)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(into.Length * Dtype.Bytes());
        var bytes = buffer.AsSpan(0, into.Length * Dtype.Bytes());
        ReadStored(first, bytes);
        switch (Dtype)
        {
            case Dtype.U8:
                Convert(first, bytes, into, v => v);
                break;
            case Dtype.I32:
                Convert(first, MemoryMarshal.Cast<byte, int>(bytes), into, v => Exact(v));
                break;
            case Dtype.I64:
                Convert(first, MemoryMarshal.Cast<byte, long>(bytes), into, Exact);
                break;
            case Dtype.F32:
                Convert(first, MemoryMarshal.Cast<byte, float>(bytes), into, v => v);
                break;
            default:
                Convert(first, MemoryMarshal.Cast<byte, double>(bytes), into, v => (float)v);
                break;
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    // Every integer up to 2^24 is a float32; of larger ones hardly any is, and no spectrogram has them.
    private static float Exact(long value) => value is >= -(1 << 24) and <= 1 << 24 ? value : float.NaN;

    private void Convert<T>(int first, ReadOnlySpan<T> from, Span<float> to, Func<T, float> convert)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = convert(from[i]);
            if (!float.IsFinite(to[i]))
                throw new InputRefusedException(Path, $"row {first + (i / Width):#,0}, element {i % Width:#,0} is not a finite number that float32 can hold", Remedy);
        }
    }
}
