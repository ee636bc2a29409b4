using System.Runtime.InteropServices;
using I2M2.Torch.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Uninitialised elements.</summary>
    public static Tensor empty(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var call = new Call(Ops.Empty);
        return Finish(call.Add(size).Add(dtype ?? ScalarType.Float32).AddNone().Add(device).Run(), requires_grad);
    }

    /// <summary>Zeros.</summary>
    public static Tensor zeros(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var call = new Call(Ops.Zeros);
        return Finish(call.Add(size).Add(dtype ?? ScalarType.Float32).AddNone().Add(device).Run(), requires_grad);
    }

    /// <summary>A vector of zeros.</summary>
    public static Tensor zeros(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        zeros([size], dtype, device, requires_grad);

    /// <summary>Ones.</summary>
    public static Tensor ones(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var call = new Call(Ops.Ones);
        return Finish(call.Add(size).Add(dtype ?? ScalarType.Float32).AddNone().Add(device).Run(), requires_grad);
    }

    /// <summary>A vector of ones.</summary>
    public static Tensor ones(long size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        ones([size], dtype, device, requires_grad);

    /// <summary>One value everywhere.</summary>
    public static Tensor full(long[] size, Scalar value, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var call = new Call(Ops.Full);
        return Finish(call.Add(size).Add(value).Add(dtype ?? ScalarType.Float32).AddNone().Add(device).Run(), requires_grad);
    }

    /// <summary>Draws from U[0, 1).</summary>
    public static Tensor rand(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var call = new Call(Ops.Rand);
        return Finish(call.Add(size).Add(dtype ?? ScalarType.Float32).AddNone().Add(device).Run(), requires_grad);
    }

    /// <summary>Draws from N(0, 1).</summary>
    public static Tensor randn(long[] size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var call = new Call(Ops.Randn);
        return Finish(call.Add(size).Add(dtype ?? ScalarType.Float32).AddNone().Add(device).Run(), requires_grad);
    }

    /// <summary>start, start + step, ... up to, not including, stop.</summary>
    public static Tensor arange(Scalar start, Scalar stop, Scalar step, ScalarType? dtype = null, Device? device = null, bool requires_grad = false)
    {
        var call = new Call(Ops.Arange);
        return Finish(call.Add(start).Add(stop).Add(step).Add(dtype).AddNone().Add(device).Run(), requires_grad);
    }

    /// <summary>0, 1, ... up to, not including, stop.</summary>
    public static Tensor arange(Scalar stop, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        arange(0, stop, 1, dtype, device, requires_grad);

    /// <summary>Zeros in the shape, dtype and place of another tensor.</summary>
    public static Tensor zeros_like(Tensor input) => input.Unary(Ops.ZerosLike);

    /// <summary>Ones in the shape, dtype and place of another tensor.</summary>
    public static Tensor ones_like(Tensor input) => input.Unary(Ops.OnesLike);

    /// <summary>A copy of an array as a vector of float32.</summary>
    public static Tensor tensor(float[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From<float>(rawArray, [rawArray.Length], ScalarType.Float32, dtype, device, requires_grad);

    /// <summary>A copy of an array under a shape, float32.</summary>
    public static Tensor tensor(float[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From<float>(rawArray, dimensions, ScalarType.Float32, dtype, device, requires_grad);

    /// <summary>A copy of an array as a vector of float64.</summary>
    public static Tensor tensor(double[] rawArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From<double>(rawArray, [rawArray.Length], ScalarType.Float64, dtype, device, requires_grad);

    /// <summary>A copy of an array under a shape, float64.</summary>
    public static Tensor tensor(double[] rawArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From<double>(rawArray, dimensions, ScalarType.Float64, dtype, device, requires_grad);

    /// <summary>A copy of an array as a vector of int64.</summary>
    public static Tensor tensor(long[] dataArray, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From<long>(dataArray, [dataArray.Length], ScalarType.Int64, dtype, device, requires_grad);

    /// <summary>A copy of an array under a shape, int64.</summary>
    public static Tensor tensor(long[] dataArray, ReadOnlySpan<long> dimensions, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From<long>(dataArray, dimensions, ScalarType.Int64, dtype, device, requires_grad);

    /// <summary>A number as a tensor without axes, float32.</summary>
    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        From<float>([scalar], [], ScalarType.Float32, null, device, requires_grad);

    /// <summary>A number as a tensor without axes, float64 unless said otherwise.</summary>
    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        From<double>([scalar], [], ScalarType.Float64, dtype, device, requires_grad);

    /// <summary>Joins tensors along an existing axis.</summary>
    public static Tensor cat(IList<Tensor> tensors, long dim = 0)
    {
        var call = new Call(Ops.Cat);
        return call.Add(tensors as IReadOnlyList<Tensor> ?? [.. tensors]).Add(dim).Run();
    }

    /// <summary>Joins tensors along a new axis.</summary>
    public static Tensor stack(IEnumerable<Tensor> tensors, long dim = 0)
    {
        var call = new Call(Ops.Stack);
        return call.Add(tensors as IReadOnlyList<Tensor> ?? [.. tensors]).Add(dim).Run();
    }

    /// <summary>x where condition holds, else y.</summary>
    public static Tensor where(Tensor condition, Tensor x, Tensor y)
    {
        var call = new Call(Ops.Where);
        return call.Add(condition).Add(x).Add(y).Run();
    }

    /// <summary>Matrix product, over leading batch axes.</summary>
    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    private static Tensor From<T>(ReadOnlySpan<T> elements, ReadOnlySpan<long> dimensions, ScalarType type, ScalarType? dtype, Device? device, bool requires_grad)
        where T : unmanaged
    {
        long expected = 1;
        foreach (var d in dimensions)
            expected = checked(expected * d);
        if (expected != elements.Length)
            throw new ArgumentException($"tensor: {elements.Length} elements do not fill [{string.Join(", ", dimensions.ToArray())}]");
        var made = empty(dimensions.ToArray(), type);
        elements.CopyTo(MemoryMarshal.Cast<byte, T>(made.bytes));
        if ((dtype is { } d2 && d2 != type) || (device is not null && device.type != DeviceType.CPU))
            made = made.to(dtype ?? type, device ?? CPU, disposeAfter: true);
        return Finish(made, requires_grad);
    }

    private static Tensor Finish(Tensor tensor, bool requires_grad)
    {
        if (requires_grad)
            tensor.requires_grad = true;
        return tensor;
    }
}
