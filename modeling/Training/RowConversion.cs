using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Modeling.Training;

/// <summary>Stored numbers to the float32 that networks take: float(x) * float(scale), as the engine computes it.</summary>
public static class RowConversion
{
    /// <summary>Whether <see cref="ToFloats"/> knows a dtype.</summary>
    public static bool Has(Dtype dtype) => dtype is not (Dtype.C64 or Dtype.U16 or Dtype.U32 or Dtype.U64);

    /// <summary>Converts values.</summary>
    /// <param name="dtype">What <paramref name="stored"/> holds.</param>
    /// <param name="stored">The values, little-endian.</param>
    /// <param name="scale">What each is multiplied by.</param>
    /// <param name="floats">As many float32.</param>
    public static void ToFloats(Dtype dtype, ReadOnlySpan<byte> stored, double scale, Span<float> floats)
    {
        switch (dtype)
        {
            case Dtype.BOOL:
            case Dtype.U8:
                FromBytes(stored, (float)scale, floats);
                break;
            case Dtype.I8:
                From<sbyte>(stored, (float)scale, floats);
                break;
            case Dtype.I16:
                From<short>(stored, (float)scale, floats);
                break;
            case Dtype.I32:
                From<int>(stored, (float)scale, floats);
                break;
            case Dtype.I64:
                From<long>(stored, (float)scale, floats);
                break;
            case Dtype.F16:
                From<Half>(stored, (float)scale, floats);
                break;
            case Dtype.BF16:
                FromUpperHalves(stored, (float)scale, floats);
                break;
            case Dtype.F32:
                From<float>(stored, (float)scale, floats);
                break;
            case Dtype.F64:
                From<double>(stored, (float)scale, floats);
                break;
            default:
                throw new ArgumentException($"No conversion of {dtype}", nameof(dtype));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void From<T>(ReadOnlySpan<byte> stored, float scale, Span<float> floats)
        where T : unmanaged, INumber<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(stored);
        for (var k = 0; k < floats.Length; k++)
            floats[k] = float.CreateTruncating(values[k]) * scale;
    }

    private static void FromUpperHalves(ReadOnlySpan<byte> stored, float scale, Span<float> floats)
    {
        var values = MemoryMarshal.Cast<byte, ushort>(stored);
        for (var k = 0; k < floats.Length; k++)
            floats[k] = BitConverter.UInt32BitsToSingle((uint)values[k] << 16) * scale;
    }

    // Images and spectrograms are bytes, most of what is ever converted.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromBytes(ReadOnlySpan<byte> stored, float scale, Span<float> floats)
    {
        var k = 0;
        var factor = new Vector<float>(scale);
        for (; k <= stored.Length - Vector<byte>.Count; k += Vector<byte>.Count)
        {
            Vector.Widen(new Vector<byte>(stored[k..]), out var low, out var high);
            Vector.Widen(low, out var a, out var b);
            Vector.Widen(high, out var c, out var d);
            var to = floats.Slice(k, Vector<byte>.Count);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(a)) * factor).CopyTo(to);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(b)) * factor).CopyTo(to[Vector<float>.Count..]);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(c)) * factor).CopyTo(to[(2 * Vector<float>.Count)..]);
            (Vector.ConvertToSingle(Vector.AsVectorInt32(d)) * factor).CopyTo(to[(3 * Vector<float>.Count)..]);
        }

        for (; k < stored.Length; k++)
            floats[k] = stored[k] * scale;
    }
}
