using System.Numerics;
using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Arrays;

/// <summary>A whole array in memory: row-major, in this machine's byte order, whatever the file's were.</summary>
public sealed class NpyArray
{
    private readonly NpySource source;
    private readonly ReadOnlyMemory<byte> data;

    internal NpyArray(NpySource source, Dtype dtype, long[] shape, ReadOnlyMemory<byte> data)
    {
        this.source = source;
        this.data = data;
        Dtype = dtype;
        Shape = shape;
    }

    /// <summary>Element type: F32, F64, U8, I32 or I64.</summary>
    public Dtype Dtype { get; }

    /// <summary>Row-major shape; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The elements.</summary>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is not the element type.</exception>
    public ReadOnlySpan<T> AsSpan<T>()
        where T : unmanaged
    {
        var type = Dtype switch
        {
            Dtype.U8 => typeof(byte),
            Dtype.I32 => typeof(int),
            Dtype.I64 => typeof(long),
            Dtype.F32 => typeof(float),
            _ => typeof(double),
        };
        return typeof(T) == type
            ? MemoryMarshal.Cast<byte, T>(data.Span)
            : throw new InvalidOperationException($"{source.File} {source.Member}: elements are {Dtype}, not {typeof(T).Name}");
    }

    /// <summary>Checks that every element lies from <paramref name="least"/> to <paramref name="most"/>, both included; NaN does not.</summary>
    /// <returns>This array.</returns>
    /// <exception cref="InputRefusedException">One does not. The message tells its place, not its value, which may be a patient's.</exception>
    public NpyArray RequireWithin(double least, double most)
    {
        var at = Dtype switch
        {
            Dtype.U8 => FirstOutside<byte>(least, most),
            Dtype.I32 => FirstOutside<int>(least, most),
            Dtype.I64 => FirstOutside<long>(least, most),
            Dtype.F32 => FirstOutside<float>(least, most),
            _ => FirstOutside<double>(least, most),
        };
        return at < 0
            ? this
            : throw source.Refuse($"element [{string.Join(", ", Place(at))}] is not a number from {least} to {most}", "correct the file, or use another");
    }

    private int FirstOutside<T>(double least, double most)
        where T : unmanaged, INumber<T>
    {
        var values = AsSpan<T>();
        for (var j = 0; j < values.Length; j++)
        {
            var value = double.CreateChecked(values[j]);
            if (!(value >= least && value <= most))
                return j;
        }

        return -1;
    }

    private long[] Place(long flat)
    {
        var place = new long[Shape.Count];
        for (var axis = place.Length - 1; axis >= 0; axis--)
            (flat, place[axis]) = Math.DivRem(flat, Shape[axis]);
        return place;
    }
}
