using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>
/// Second moments of byte vectors in exact whole numbers, so that neither order nor number of workers can change them. The products
/// are summed in float32, 256 rows at a time: such a sum stays below 2^24, up to which float32 holds every whole number.
/// </summary>
public static class GramMatrix
{
    private const int RowsPerBlock = 256;

    // A panel is as many columns as three vectors hold; four rows of them, twelve sums, stay in registers.
    private const int Lanes = 8;
    private const int PanelColumns = 3 * Lanes;
    private const int TileRows = 4;

    /// <summary>
    /// n times the scatter matrix, n X'X - s s' with s the column sums: the covariance times n (n - 1), exactly.
    /// </summary>
    /// <param name="pixels">X, n rows of <paramref name="width"/> bytes.</param>
    /// <param name="width">Columns.</param>
    /// <param name="workers">Threads.</param>
    /// <returns>[width, width], symmetric.</returns>
    public static long[,] Scatter(byte[] pixels, int width, int workers)
    {
        var rows = pixels.Length / width;
        var sums = ColumnSums(pixels, width);

        // A column that is 0 throughout, such as a margin's, takes no part.
        int[] inked = [.. Enumerable.Range(0, width).Where(i => sums[i] > 0)];
        var panels = (inked.Length + PanelColumns - 1) / PanelColumns;
        var side = panels * PanelColumns;
        var products = new long[side * side];
        var strides = Math.Min(workers, (rows + RowsPerBlock - 1) / RowsPerBlock);
        Workers.For(strides, workers, worker =>
        {
            var own = new long[side * side];
            var packed = new float[RowsPerBlock * side];
            for (var first = worker * RowsPerBlock; first < rows; first += strides * RowsPerBlock)
            {
                var count = Math.Min(RowsPerBlock, rows - first);
                Pack(pixels.AsSpan(first * width, count * width), width, inked, packed);
                AddProducts(packed, count, panels, own);
            }

            lock (products)
            {
                for (var i = 0; i < products.Length; i++)
                    products[i] += own[i];
            }
        });

        var scatter = new long[width, width];
        for (var i = 0; i < inked.Length; i++)
        {
            for (var j = i; j < inked.Length; j++)
            {
                var (a, b) = (inked[i], inked[j]);
                scatter[a, b] = scatter[b, a] = (rows * products[(i * side) + j]) - (sums[a] * sums[b]);
            }
        }

        return scatter;
    }

    /// <summary>Sum of every column.</summary>
    public static long[] ColumnSums(byte[] pixels, int width)
    {
        var sums = new long[width];
        var block = new ushort[width];
        for (var first = 0; first < pixels.Length; first += RowsPerBlock * width)
        {
            // 256 bytes at most fit a sum of 16 bits.
            block.AsSpan().Clear();
            var end = Math.Min(pixels.Length, first + (RowsPerBlock * width));
            for (var at = first; at < end; at += width)
                AddRow(pixels.AsSpan(at, width), block);
            for (var i = 0; i < width; i++)
                sums[i] += block[i];
        }

        return sums;
    }

    private static void AddRow(ReadOnlySpan<byte> row, Span<ushort> sums)
    {
        ref var from = ref MemoryMarshal.GetReference(row);
        ref var to = ref MemoryMarshal.GetReference(sums);
        var at = 0;
        for (; at <= row.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var (low, high) = Vector128.Widen(Vector128.LoadUnsafe(ref from, (nuint)at));
            (Vector128.LoadUnsafe(ref to, (nuint)at) + low).StoreUnsafe(ref to, (nuint)at);
            (Vector128.LoadUnsafe(ref to, (nuint)at + 8) + high).StoreUnsafe(ref to, (nuint)at + 8);
        }

        for (; at < row.Length; at++)
            sums[at] += row[at];
    }

    /// <summary>Lays rows out panel by panel, [panel, row, column of the panel], so that a tile's operands lie side by side.</summary>
    private static void Pack(ReadOnlySpan<byte> pixels, int width, int[] columns, float[] packed)
    {
        for (var row = 0; row * width < pixels.Length; row++)
        {
            var source = pixels.Slice(row * width, width);
            for (var first = 0; first < columns.Length; first += PanelColumns)
            {
                var panel = columns.AsSpan(first, Math.Min(PanelColumns, columns.Length - first));
                var target = packed.AsSpan((first * RowsPerBlock) + (row * PanelColumns), panel.Length);
                for (var i = 0; i < target.Length; i++)
                    target[i] = source[panel[i]];
            }
        }
    }

