namespace I2M2.Media.Transforms;

/// <summary>
/// Two of ten operations, drawn with replacement, each done half of the time, at 7 tenths of their strength (Cubuk et al. 2020, as FIBER has them). Arithmetic is in 8 bits; what comes
/// in from outside is grey 128. Pictures are square, [S, S, 3].
/// </summary>
internal static class RandAugment
{
    private const int Operations = 2;
    private const double Level = 0.7, Enhance = (Level * 1.8) + 0.1, Shear = Level * 0.3, Shift = Level * 10, Turn = Level * 30;
    private const byte Outside = 128;

    /// <summary>Augments a picture in place.</summary>
    /// <param name="pixels">[side, side, 3].</param>
    /// <param name="side">Rows and columns.</param>
    /// <param name="random">What decides.</param>
    /// <param name="wraps">Whether sharpened values below 0 and above 255 wrap around, as the paper's code has it, instead of staying there.</param>
    internal static void Run(Span<byte> pixels, int side, PictureRandom random, bool wraps)
    {
        for (var k = 0; k < Operations; k++)
        {
            var operation = random.Below(10);
            if (!random.Coin())
                continue;
            var sign = operation >= 5 && random.Coin() ? -1 : 1;
            switch (operation)
            {
                case 1:
                    Stretch(pixels);
                    break;
                case 2:
                    Equalize(pixels);
                    break;
                case 3:
                    foreach (ref var value in pixels)
                        value = (byte)Math.Min(255, value * Enhance);
                    break;
                case 4:
                    Sharpen(pixels, side, wraps);
                    break;
                case 5:
                    Warp(pixels, side, 1, sign * Shear, 0, 0, 1, 0);
                    break;
                case 6:
                    Warp(pixels, side, 1, 0, 0, sign * Shear, 1, 0);
                    break;
                case 7:
                    Warp(pixels, side, 1, 0, -sign * Shift, 0, 1, 0);
                    break;
                case 8:
                    Warp(pixels, side, 1, 0, 0, 0, 1, -sign * Shift);
                    break;
                case 9:
                    var (sine, cosine) = Math.SinCos(sign * Turn * Math.PI / 180);
                    var middle = side / 2.0;
                    Warp(pixels, side, cosine, sine, ((1 - cosine) * middle) - (sine * middle), -sine, cosine, (sine * middle) + ((1 - cosine) * middle));
                    break;
            }
        }
    }

    // Each channel's least value to 0 and greatest to 255.
    private static void Stretch(Span<byte> pixels)
    {
        for (var c = 0; c < 3; c++)
        {
            var (least, most) = (255, 0);
            for (var p = c; p < pixels.Length; p += 3)
                (least, most) = (Math.Min(least, pixels[p]), Math.Max(most, pixels[p]));
            if (most <= least)
                continue;
            var scale = 255.0 / (most - least);
            for (var p = c; p < pixels.Length; p += 3)
                pixels[p] = (byte)Math.Clamp((pixels[p] * scale) - (least * scale), 0, 255);
        }
    }

    // As Pillow's: each channel's values by how many there are below, in steps of a 255th of all but the most of the greatest.
    private static void Equalize(Span<byte> pixels)
    {
        for (var c = 0; c < 3; c++)
        {
            var counts = new int[256];
            for (var p = c; p < pixels.Length; p += 3)
                counts[pixels[p]]++;
            var last = Array.FindLastIndex(counts, n => n > 0);
            var step = ((pixels.Length / 3) - counts[last]) / 255;
            if (step == 0)
                continue;
            var (table, sum) = (new byte[256], step / 2);
            for (var value = 0; value < 256; sum += counts[value++])
                table[value] = (byte)Math.Min(255, sum / step);
            for (var p = c; p < pixels.Length; p += 3)
                pixels[p] = table[pixels[p]];
        }
    }

    // Away from a smoothed picture; the border stays as it is.
    private static void Sharpen(Span<byte> pixels, int side, bool wraps)
    {
        var old = pixels.ToArray();
        for (var row = 1; row < side - 1; row++)
        {
            for (var at = 3 * ((row * side) + 1); at < 3 * ((row * side) + side - 1); at++)
            {
                var sum = 4.0 * old[at];
                for (var line = -1; line <= 1; line++)
                    sum += old[at + (3 * ((line * side) - 1))] + old[at + (3 * line * side)] + old[at + (3 * ((line * side) + 1))];
                var smooth = sum / 13;
                var value = smooth + (Enhance * (old[at] - smooth));
                pixels[at] = wraps ? unchecked((byte)(int)value) : (byte)Math.Clamp(value, 0, 255);
            }
        }
    }

    // Old places (x, y) go to (a x + b y + c, d x + e y + f); between pixels linearly.
    private static void Warp(Span<byte> pixels, int side, double a, double b, double c, double d, double e, double f)
    {
        var old = pixels.ToArray();
        var determinant = (a * e) - (b * d);
        for (var row = 0; row < side; row++)
        {
            for (var column = 0; column < side; column++)
            {
                var (across, down) = (column - c, row - f);
                var (x, y) = (((e * across) - (b * down)) / determinant, ((a * down) - (d * across)) / determinant);
                var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
                var (right, below) = (x - left, y - top);
                for (var k = 0; k < 3; k++)
                {
                    var value = ((1 - below) * (((1 - right) * At(old, side, top, left, k)) + (right * At(old, side, top, left + 1, k))))
                        + (below * (((1 - right) * At(old, side, top + 1, left, k)) + (right * At(old, side, top + 1, left + 1, k))));
                    pixels[(3 * ((row * side) + column)) + k] = (byte)Math.Clamp(Math.Round(value), 0, 255);
                }
            }
        }
    }

    private static double At(byte[] pixels, int side, int row, int column, int channel) =>
        (uint)row < (uint)side && (uint)column < (uint)side ? pixels[(3 * ((row * side) + column)) + channel] : Outside;
}
