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

    private const int Lanes = 4;

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
        var levels = MemoryMarshal.Cast<double, Vector256<double>>(powers);
        var (leasts, greatests) = (Vector256.Create(double.PositiveInfinity), Vector256.Create(double.NegativeInfinity));
        foreach (ref var level in levels)
        {
            level = Vector256.Log2(level);
            leasts = Vector256.Min(leasts, Vector256.ConditionalSelect(Vector256.IsNegativeInfinity(level), leasts, level));
            greatests = Vector256.Max(greatests, level);
        }

        var (least, greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var lane = 0; lane < Lanes; lane++)
            (least, greatest) = (Math.Min(least, leasts[lane]), Math.Max(greatest, greatests[lane]));
        var range = greatest - least;
        if (range <= 0)
        {
            cells.Fill(Greys.White);
            return;
        }

        for (var at = 0; at < levels.Length; at++)
        {
            var (column, bin) = (at * Lanes / Side, at * Lanes % Side);
            var cell = ((Side - 1 - bin) * Side) + column;
            (cells[cell], cells[cell - Side], cells[cell - (2 * Side)], cells[cell - (3 * Side)]) = Greys.Of((levels[at] - Vector256.Create(least)) / range);
        }
    }
}
