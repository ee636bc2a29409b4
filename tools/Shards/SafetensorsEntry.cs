namespace I2M2.Shards;

/// <summary>One tensor of an open <see cref="SafetensorsFile"/>, read in place: nothing is copied, nothing parsed.</summary>
public sealed unsafe class SafetensorsEntry
{
    private readonly SafetensorsFile file;
    private readonly byte* data;

    internal SafetensorsEntry(SafetensorsFile file, TensorSpec spec, byte* data)
    {
        this.file = file;
        this.data = data;
        Name = spec.Name;
        Dtype = spec.Dtype;
        Shape = spec.Shape;
        ByteLength = spec.ByteLength;
        Rows = Shape.Length == 0 ? 1 : Shape[0];
        RowBytes = Rows == 0 ? 0 : ByteLength / Rows;
    }

    /// <summary>The tensor's name.</summary>
    public string Name { get; }

    /// <summary>Element type.</summary>
    public Dtype Dtype { get; }

    /// <summary>Row-major shape; empty for a scalar.</summary>
    public long[] Shape { get; }

    /// <summary>Bytes of the whole tensor.</summary>
    public long ByteLength { get; }

    /// <summary>Length of axis 0; 1 for a scalar.</summary>
    public long Rows { get; }

    /// <summary>Bytes of one row, that is of all axes but axis 0.</summary>
    public long RowBytes { get; }

    /// <summary>
    /// First byte of the mapped data; valid until the file is disposed. Not necessarily aligned to the element:
    /// the format does not promise it, and only files written by <see cref="SafetensorsWriter"/> keep it.
    /// </summary>
    public byte* Data
    {
        get
        {
            file.ThrowIfDisposed();
            return data;
        }
    }

    /// <summary>The whole tensor as elements; valid until the file is disposed.</summary>
    /// <exception cref="InvalidOperationException">The tensor is of 2 GiB or more, or its bytes are no whole number of <typeparamref name="T"/>.</exception>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged
    {
        if (ByteLength > int.MaxValue || ByteLength % sizeof(T) != 0)
            throw new InvalidOperationException($"{file.Path}: tensor '{Name}' of {ByteLength:#,0} bytes does not fit one span of {typeof(T).Name}; read it by rows");
        return new ReadOnlySpan<T>(Data, (int)(ByteLength / sizeof(T)));
    }

    /// <summary>Row <paramref name="row"/> of axis 0 as bytes; valid until the file is disposed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such row.</exception>
    public ReadOnlySpan<byte> Row(long row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        return new ReadOnlySpan<byte>(Data + (row * RowBytes), checked((int)RowBytes));
    }
}
