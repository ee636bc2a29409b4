using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.AvMnist;

/// <summary>Second moments of byte vectors in exact integers, so that neither order nor number of workers can change them.</summary>
public static class GramMatrix
{
    // Sums of 32,768 products of bytes stay below 2^32.
    private const int RowsPerBlock = 4096;

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
        var gram = new long[width, width];
        var sums = new long[width];
        Workers.For((rows + RowsPerBlock - 1) / RowsPerBlock, workers, block =>
        {
            var first = block * RowsPerBlock;
            var (products, columns) = Block(pixels.AsSpan(first * width, Math.Min(RowsPerBlock, rows - first) * width), width);
            lock (gram)
            {
                for (var i = 0; i < width; i++)
                {
                    sums[i] += columns[i];
                    for (var j = i; j < width; j++)
                        gram[i, j] += products[(i * width) + j];
                }
            }
        });

        for (var i = 0; i < width; i++)
        {
            for (var j = i; j < width; j++)
                gram[i, j] = gram[j, i] = (rows * gram[i, j]) - (sums[i] * sums[j]);
        }

        return gram;
    }

    /// <summary>Upper triangle of X'X and column sums of a few rows. Four fifths of MNIST's pixels are 0 and are passed over.</summary>
    private static unsafe (uint[] Products, uint[] Sums) Block(ReadOnlySpan<byte> pixels, int width)
    {
        var products = new uint[width * width];
        var sums = new uint[width];
        Span<int> inked = new int[width];
        fixed (uint* start = products)
        {
            for (; pixels.Length > 0; pixels = pixels[width..])
            {
                var count = 0;
                for (var i = 0; i < width; i++)
                {
                    if (pixels[i] != 0)
                        inked[count++] = i;
                    sums[i] += pixels[i];
                }

                for (var a = 0; a < count; a++)
                {
                    uint value = pixels[inked[a]];
                    var row = start + ((long)inked[a] * width);
                    for (var b = a; b < count; b++)
                        row[inked[b]] += value * pixels[inked[b]];
                }
            }
        }

        return (products, sums);
    }
}
