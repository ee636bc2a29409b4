using System.Runtime.InteropServices;

namespace TorchSharp.Utils;

/// <summary>Reads and writes a tensor's elements in row-major order.</summary>
public sealed class TensorAccessor<T>
    where T : unmanaged
{
    private readonly torch.Tensor source;

    internal TensorAccessor(torch.Tensor source) => this.source = source;

    /// <summary>Number of elements.</summary>
    public long Count => source.NumberOfElements;

    /// <summary>All elements.</summary>
    public T[] ToArray()
    {
        var array = new T[Count];
        CopyTo(array);
        return array;
    }

    /// <summary>Copies all elements.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        using var host = Host();
        var from = MemoryMarshal.Cast<byte, T>(host.bytes)[checked((int)tensorIndex)..];
        from.CopyTo(array[arrayIndex..]);
    }

    /// <summary>Overwrites the tensor's elements; the tensor must be contiguous and on the host.</summary>
    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0) =>
        array[arrayIndex..].CopyTo(MemoryMarshal.Cast<byte, T>(source.bytes)[checked((int)tensorIndex)..]);

    private torch.Tensor Host()
    {
        using var still = torch.no_grad();
        var host = source.detach();
        if (host.device_type != DeviceType.CPU)
            host = Replace(host, host.cpu());
        return host.is_contiguous() ? host : Replace(host, host.contiguous());
    }

    private static torch.Tensor Replace(torch.Tensor old, torch.Tensor by)
    {
        old.Dispose();
        return by;
    }
}
