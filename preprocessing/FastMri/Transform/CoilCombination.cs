using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Double;
using static TorchSharp.torch;
using Complex = System.Numerics.Complex;

namespace I2M2.Preprocessing.FastMri.Transform;

/// <summary>
/// Makes the image of one coil out of those of several: the weighted sum, with one complex weight a coil and volume, that is nearest to the root of the sum of
/// squares. So fastMRI's single-coil data were made (Tygert and Zbontar, arXiv 1811.08026).
/// </summary>
internal sealed class CoilCombination
{
    // Of coils that say the same, any share of the weight would do.
    private const double Ridge = 1e-9;
    private readonly Complex[] weights;

    private CoilCombination(Complex[] weights) => this.weights = weights;

    /// <summary>The weight of each coil.</summary>
    internal IReadOnlyList<Complex> Weights => weights;

    /// <summary>Fits weights by least squares.</summary>
    /// <param name="slices">Images of some slices: complex, [coils, rows, columns] each; not disposed.</param>
    internal static CoilCombination Fit(IReadOnlyList<Tensor> slices)
    {
        var coils = (int)slices[0].shape[0];
        var (gramReal, gramImaginary) = (new DenseMatrix(coils), new DenseMatrix(coils));
        var (targetReal, targetImaginary) = (new DenseVector(coils), new DenseVector(coils));
        foreach (var slice in slices)
        {
            using var scope = NewDisposeScope();
            var target = RootSumOfSquares.Of(slice).to(float64).view(-1, 1);
            var parts = slice.view_as_real().view(coils, -1, 2).to(float64);
            var (real, imaginary) = (parts.select(-1, 0).contiguous(), parts.select(-1, 1).contiguous());

            // Of conj(x) y: real part xr yr + xi yi, imaginary part xr yi - xi yr.
            Add(gramReal, real.matmul(real.t()).add(imaginary.matmul(imaginary.t())));
            Add(gramImaginary, real.matmul(imaginary.t()).sub(imaginary.matmul(real.t())));
            targetReal += new DenseVector(real.matmul(target).cpu().data<double>().ToArray());
            targetImaginary -= new DenseVector(imaginary.matmul(target).cpu().data<double>().ToArray());
        }

        var gram = Matrix<Complex>.Build.Dense(coils, coils, (i, j) => new Complex(gramReal[i, j], gramImaginary[i, j]));
        var ridge = Ridge * gram.Trace().Real / coils;
        if (ridge == 0)
            return new CoilCombination(new Complex[coils]);
        gram += Matrix<Complex>.Build.DenseDiagonal(coils, coils, ridge);
        return new CoilCombination([.. gram.LU().Solve(Vector<Complex>.Build.Dense(coils, i => new Complex(targetReal[i], targetImaginary[i])))]);
    }

    /// <summary>The weighted sum.</summary>
    /// <param name="images">Complex, [.., coils, rows, columns].</param>
    /// <returns>Complex, [.., rows, columns], of the same type.</returns>
    internal Tensor Of(Tensor images)
    {
        using var scope = NewDisposeScope();
        var sum = default(Tensor);
        for (var coil = 0; coil < weights.Length; coil++)
        {
            var parts = images.select(-3, coil).view_as_real();
            var (real, imaginary) = (parts.select(-1, 0), parts.select(-1, 1));
            var (a, b) = (weights[coil].Real, weights[coil].Imaginary);
            var term = stack([real.mul(a).sub(imaginary.mul(b)), real.mul(b).add(imaginary.mul(a))], -1);
            sum = sum is null ? term : sum.add_(term);
        }

        return sum!.view_as_complex().MoveToOuterDisposeScope();
    }

    private static void Add(DenseMatrix sum, Tensor term)
    {
        var values = term.cpu().data<double>().ToArray();
        for (var i = 0; i < values.Length; i++)
            sum[i / sum.ColumnCount, i % sum.ColumnCount] += values[i];
    }
}
