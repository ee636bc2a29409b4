using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace I2M2.Torch.Tests.Optim;

/// <summary>Two small parameters and the gradients of some steps, known as plain numbers.</summary>
internal static class Course
{
    internal const int Steps = 5;

    private static readonly double[] Start = [1.5, -0.75, 0.25, 2];

    /// <summary>The gradient of element k at a step.</summary>
    internal static double Gradient(int step, int k) => Math.Sin(1 + step * 4 + k) + 0.1 * k;

    /// <summary>Runs the optimiser over the course and asserts that each element goes where <paramref name="update"/> sends it.</summary>
    /// <param name="make">Makes the optimiser over the parameters.</param>
    /// <param name="update">Makes one element's rule: from value and gradient to the next value. A rule keeps its own state.</param>
    internal static void Verify(Func<IEnumerable<Parameter>, optim.Optimizer> make, Func<Func<double, double, double>> update)
    {
        using var scope = NewDisposeScope();
        using var first = new Parameter(tensor(Start[..3]));
        using var second = new Parameter(tensor(Start[3..], [1, 1]));
        using var optimiser = make([first, second]);
        var expected = Start.ToArray();
        var rules = Start.Select(_ => update()).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            first.grad = tensor(Enumerable.Range(0, 3).Select(k => Gradient(step, k)).ToArray());
            second.grad = tensor([Gradient(step, 3)], [1, 1]);
            optimiser.step();
            for (var k = 0; k < expected.Length; k++)
                expected[k] = rules[k](expected[k], Gradient(step, k));
            double[] actual = [.. first.data<double>().ToArray(), .. second.data<double>().ToArray()];
            for (var k = 0; k < expected.Length; k++)
                Assert.Equal(expected[k], actual[k], 1e-13);
        }
    }
}
