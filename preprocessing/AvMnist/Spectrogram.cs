using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// The picture of a spoken digit that AV-MNIST shows the network: 112 x 112 grey levels, highest frequency in row 0, time to the
/// right, loud is dark. Decibels are stretched between the least and greatest of the one recording, so loudness itself is lost.
/// One cell a pixel: pixel parity with the public archive, which was resampled by a plotting program, is no goal.
/// </summary>
public static class Spectrogram
{
    /// <summary>Rows, lowest frequency last, and columns.</summary>
    public const int Side = Segmentation.Columns;

    /// <summary>Cells, and bytes, of a spectrogram.</summary>
    public const int Cells = Side * Side;

    /// <summary>Fewest samples that can be cut into 112 stretches.</summary>
    public const int FewestSamples = Segmentation.FewestSamples;

    /// <summary>Most samples for which a stretch fits the 223 points of the transform.</summary>
    public const int MostSamples = Side * 200;

    /// <summary>Draws a sound.</summary>
    /// <param name="samples">Mono, in [-1, 1], <see cref="FewestSamples"/> to <see cref="MostSamples"/> of them.</param>
    /// <returns>[112, 112] grey levels, row-major.</returns>
    public static byte[] Draw(ReadOnlySpan<float> samples)
    {
        var cells = new byte[Cells];
        Draw(samples, Segmentation.For(samples.Length), cells);
        return cells;
    }

    /// <summary>Draws a sound.</summary>
    /// <param name="samples">Mono, in [-1, 1].</param>
    /// <param name="segmentation">How so many samples are cut.</param>
    /// <param name="cells">[112, 112] grey levels, row-major.</param>
    public static void Draw(ReadOnlySpan<float> samples, Segmentation segmentation, Span<byte> cells)
    {
        var rented = ArrayPool<double>.Shared.Rent(Cells);
        var powers = rented.AsSpan(0, Cells);
        PowerSpectrum.Compute(samples, segmentation, powers);
        Paint(powers, cells);
        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Silent cells, at minus infinity decibels, are white; so is a recording of one level throughout.</summary>
    /// <param name="powers">[112, 112] time x frequency; replaced by their logarithms.</param>
    /// <param name="cells">[112, 112] frequency, highest first, x time.</param>
    private static void Paint(Span<double> powers, Span<byte> cells)
    {
        // The base does not matter: levels are stretched from least to greatest.
        foreach (ref var level in MemoryMarshal.Cast<double, Vector256<double>>(powers))
            level = Vector256.Log2(level);
        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var level in powers)
        {
            least = double.IsNegativeInfinity(level) ? least : Math.Min(least, level);
            greatest = Math.Max(greatest, level);
        }

        var range = greatest - least;
        for (var bin = 0; bin < Side; bin++)
        {
            var row = cells.Slice((Side - 1 - bin) * Side, Side);
            for (var column = 0; column < Side; column++)
            {
                var level = powers[(column * Side) + bin];
                row[column] = double.IsNegativeInfinity(level) || range <= 0 ? Greys.White : Greys.Of((level - least) / range);
            }
        }
    }
}