    /// <summary>Adds the block's X'X to <paramref name="products"/>, the tiles on and right of the diagonal.</summary>
    private static void AddProducts(float[] packed, int rows, int panels, long[] products)
    {
        var side = panels * PanelColumns;
        Span<int> inked = stackalloc int[RowsPerBlock];
        for (var column = 0; column < side; column += TileRows)
        {
            var left = column / PanelColumns;
            var across = packed.AsSpan(left * RowsPerBlock * PanelColumns, rows * PanelColumns)[(column % PanelColumns)..];
            var some = inked[..Inked(across, inked)];
            for (var right = left; right < panels; right++)
                AddTile(across, packed.AsSpan(right * RowsPerBlock * PanelColumns, rows * PanelColumns), some, products.AsSpan((column * side) + (right * PanelColumns)), side);
        }
    }

    /// <summary>Where the rows begin in which not all four neighbours are 0; of handwritten digits a quarter.</summary>
    private static int Inked(ReadOnlySpan<float> across, Span<int> starts)
    {
        var count = 0;
        for (var at = 0; at < across.Length; at += PanelColumns)
        {
            starts[count] = at;
            count += across.Slice(at, TileRows).ContainsAnyExcept(0f) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Four columns of one panel times all of another.</summary>
    private static void AddTile(ReadOnlySpan<float> across, ReadOnlySpan<float> down, ReadOnlySpan<int> starts, Span<long> products, int side)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
        Vector256<float> c0 = default, c1 = default, c2 = default, d0 = default, d1 = default, d2 = default;
        ref var x = ref MemoryMarshal.GetReference(across);
        ref var y = ref MemoryMarshal.GetReference(down);
        foreach (nuint at in starts)
        {
            var y0 = Vector256.LoadUnsafe(ref y, at);
            var y1 = Vector256.LoadUnsafe(ref y, at + Lanes);
            var y2 = Vector256.LoadUnsafe(ref y, at + (2 * Lanes));
            var value = Vector256.Create(Unsafe.Add(ref x, at));
            (a0, a1, a2) = (Vector256.MultiplyAddEstimate(value, y0, a0), Vector256.MultiplyAddEstimate(value, y1, a1), Vector256.MultiplyAddEstimate(value, y2, a2));
            value = Vector256.Create(Unsafe.Add(ref x, at + 1));
            (b0, b1, b2) = (Vector256.MultiplyAddEstimate(value, y0, b0), Vector256.MultiplyAddEstimate(value, y1, b1), Vector256.MultiplyAddEstimate(value, y2, b2));
            value = Vector256.Create(Unsafe.Add(ref x, at + 2));
            (c0, c1, c2) = (Vector256.MultiplyAddEstimate(value, y0, c0), Vector256.MultiplyAddEstimate(value, y1, c1), Vector256.MultiplyAddEstimate(value, y2, c2));
            value = Vector256.Create(Unsafe.Add(ref x, at + 3));
            (d0, d1, d2) = (Vector256.MultiplyAddEstimate(value, y0, d0), Vector256.MultiplyAddEstimate(value, y1, d1), Vector256.MultiplyAddEstimate(value, y2, d2));
        }

        AddRow(products, a0, a1, a2);
        AddRow(products[side..], b0, b1, b2);
        AddRow(products[(2 * side)..], c0, c1, c2);
        AddRow(products[(3 * side)..], d0, d1, d2);
    }

    private static void AddRow(Span<long> products, Vector256<float> first, Vector256<float> second, Vector256<float> third)
    {
        Add(products, first);
        Add(products[Lanes..], second);
        Add(products[(2 * Lanes)..], third);
    }

    private static void Add(Span<long> products, Vector256<float> sums)
    {
        var (low, high) = Vector256.Widen(Vector256.ConvertToInt32(sums));
        ref var start = ref MemoryMarshal.GetReference(products);
        (Vector256.LoadUnsafe(ref start) + low).StoreUnsafe(ref start);
        (Vector256.LoadUnsafe(ref start, 4) + high).StoreUnsafe(ref start, 4);
    }
}
