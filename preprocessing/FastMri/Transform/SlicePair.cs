using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace I2M2.Preprocessing.FastMri.Transform;

/// <summary>
/// Real and imaginary part of a slice's image as two planes, from k-space. What it computes is <see cref="SliceImages"/>; on the host, where memory is the
/// limit, what lies between the two transforms and after them is done in one pass each.
/// </summary>
internal static class SlicePair
{
    /// <summary>The planes of a slice of one coil.</summary>
    /// <param name="kspace">complex64, [R, W], contiguous.</param>
    /// <param name="grid">Sizes.</param>
    /// <returns>float32, [2, side, side], contiguous, on the host.</returns>
    internal static Tensor Of(Tensor kspace, SliceGrid grid)
    {
        using var scope = NewDisposeScope();
        var columns = grid.Columns ?? kspace.shape[1];
        var isPlain = kspace.device_type == DeviceType.CPU && kspace.shape[0] == grid.Rows && kspace.shape[1] <= columns && columns >= grid.Side && grid.Rows % 2 == 0 && columns % 2 == 0;
        var planes = isPlain ? OnHost(kspace, grid, columns) : SliceImages.Planes(SliceImages.Of(kspace, grid)).to(CPU);
        return planes.MoveToOuterDisposeScope();
    }

    private static Tensor OnHost(Tensor kspace, SliceGrid grid, long columns)
    {
        var (width, side) = ((int)kspace.shape[1], grid.Side);
        var before = (int)(grid.Columns is null ? 0 : grid.ColumnsBefore(width));
        var rows = fft.ifft(kspace, dim: -2, norm: FFTNormType.Ortho);
        var wide = zeros([side, columns], complex64);
        Gather(Numbers(rows), Numbers(wide), new Middle(grid.Rows, side), width, (int)columns, before);
        var image = fft.ifft(wide, dim: -1, norm: FFTNormType.Ortho);
        var planes = empty([2, side, side], float32);
        Part(Numbers(image), MemoryMarshal.Cast<byte, float>(planes.bytes), new Middle(grid.Rows, side), new Middle((int)columns, side));
        return planes;
    }

    // The rows that are kept, each between zeros.
    private static void Gather(Span<long> rows, Span<long> wide, Middle kept, int width, int columns, int before)
    {
        for (var r = 0; r < kept.Count; r++)
            rows.Slice(kept.Source(r) * width, width).CopyTo(wide.Slice((r * columns) + before, width));
    }

    // Signs of both axes at once; a sign goes through a transform unchanged.
    private static void Part(Span<long> image, Span<float> planes, Middle rows, Middle columns)
    {
        var pixels = rows.Count * columns.Count;
        for (var r = 0; r < rows.Count; r++)
        {
            var row = image.Slice(r * columns.Length, columns.Length);
            var real = planes.Slice(r * columns.Count, columns.Count);
            var imaginary = planes.Slice(pixels + (r * columns.Count), columns.Count);
            var sign = rows.Source(r) % 2 == 0 ? 1f : -1f;
            var end = -columns.First;
            Part(MemoryMarshal.Cast<long, float>(row[columns.Source(0)..][..end]), real[..end], imaginary[..end], columns.Source(0) % 2 == 0 ? sign : -sign);
            Part(MemoryMarshal.Cast<long, float>(row[..(columns.Count - end)]), real[end..], imaginary[end..], sign);
        }
    }

    private static void Part(ReadOnlySpan<float> pairs, Span<float> real, Span<float> imaginary, float sign)
    {
        for (var i = 0; i < real.Length; i++, sign = -sign)
            (real[i], imaginary[i]) = (sign * pairs[2 * i], sign * pairs[(2 * i) + 1]);
    }

    // A complex64 in 8 bytes.
    private static Span<long> Numbers(Tensor tensor) => MemoryMarshal.Cast<byte, long>(tensor.bytes);

    /// <summary>Which elements of a transformed axis of even length are the middle of the image: an end of it, then a beginning.</summary>
    /// <param name="Length">Elements of the axis.</param>
    /// <param name="Count">Elements kept.</param>
    private readonly record struct Middle(int Length, int Count)
    {
        /// <summary>The first, counted from 0 backwards.</summary>
        internal int First => ((Length - Count) / 2) - (Length / 2);

        /// <summary>Where an element of the middle lies.</summary>
        internal int Source(int position) => (First + position + Length) % Length;
    }
}
