using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using I2M2.Storage.Hdf5;

namespace I2M2.Preprocessing.FastMri.Transform;

/// <summary>
/// Real and imaginary part of a slice's image as two planes, from k-space of one coil. What it computes is <see cref="SliceImages"/>; memory is the limit there, so here eight
/// columns, then eight rows, go through their transforms in the cache of a core, rows that are not kept are left out between the two, and shifts are signs. Not thread-safe.
/// </summary>
internal sealed unsafe class SliceTransform : IDisposable
{
    private const int Lanes = FourierPasses.Lanes, Alignment = 64;
    private readonly SliceGrid grid;
    private readonly int columns;
    private readonly FourierPasses down;
    private readonly FourierPasses across;
    private readonly float* one;
    private readonly float* two;
    private readonly float* wide;

    /// <param name="grid">Sizes.</param>
    /// <param name="width">Columns of k-space.</param>
    internal SliceTransform(SliceGrid grid, int width)
    {
        this.grid = grid;
        columns = grid.Columns ?? width;
        (down, across) = (new FourierPasses(grid.Rows), new FourierPasses(columns));
        var floats = (nuint)Math.Max(down.BufferFloats, across.BufferFloats);
        one = (float*)NativeMemory.AlignedAlloc(floats * sizeof(float), Alignment);
        two = (float*)NativeMemory.AlignedAlloc(floats * sizeof(float), Alignment);
        wide = (float*)NativeMemory.AlignedAlloc((nuint)(grid.Side * columns * 2 * sizeof(float)), Alignment);
    }

    /// <summary>Whether slices of a size can be transformed here.</summary>
    /// <param name="grid">Sizes.</param>
    /// <param name="rows">Rows of k-space.</param>
    /// <param name="width">Columns of k-space.</param>
    internal static bool Has(SliceGrid grid, int rows, int width)
    {
        var columns = grid.Columns ?? width;
        return rows == grid.Rows && width <= columns && columns >= grid.Side && rows % 2 == 0 && columns % 4 == 0 && grid.Side % Lanes == 0 && FourierPasses.Has(rows) && FourierPasses.Has(columns);
    }

    /// <summary>The planes of a slice.</summary>
    /// <param name="kspace">[rows, width], row-major.</param>
    /// <param name="width">Columns of k-space.</param>
    /// <param name="planes">[2, side, side]: real parts, imaginary parts.</param>
    internal void Run(ReadOnlySpan<Complex64> kspace, int width, Span<float> planes)
    {
        var before = grid.Columns is null ? 0 : (int)grid.ColumnsBefore(width);
        fixed (Complex64* from = kspace)
        {
            for (var column = 0; column < width; column += Lanes)
                Down((float*)(from + column), width, Math.Min(Lanes, width - column), wide + (2 * (before + column)));
        }

        for (var row = 0; row < grid.Side; row++)
        {
            var line = new Span<float>(wide + (2 * columns * row), 2 * columns);
            line[..(2 * before)].Clear();
            line[(2 * (before + width))..].Clear();
        }

        fixed (float* to = planes)
        {
            for (var row = 0; row < grid.Side; row += Lanes)
                Across(wide + (2 * columns * row), to, row);
        }
    }

    /// <summary>Frees the buffers.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(one);
        NativeMemory.AlignedFree(two);
        NativeMemory.AlignedFree(wide);
    }

    // Columns to the rows that are kept: the last of the transform, then the first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Down(float* from, int width, int count, float* to)
    {
        var bytes = (uint)(2 * count * sizeof(float));
        for (var row = 0; row < grid.Rows; row++)
            Buffer.MemoryCopy(from + (2L * width * row), one + (2 * Lanes * row), bytes, bytes);
        var result = down.Run(one, two);
        for (var row = 0; row < grid.Side; row++)
            Buffer.MemoryCopy(result + (2 * Lanes * Source(row, grid.Rows)), to + (2 * columns * row), bytes, bytes);
    }

    // Eight rows to the columns that are kept, turned about on the way in and on the way out.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Across(float* from, float* planes, int firstRow)
    {
        for (var column = 0; column < columns; column += 4)
        {
            for (var half = 0; half < Lanes; half += 4)
            {
                var lines = from + (2 * column) + (2 * columns * half);
                var (a, b, c, d) = Turned(Vector256.Load(lines), Vector256.Load(lines + (2 * columns)), Vector256.Load(lines + (4 * columns)), Vector256.Load(lines + (6 * columns)));
                var to = one + (2 * Lanes * column) + (2 * half);
                Vector256.Store(a, to);
                Vector256.Store(b, to + (2 * Lanes));
                Vector256.Store(c, to + (4 * Lanes));
                Vector256.Store(d, to + (6 * Lanes));
            }
        }

        var result = across.Run(one, two);
        var scale = (float)(1 / Math.Sqrt((double)grid.Rows * columns));
        for (var column = 0; column < grid.Side; column += 4)
        {
            var source = Source(column, columns);
            for (var half = 0; half < Lanes; half += 4)
            {
                var at = result + (2 * Lanes * source) + (2 * half);
                var (a, b, c, d) = Turned(Vector256.Load(at), Vector256.Load(at + (2 * Lanes)), Vector256.Load(at + (4 * Lanes)), Vector256.Load(at + (6 * Lanes)));
                Store(a, planes, firstRow + half, column, source, scale);
                Store(b, planes, firstRow + half + 1, column, source, scale);
                Store(c, planes, firstRow + half + 2, column, source, scale);
                Store(d, planes, firstRow + half + 3, column, source, scale);
            }
        }
    }

    // Moving k-space by half an even length changes the sign of every other element of the image, exactly.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(Vector256<float> numbers, float* planes, int row, int column, int source, float scale)
    {
        var sign = (Source(row, grid.Rows) + source) % 2 == 0 ? scale : -scale;
        var parts = Avx2.PermuteVar8x32(numbers, Vector256.Create(0, 2, 4, 6, 1, 3, 5, 7));
        var signs = Vector128.Create(sign, -sign, sign, -sign);
        var pixel = (row * grid.Side) + column;
        Vector128.Store(parts.GetLower() * signs, planes + pixel);
        Vector128.Store(parts.GetUpper() * signs, planes + (grid.Side * grid.Side) + pixel);
    }

    // Where an element of the middle of an image lies before it is moved there.
    private int Source(int position, int length) => (position - (grid.Side / 2) + length) % length;

    // Rows of four complex numbers to columns.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> A, Vector256<float> B, Vector256<float> C, Vector256<float> D) Turned(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        var (ab, ba) = (Avx.UnpackLow(a.AsDouble(), b.AsDouble()), Avx.UnpackHigh(a.AsDouble(), b.AsDouble()));
        var (cd, dc) = (Avx.UnpackLow(c.AsDouble(), d.AsDouble()), Avx.UnpackHigh(c.AsDouble(), d.AsDouble()));
        return (
            Avx.Permute2x128(ab, cd, 0x20).AsSingle(), Avx.Permute2x128(ba, dc, 0x20).AsSingle(),
            Avx.Permute2x128(ab, cd, 0x31).AsSingle(), Avx.Permute2x128(ba, dc, 0x31).AsSingle());
    }
}
