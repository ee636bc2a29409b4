namespace I2M2.Shards;

/// <summary>Element types of tensors at rest, under the names the safetensors format gives them.</summary>
public enum Dtype
{
    /// <summary>One byte, 0 or 1.</summary>
    BOOL,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>bfloat16: the upper half of a float32.</summary>
    BF16,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>Complex number of two float32: real part, imaginary part.</summary>
    C64,
}

/// <summary>Sizes and shapes in bytes.</summary>
public static class DtypeSize
{
    /// <summary>Bytes of one element.</summary>
    public static int Bytes(this Dtype dtype) => dtype switch
    {
        Dtype.BOOL or Dtype.U8 or Dtype.I8 => 1,
        Dtype.U16 or Dtype.I16 or Dtype.F16 or Dtype.BF16 => 2,
        Dtype.U32 or Dtype.I32 or Dtype.F32 => 4,
        Dtype.U64 or Dtype.I64 or Dtype.F64 or Dtype.C64 => 8,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "Unknown dtype"),
    };

    /// <summary>Bytes of a whole tensor: the product of <paramref name="shape"/> (1 for a scalar) times the element size.</summary>
    /// <exception cref="OverflowException">The product does not fit 63 bits, or a dimension is negative.</exception>
    public static long Bytes(this Dtype dtype, ReadOnlySpan<long> shape)
    {
        var bytes = (long)dtype.Bytes();
        foreach (var n in shape)
        {
            if (n < 0)
                throw new OverflowException($"Dimension {n} is negative");
            bytes = checked(bytes * n);
        }

        return bytes;
    }

    /// <summary>Reads a dtype's name as it stands in a safetensors header ("F32"); case matters.</summary>
    public static bool TryParse(string name, out Dtype dtype)
        => Enum.TryParse(name, ignoreCase: false, out dtype) && Enum.IsDefined(dtype) && dtype.ToString() == name;
}
