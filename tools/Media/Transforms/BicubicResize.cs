using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace I2M2.Media.Transforms;

/// <summary>
/// Pillow's bicubic resizing: each new pixel is a weighted sum of the old ones within two old, or two new, pixels of it, whichever is more (so that nothing folds back when a picture
/// shrinks), across first, then down, rounded to 8 bits after each; weights are whole numbers of 22 binary places. The same bytes as Pillow's.
/// </summary>
public static class BicubicResize
{
    private const int Places = 32 - 8 - 2;
    private const int Channels = 3;

    // Of Catmull and Rom; Pillow's, where PyTorch's is -0.75.
    private const double A = -0.5;

    /// <summary>Resizes a part of a picture, as if it were a picture by itself.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="part">Which part.</param>
    /// <param name="width">Pixels across, of the result.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="into">[height, width, 3].</param>
    public static void Run(RgbImage image, PicturePart part, int width, int height, Span<byte> into)
    {
        var (across, down) = (Weights.Between(part.Width, width), Weights.Between(part.Height, height));
        var turned = ArrayPool<byte>.Shared.Rent(Channels * width * part.Height);
        try
        {
            for (var row = 0; row < part.Height; row++)
                Across(image.Pixels.AsSpan(Channels * (((row + part.Top) * image.Width) + part.Left), Channels * part.Width), across, turned.AsSpan(Channels * width * row, Channels * width));
            for (var row = 0; row < height; row++)
                Down(turned, Channels * width, down, row, into.Slice(Channels * width * row, Channels * width));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(turned);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Across(ReadOnlySpan<byte> line, Weights weights, Span<byte> into)
    {
        for (var x = 0; x < weights.Count; x++)
        {
            var first = weights.First(x);
            var of = weights.Of(x);
            var (red, green, blue) = (1 << (Places - 1), 1 << (Places - 1), 1 << (Places - 1));
            var pixels = line[(Channels * first)..];
            for (var k = 0; k < of.Length; k++)
            {
                red += pixels[Channels * k] * of[k];
                green += pixels[(Channels * k) + 1] * of[k];
                blue += pixels[(Channels * k) + 2] * of[k];
            }

            (into[Channels * x], into[(Channels * x) + 1], into[(Channels * x) + 2]) = (Clipped(red), Clipped(green), Clipped(blue));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Down(ReadOnlySpan<byte> lines, int stride, Weights weights, int row, Span<byte> into)
    {
        var first = weights.First(row);
        var of = weights.Of(row);
        var at = 0;
        for (; at <= stride - Vector256<int>.Count; at += Vector256<int>.Count)
        {
            var sums = Vector256.Create(1 << (Places - 1));
            for (var k = 0; k < of.Length; k++)
            {
                var bytes = Vector64.Create<byte>(lines.Slice(((first + k) * stride) + at, Vector64<byte>.Count));
                var wide = Vector128.WidenLower(bytes.ToVector128Unsafe());
                sums += Vector256.Create(Vector128.WidenLower(wide), Vector128.WidenUpper(wide)).AsInt32() * of[k];
            }

            sums = Vector256.Min(Vector256.Max(sums >> Places, Vector256<int>.Zero), Vector256.Create(255));
            for (var i = 0; i < Vector256<int>.Count; i++)
                into[at + i] = (byte)sums[i];
        }

        for (; at < stride; at++)
        {
            var sum = 1 << (Places - 1);
            for (var k = 0; k < of.Length; k++)
                sum += lines[((first + k) * stride) + at] * of[k];
            into[at] = Clipped(sum);
        }
    }

    private static byte Clipped(int sum) => (byte)Math.Clamp(sum >> Places, 0, 255);

    private sealed class Weights
    {
        private readonly int[] firsts;
        private readonly int[] counts;
        private readonly int[] all;
        private readonly int most;

        private Weights(int from, int to)
        {
            Count = to;
            var scale = (double)from / to;
            var widening = Math.Max(1, scale);
            var support = 2 * widening;
            most = ((int)Math.Ceiling(support) * 2) + 1;
            (firsts, counts, all) = (new int[to], new int[to], new int[to * most]);
            var real = new double[most];
            for (var x = 0; x < to; x++)
            {
                var centre = (x + 0.5) * scale;
                var first = Math.Max(0, (int)(centre - support + 0.5));
                var count = Math.Min(from, (int)(centre + support + 0.5)) - first;
                var sum = 0.0;
                for (var k = 0; k < count; k++)
                    sum += real[k] = Cubic((k + first - centre + 0.5) / widening);
                (firsts[x], counts[x]) = (first, count);
                for (var k = 0; k < count; k++)
                    all[(x * most) + k] = (int)((real[k] / sum * (1 << Places)) + (real[k] < 0 ? -0.5 : 0.5));
            }
        }

        internal int Count { get; }

        // Pictures of a data set come in few sizes.
        internal static Weights Between(int from, int to) => Cache.GetOrAdd((from, to), key => new Weights(key.From, key.To));

        /// <summary>The first old pixel that a new one is made of.</summary>
        internal int First(int x) => firsts[x];

        /// <summary>The weights of that and the following ones.</summary>
        internal ReadOnlySpan<int> Of(int x) => all.AsSpan(x * most, counts[x]);

        private static BoundedCache Cache { get; } = new();

        private static double Cubic(double x)
        {
            x = Math.Abs(x);
            return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1 : x < 2 ? ((((x - 5) * x) + 8) * x * A) - (4 * A) : 0;
        }

        private sealed class BoundedCache
        {
            private const int Most = 4096;
            private readonly System.Collections.Concurrent.ConcurrentDictionary<(int From, int To), Weights> known = new();

            internal Weights GetOrAdd((int From, int To) key, Func<(int From, int To), Weights> make)
            {
                if (known.TryGetValue(key, out var there))
                    return there;
                if (known.Count >= Most)
                    known.Clear();
                return known.GetOrAdd(key, make);
            }
        }
    }
}

/// <summary>A part of a picture.</summary>
/// <param name="Left">Pixels to the left of it.</param>
/// <param name="Top">Pixels above it.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
public readonly record struct PicturePart(int Left, int Top, int Width, int Height)
{
    /// <summary>All of a picture.</summary>
    public static PicturePart All(RgbImage image) => new(0, 0, image.Width, image.Height);
}
