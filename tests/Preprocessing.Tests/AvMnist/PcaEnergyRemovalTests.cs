using I2M2.Preprocessing.AvMnist;
using I2M2.Shards;
using MathNet.Numerics.LinearAlgebra;

namespace I2M2.Tests.AvMnist;

public class PcaEnergyRemovalTests
{
    [DataFact("golden/avmnist_preprocessing.safetensors", "data/mnist")]
    public void Images_are_what_another_implementation_makes_of_them()
    {
        using var golden = SafetensorsFile.Open(TestData.At("golden/avmnist_preprocessing.safetensors"));
        foreach (var (key, file) in new[] { ("image/train", "train"), ("image/test", "t10k") })
        {
            var path = TestData.At($"data/mnist/{file}-images-idx3-ubyte.gz");
            var pixels = IdxFile.Read(path, dimensions: 3).Data;
            var pca = PcaEnergyRemoval.Fit(pixels, 784, keepEnergy: 0.25, path);
            Assert.Equal(3, pca.K);
            var expected = golden[key].AsSpan<double>();
            var image = new double[784];
            for (var row = 0; row < 5; row++)
            {
                pca.Apply(pixels.AsSpan(row * 784, 784), image);
                for (var i = 0; i < image.Length; i++)
                    Assert.Equal(expected[(row * 784) + i], image[i], tolerance: 1e-8);
            }
        }
    }

    [Theory]
    [InlineData(0.25, 2)]
    [InlineData(0.09, 0)]
    [InlineData(0.2, 2)]
    [InlineData(1, 4)]
    public void The_component_that_crosses_the_energy_is_left_out(double keep, int kept)
        => Assert.Equal(kept, PcaEnergyRemoval.ComponentsWithin([0.125, 0.0625, 0.5, 0.3125], keep));

    [Fact]
    public void All_components_give_the_centred_image_back()
    {
        byte[] pixels = [0, 10, 200, 50, 0, 30, 255, 9, 1, 77, 78, 79];
        var pca = PcaEnergyRemoval.Fit(pixels, 3, keepEnergy: 1, "x");
        var image = new double[3];
        pca.Apply(pixels.AsSpan(3, 3), image);
        double[] mean = [(0 + 50 + 255 + 77) / 4.0, (10 + 0 + 9 + 78) / 4.0, (200 + 30 + 1 + 79) / 4.0];
        for (var i = 0; i < 3; i++)
            Assert.Equal(pixels[3 + i] - mean[i], image[i], tolerance: 1e-9);
        Assert.Equal(1, pca.ExplainedVarianceRatios.Sum(), tolerance: 1e-12);
    }

    [Fact]
    public void The_scatter_matrix_is_exact_for_any_number_of_workers()
    {
        var pixels = new byte[9000 * 4];
        new Random(3).NextBytes(pixels);
        var one = GramMatrix.Scatter(pixels, 4, workers: 1);
        Assert.Equal(one.Cast<long>(), GramMatrix.Scatter(pixels, 4, workers: 3).Cast<long>());
        long sum0 = 0, sum1 = 0, product = 0;
        for (var row = 0; row < 9000; row++)
        {
            sum0 += pixels[row * 4];
            sum1 += pixels[(row * 4) + 1];
            product += pixels[row * 4] * pixels[(row * 4) + 1];
        }

        Assert.Equal((9000 * product) - (sum0 * sum1), one[1, 0]);
    }

    [Fact]
    public void Equal_images_and_a_component_that_holds_everything_are_refused()
    {
        Assert.Throws<InputRefusedException>(() => PcaEnergyRemoval.Fit([5, 5, 5, 5], 2, 0.25, "x"));
        Assert.Throws<InputRefusedException>(() => PcaEnergyRemoval.Fit([5, 5, 9, 9], 2, 0.25, "x"));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(37, 30)]
    [InlineData(700, 50)]
    public void The_scatter_matrix_of_any_shape_is_the_sum_of_its_products(int rows, int width)
    {
        var pixels = new byte[rows * width];
        new Random(rows).NextBytes(pixels);
        Array.Fill(pixels, byte.MaxValue, 0, pixels.Length / 2);
        for (var row = 0; row < rows; row++)
            pixels[(row * width) + (width / 2)] = 0;
        var scatter = GramMatrix.Scatter(pixels, width, workers: 2);
        var sums = GramMatrix.ColumnSums(pixels, width);
        for (var i = 0; i < width; i++)
        {
            for (var j = 0; j < width; j++)
            {
                var products = Enumerable.Range(0, rows).Sum(r => (long)pixels[(r * width) + i] * pixels[(r * width) + j]);
                Assert.Equal((rows * products) - (sums[i] * sums[j]), scatter[i, j]);
            }
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.999999)]
    public void Leading_components_are_those_of_the_whole_decomposition(double share)
    {
        // Eigenvalues 1, 1/2, 1/3, ... over their sum, in a random orthonormal basis.
        const int n = 100;
        var basis = Matrix<double>.Build.Random(n, n, seed: 4).GramSchmidt().Q;
        var values = Vector<double>.Build.Dense(n, k => 1.0 / (k + 1));
        values /= values.Sum();
        var matrix = basis * Matrix<double>.Build.DenseOfDiagonalVector(values) * basis.Transpose();
        var (found, vectors) = LeadingComponents.Of(((matrix + matrix.Transpose()) / 2).ToRowArrays(), share);
        Assert.True(found.Sum() > share);
        for (var k = 0; k < found.Length; k++)
        {
            Assert.Equal(values[k], found[k], tolerance: 1e-13);
            Assert.Equal(1, Math.Abs(basis.Column(k) * Vector<double>.Build.Dense(vectors[k])), tolerance: 1e-9);
        }
    }
}
