using static TorchSharp.torch;

namespace I2M2.Modeling.Networks.Fiber;

/// <summary>Relative positions within a window of w x w tokens: (2w-1)^2 of them, a row of the bias table each (Liu et al. 2021).</summary>
public static class RelativePosition
{
    private const double Sharpness = -0.75; // of the cubic kernel, as PyTorch's bicubic interpolation has it

    /// <summary>The table's row for every pair of tokens [w^2, w^2], row-major: (dh + w - 1)(2w - 1) + (dw + w - 1).</summary>
    public static long[] Index(int window)
    {
        var tokens = window * window;
        var index = new long[tokens * tokens];
        for (var i = 0; i < tokens; i++)
        {
            for (var j = 0; j < tokens; j++)
            {
                var (rows, columns) = ((i / window) - (j / window), (i % window) - (j % window));
                index[(i * tokens) + j] = ((rows + window - 1) * ((2L * window) - 1)) + columns + window - 1;
            }
        }

        return index;
    }

    /// <summary>
    /// A bias table [(2v-1)^2, heads] for windows of another size, by bicubic interpolation (no antialiasing, edges repeated, pixel centres
    /// at half numbers).
    /// </summary>
    public static Tensor Resized(Tensor table, int from, int to)
    {
        using var scope = NewDisposeScope();
        var (n, m, heads) = ((2 * from) - 1, (2 * to) - 1, table.shape[1]);
        var weights = tensor(Weights(n, m), [m, n]);
        var image = table.to(float64).t().reshape(heads, n, n);
        var resized = weights.matmul(image).matmul(weights.t());
        return scope.MoveToOuter(resized.reshape(heads, -1).t().contiguous().to(table.dtype));
    }

    /// <summary>How much each of n samples counts in each of m, [m, n] row-major.</summary>
    public static double[] Weights(int n, int m)
    {
        var weights = new double[m * n];
        for (var to = 0; to < m; to++)
        {
            var centre = ((to + 0.5) * n / m) - 0.5;
            var first = (int)Math.Floor(centre);
            for (var tap = -1; tap <= 2; tap++)
                weights[(to * n) + Math.Clamp(first + tap, 0, n - 1)] += Kernel(Math.Abs(centre - first - tap));
        }

        return weights;
    }

    // The cubic convolution kernel of Keys (1981) at a distance below 2.
    private static double Kernel(double x) => x <= 1
        ? ((((Sharpness + 2) * x) - (Sharpness + 3)) * x * x) + 1
        : Sharpness * ((((x - 5) * x) + 8) * x - 4);
}
