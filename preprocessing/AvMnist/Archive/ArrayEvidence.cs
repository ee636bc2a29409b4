using System.Security.Cryptography;
using I2M2.Shards;
using MathNet.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace I2M2.Preprocessing.AvMnist.Archive;

/// <summary>
/// What can be told of a train file's arrays by looking at every value: evidence on which generator made them, since no public checksum of
/// the published archive is known.
/// </summary>
/// <param name="LabelsAreMnists">Whether the labels are MNIST's, in MNIST's order.</param>
/// <param name="Components">Rank of up to 512 images: how many principal components were kept, as far as so many rows can tell.</param>
/// <param name="RankedImages">How many images that were.</param>
/// <param name="MeanRemoved">Whether the images' mean over the file is 0 in every pixel.</param>
/// <param name="Images">Least and greatest pixel.</param>
/// <param name="Audio">Least and greatest cell.</param>
/// <param name="AudioDtype">Type of the audio.</param>
internal sealed record ArrayEvidence(
    bool LabelsAreMnists, int Components, int RankedImages, bool MeanRemoved, (float Least, float Greatest) Images, (float Least, float Greatest) Audio, Dtype AudioDtype)
{
    // Of the 60,000 labels of MNIST's train file, a byte each, without the file's header.
    private const string MnistLabels = "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13";

    // Enough to tell 3 components from 196 and from all.
    private const int RankRows = 512;

    /// <summary>Looks at all values; refuses those that are no numbers.</summary>
    /// <param name="arrays">Train or test file.</param>
    /// <param name="stop">Makes it throw.</param>
    /// <exception cref="InputRefusedException">A value is not finite.</exception>
    internal static ArrayEvidence Of(ArrayTrio arrays, CancellationToken stop)
    {
        var sums = new double[Digits.Pixels];
        var squares = 0.0;
        var images = Range(arrays.Images, stop, block =>
        {
            for (var i = 0; i < block.Length; i++)
            {
                sums[i % sums.Length] += block[i];
                squares += (double)block[i] * block[i];
            }
        });
        var deviation = Math.Sqrt(squares / arrays.Count / sums.Length);
        var ranked = Math.Min(RankRows, arrays.Count);
        return new ArrayEvidence(
            AreMnistLabels(arrays.Labels),
            Rank(arrays.Images, ranked),
            ranked,
            sums.All(s => Math.Abs(s / arrays.Count) <= 1e-3 * deviation),
            images,
            Range(arrays.Audio, stop),
            arrays.Audio.Dtype);
    }

    /// <summary>Whether labels are those of MNIST's train file, in its order.</summary>
    internal static bool AreMnistLabels(byte[] labels) => Convert.ToHexStringLower(SHA256.HashData(labels)) == MnistLabels;

    private delegate void LookAt(ReadOnlySpan<float> block);

    private static (float Least, float Greatest) Range(NumberRows array, CancellationToken stop, LookAt? look = null)
    {
        var (least, greatest) = (float.PositiveInfinity, float.NegativeInfinity);
        var buffer = new float[NumberRows.BlockRows * array.Width];
        for (var first = 0; first < array.Count; first += NumberRows.BlockRows)
        {
            stop.ThrowIfCancellationRequested();
            var block = buffer.AsSpan(0, Math.Min(NumberRows.BlockRows, array.Count - first) * array.Width);
            array.Read(first, block);
            foreach (var value in block)
            {
                least = Math.Min(least, value);
                greatest = Math.Max(greatest, value);
            }

            look?.Invoke(block);
        }

        return (least, greatest);
    }

    /// <summary>Rank of images spread over the file: eigenvalues of their inner products above rounding.</summary>
    private static int Rank(NumberRows array, int rows)
    {
        var images = new DenseMatrix(rows, array.Width);
        var image = new float[array.Width];
        for (var i = 0; i < rows; i++)
        {
            array.Read((int)((long)i * array.Count / rows), image);
            images.SetRow(i, Array.ConvertAll(image, v => (double)v));
        }

        Control.UseManaged();
        var inner = images.TransposeAndMultiply(images);
        var values = inner.Evd(MathNet.Numerics.LinearAlgebra.Symmetricity.Symmetric).EigenValues.Select(v => v.Real).ToArray();
        return values.Count(v => v > 1e-8 * values.Max());
    }
}
