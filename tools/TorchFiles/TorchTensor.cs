using I2M2.Shards;

namespace I2M2.TorchFiles;

/// <summary>A tensor of a <see cref="TorchFile"/>: a strided view of a storage. Its extent was checked when the file was opened.</summary>
public sealed class TorchTensor
{
    // A tensor larger than its storage repeats elements (an expanded view); so large a one is an attack.
    private const long RepeatLimit = 64 << 20;
    private readonly TorchStorage storage;
    private readonly long offset;
    private readonly long[] strides;
    private readonly long byteLength;

    /// <exception cref="ArgumentException">The view leaves the storage, or repeats it beyond any use.</exception>
    /// <exception cref="OverflowException">The view's extent does not fit 63 bits.</exception>
    internal TorchTensor(TorchStorage storage, long offset, long[] shape, long[] strides)
    {
        this.storage = storage;
        this.offset = offset;
        this.strides = strides;
        Shape = shape;
        byteLength = Dtype.Bytes(shape);
        if (byteLength > Math.Max(RepeatLimit, storage.Elements * Dtype.Bytes()) || byteLength > Array.MaxLength)
            throw new ArgumentException($"{byteLength:#,0} bytes", nameof(shape));
        var last = offset;
        for (var axis = 0; axis < shape.Length; axis++)
            last = checked(last + (Math.Max(0, shape[axis] - 1) * strides[axis]));
        if (byteLength > 0 && last >= storage.Elements)
            throw new ArgumentException($"Element {last:#,0}", nameof(strides));
    }

    /// <summary>Element type.</summary>
    public Dtype Dtype => storage.Dtype;

    /// <summary>Shape; empty for a scalar.</summary>
    public long[] Shape { get; }

    /// <summary>The elements, row-major and little-endian.</summary>
    /// <exception cref="InputRefusedException">The storage is damaged.</exception>
    /// <exception cref="ObjectDisposedException">The file was closed.</exception>
    public byte[] Read()
    {
        var elementBytes = Dtype.Bytes();
        var rowMajor = new byte[byteLength];
        var source = storage.Content.Read().AsSpan();
        var place = new long[Shape.Length];
        var from = offset;
        for (var to = 0; to < rowMajor.Length; to += elementBytes)
        {
            source.Slice((int)(from * elementBytes), elementBytes).CopyTo(rowMajor.AsSpan(to));
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++place[axis] < Shape[axis])
                    break;
                from -= strides[axis] * Shape[axis];
                place[axis] = 0;
            }
        }

        return rowMajor;
    }
}
