using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Gradients;

/// <summary>Compares autograd's gradients with central finite differences, in double.</summary>
internal static class GradientCheck
{
    private const double Step = 1e-6;
    private const double Tolerance = 2e-7; // of differences over 1e-6 in double, for values around 1

    /// <summary>
    /// Checks d(sum of w * function())/d(leaf) at every element of every leaf, with unequal weights w so that no error cancels.
    /// The function reads the leaves it is given here, and must give the same value at each call.
    /// </summary>
    internal static void Verify(Func<Tensor> function, params IReadOnlyList<Tensor> leaves)
    {
        using var scope = NewDisposeScope();
        foreach (var leaf in leaves)
        {
            Assert.Equal(ScalarType.Float64, leaf.dtype);
            leaf.requires_grad = true;
            leaf.grad = null;
        }

        Weighted(function).backward();
        foreach (var leaf in leaves)
        {
            var expected = Numeric(function, leaf);
            var gradient = leaf.grad ?? throw new InvalidOperationException($"No gradient reached a leaf {leaf}");
            Assert.Equal(leaf.shape, gradient.shape);
            var actual = gradient.data<double>().ToArray();
            for (var k = 0; k < expected.Length; k++)
            {
                var bound = Tolerance * (1 + Math.Abs(expected[k]));
                Assert.True(Math.Abs(expected[k] - actual[k]) <= bound, $"{leaf}, element {k}: differences {expected[k]}, autograd {actual[k]}");
            }

            leaf.grad = null;
        }
    }

    /// <summary>A double leaf of the shape with distinct values in (low, high), in no order.</summary>
    internal static Tensor Leaf(long[] shape, double low = -1, double high = 1, long seed = 1)
    {
        using var generator = new Generator((ulong)seed);
        return zeros(shape, float64).uniform_(low, high, generator);
    }

    private static double[] Numeric(Func<Tensor> function, Tensor leaf)
    {
        using var still = no_grad();
        var differences = new double[leaf.NumberOfElements];
        for (var k = 0; k < differences.Length; k++)
        {
            var elements = MemoryMarshal.Cast<byte, double>(leaf.bytes);
            var middle = elements[k];
            elements[k] = middle + Step;
            var above = Value(function);
            elements[k] = middle - Step;
            var below = Value(function);
            elements[k] = middle;
            differences[k] = (above - below) / (2 * Step);
        }

        return differences;
    }

    private static double Value(Func<Tensor> function)
    {
        using var scope = NewDisposeScope();
        return Weighted(function).item<double>();
    }

    private static Tensor Weighted(Func<Tensor> function)
    {
        var result = function();
        var weights = arange(1, result.NumberOfElements + 1, 1, float64).cos();
        return (result.reshape(-1) * weights).sum();
    }
}
