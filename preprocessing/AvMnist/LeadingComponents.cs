using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// The largest eigenvalues of a symmetric matrix with their vectors, by subspace iteration with Rayleigh-Ritz (Saad, Numerical Methods
/// for Large Eigenvalue Problems, 2011, algorithm 5.3). AV-MNIST needs the first few of 784, a tenth of the work of finding all.
/// </summary>
internal static class LeadingComponents
{
    private const int Block = 32;
    private const int Most = 24;
    private const int MostSweeps = 80;

    // A little over the rounding of sums of 784 products.
    private const double Tolerance = 1e-14;

    /// <summary>
    /// Decomposes <paramref name="matrix"/>: the leading ones until they hold more than <paramref name="share"/> of its trace, or all.
    /// </summary>
    /// <param name="matrix">n rows of n numbers, symmetric, positive semidefinite, of trace 1.</param>
    /// <param name="share">Of the trace.</param>
    /// <returns>Eigenvalues, falling, and a unit vector for each.</returns>
    internal static (double[] Values, double[][] Vectors) Of(double[][] matrix, double share)
    {
        // The managed provider: native ones, where installed, would give other last bits.
        Control.UseManaged();
        if (matrix.Length > 2 * Block && Leading(matrix, share) is { } leading)
            return leading;
        return Decompose(DenseMatrix.OfRowArrays(matrix));
    }

    /// <returns>Null when so many are needed that finding all is as quick, or when they lie too close together.</returns>
    private static (double[] Values, double[][] Vectors)? Leading(double[][] matrix, double share)
    {
        // Any full-rank start does; a fixed one gives the same bits every time.
        var random = new Random(0);
        double[][] basis = [.. Enumerable.Range(0, Block).Select(_ => matrix.Select(_ => random.NextDouble() - 0.5).ToArray())];
        for (var sweep = 0; sweep < MostSweeps; sweep++)
        {
            Orthonormalise(basis);
            double[][] images = [.. basis.Select(v => matrix.Select(row => Doubles.Dot(row, v)).ToArray())];
            var (values, rotation) = Decompose(DenseMatrix.Create(Block, Block, (i, j) => Doubles.Dot(basis[Math.Min(i, j)], images[Math.Max(i, j)])));
            var held = 0.0;
            var needed = values.TakeWhile(value => (held += value) <= share).Count() + 1;
            if (needed > Most)
            {
                // Ritz values only grow: what the whole block does not hold at first it may hold a few sweeps later.
                if (sweep > MostSweeps / 8)
                    return null;
                basis = images;
                continue;
            }

            var vectors = Rotate(basis, rotation);
            basis = Rotate(images, rotation);
            if (Enumerable.Range(0, needed).All(k => Residual(basis[k], values[k], vectors[k]) <= Tolerance))
                return (values[..needed], vectors[..needed]);
        }

        return null;
    }

    private static (double[] Values, double[][] Vectors) Decompose(Matrix<double> matrix)
    {
        var evd = matrix.Evd(Symmetricity.Symmetric);
        return ([.. evd.EigenValues.Select(v => v.Real).Reverse()],
            [.. Enumerable.Range(1, matrix.RowCount).Select(k => evd.EigenVectors.Column(matrix.RowCount - k).ToArray())]);
    }

    /// <summary>Gram-Schmidt, every vector twice, which is enough (Giraud and others, 2005).</summary>
    private static void Orthonormalise(double[][] basis)
    {
        for (var k = 0; k < basis.Length; k++)
        {
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < k; j++)
                    Doubles.AddScaled(basis[j], -Doubles.Dot(basis[j], basis[k]), basis[k]);
            }

            var norm = Math.Sqrt(Doubles.Dot(basis[k], basis[k]));
            for (var i = 0; i < basis[k].Length && norm > 0; i++)
                basis[k][i] /= norm;
        }
    }

    private static double[][] Rotate(double[][] basis, double[][] rotation)
        => [.. rotation.Select(weights =>
        {
            var rotated = new double[basis[0].Length];
            for (var j = 0; j < basis.Length; j++)
                Doubles.AddScaled(basis[j], weights[j], rotated);
            return rotated;
        })];

    private static double Residual(double[] image, double value, double[] vector)
    {
        var difference = image.ToArray();
        Doubles.AddScaled(vector, -value, difference);
        return Math.Sqrt(Doubles.Dot(difference, difference));
    }
}
