using System.Numerics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Tests.FastMri;

/// <summary>Complex tensors of numbers, and back.</summary>
internal static class Complexes
{
    /// <summary>A complex128 matrix.</summary>
    internal static Tensor Matrix(int rows, int columns, Func<int, int, Complex> element)
    {
        var made = zeros([rows, columns], complex128);
        var elements = MemoryMarshal.Cast<byte, Complex>(made.bytes);
        for (var i = 0; i < elements.Length; i++)
            elements[i] = element(i / columns, i % columns);
        return made;
    }

    /// <summary>A complex128 matrix of zeros with a 1 somewhere.</summary>
    internal static Tensor Point(int rows, int columns, int row, int column) => Matrix(rows, columns, (r, c) => r == row && c == column ? 1 : 0);

    /// <summary>Elements in row-major order.</summary>
    internal static Complex[] Elements(Tensor tensor)
    {
        using var contiguous = tensor.contiguous();
        return MemoryMarshal.Cast<byte, Complex>(contiguous.bytes).ToArray();
    }

    /// <summary>Largest distance of two tensors' elements.</summary>
    internal static double Distance(Tensor one, Tensor other)
    {
        using var scope = NewDisposeScope();
        return one.sub(other).abs().max().to(float64).item<double>();
    }

    /// <summary>Noise of a fixed seed, complex64 or complex128.</summary>
    internal static Tensor Noise(long[] shape, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var pairs = zeros([.. shape, 2], type == complex64 ? float32 : float64).normal_(generator: new Generator(7));
        return pairs.view_as_complex().MoveToOuterDisposeScope();
    }
}
