using I2M2.Shards;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Modeling.Training;

/// <summary>Tensors between safetensors files and the engine.</summary>
public static class StoredTensor
{
    /// <summary>The engine's dtype for a stored one.</summary>
    /// <exception cref="ArgumentException">The engine has no such dtype.</exception>
    public static ScalarType ScalarType(Dtype dtype) => dtype switch
    {
        Dtype.BOOL => torch.ScalarType.Bool,
        Dtype.U8 => torch.ScalarType.Byte,
        Dtype.I8 => torch.ScalarType.Int8,
        Dtype.I16 => torch.ScalarType.Int16,
        Dtype.I32 => torch.ScalarType.Int32,
        Dtype.I64 => torch.ScalarType.Int64,
        Dtype.F16 => torch.ScalarType.Float16,
        Dtype.BF16 => torch.ScalarType.BFloat16,
        Dtype.F32 => torch.ScalarType.Float32,
        Dtype.F64 => torch.ScalarType.Float64,
        Dtype.C64 => torch.ScalarType.ComplexFloat32,
        _ => throw new ArgumentException($"No tensors of {dtype}", nameof(dtype)),
    };

    /// <summary>Whether the engine has tensors of a stored dtype.</summary>
    public static bool Has(Dtype dtype) => dtype is not (Dtype.U16 or Dtype.U32 or Dtype.U64);

    /// <summary>The stored dtype of the engine's.</summary>
    public static Dtype DtypeOf(Tensor tensor) => Enum.GetValues<Dtype>().First(d => Has(d) && ScalarType(d) == tensor.dtype);

    /// <summary>A tensor's dtype, shape and bytes, row-major, for writing.</summary>
    public static (string Name, Dtype Dtype, long[] Shape, ReadOnlyMemory<byte> Data) ToStored(string name, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var host = tensor.detach().cpu().contiguous();
        return (name, DtypeOf(host), host.shape, host.bytes.ToArray());
    }

    /// <summary>A stored tensor, copied onto the host.</summary>
    public static Tensor FromStored(SafetensorsEntry entry) => FromBytes(entry.Dtype, entry.Shape, entry.AsSpan<byte>());

    /// <summary>A tensor on the host from its elements, row-major and little-endian.</summary>
    public static Tensor FromBytes(Dtype dtype, long[] shape, ReadOnlySpan<byte> data)
    {
        var tensor = empty(shape, ScalarType(dtype));
        data.CopyTo(tensor.bytes);
        return tensor;
    }
}
