using I2M2.Shards;

namespace I2M2.Media;

/// <summary>JPEG files through TurboJPEG.</summary>
internal static unsafe class JpegDecoder
{
    /// <exception cref="InputRefusedException">The header is no JPEG's.</exception>
    internal static ImageSize Measure(string name, ReadOnlySpan<byte> file)
    {
        using var decoder = new Decoder(name, file);
        return JpegMarkers.Of(file).IsTurned ? new(decoder.Size.Height, decoder.Size.Width) : decoder.Size;
    }

    // A block of 8 x 8 pixels can become 4 x 4, 2 x 2 or one at no cost: fewer of its frequencies are turned into pixels.
    private static readonly int[] Fractions = [8, 4, 2];

    /// <param name="name">Named in errors.</param>
    /// <param name="file">The file.</param>
    /// <param name="enough">Pixels of the shorter side that will do; 0: all that there are.</param>
    /// <exception cref="InputRefusedException">Damaged, or cut short.</exception>
    internal static RgbImage Decode(string name, ReadOnlySpan<byte> file, int enough)
    {
        using var decoder = new Decoder(name, file);
        var markers = JpegMarkers.Of(file);
        var (width, height) = Scaled(decoder.Size, enough);
        byte[] pixels;
        if (decoder.IsCmyk)
        {
            var inks = new byte[4 * width * height];
            decoder.Decode(file, inks, width, height, TurboJpeg.Cmyk, 4);
            pixels = FromInks(inks, markers.IsAdobe);
        }
        else
        {
            pixels = new byte[3 * width * height];
            decoder.Decode(file, pixels, width, height, TurboJpeg.Rgb, 3);
        }

        return markers.Orientation == 1 ? new RgbImage(width, height, pixels) : Upright(new RgbImage(width, height, pixels), markers);
    }

    private static ImageSize Scaled(ImageSize size, int enough)
    {
        var fraction = enough < 1 ? 1 : Fractions.FirstOrDefault(f => Math.Min(size.Width, size.Height) >= (long)f * enough, 1);
        return new((size.Width + fraction - 1) / fraction, (size.Height + fraction - 1) / fraction);
    }

    // Adobe writes 255 for no ink. Light passes what neither the colour's ink nor black takes.
    private static byte[] FromInks(byte[] inks, bool inverted)
    {
        var pixels = new byte[inks.Length / 4 * 3];
        for (var p = 0; p < inks.Length / 4; p++)
        {
            var black = Light(inks[(4 * p) + 3]);
            for (var c = 0; c < 3; c++)
            {
                var product = (Light(inks[(4 * p) + c]) * black) + 128;
                pixels[(3 * p) + c] = (byte)((product + (product >> 8)) >> 8);
            }
        }

        return pixels;

        int Light(byte ink) => inverted ? ink : 255 - ink;
    }

    private static RgbImage Upright(RgbImage image, JpegMarkers markers)
    {
        var (width, height) = markers.IsTurned ? (image.Height, image.Width) : (image.Width, image.Height);
        var pixels = new byte[3 * width * height];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var (y, x) = markers.Orientation switch
                {
                    2 => (row, image.Width - 1 - column),
                    3 => (image.Height - 1 - row, image.Width - 1 - column),
                    4 => (image.Height - 1 - row, column),
                    5 => (column, row),
                    6 => (image.Height - 1 - column, row),
                    7 => (image.Height - 1 - column, image.Width - 1 - row),
                    _ => (column, image.Width - 1 - row),
                };
                image.Pixels.AsSpan(3 * ((y * image.Width) + x), 3).CopyTo(pixels.AsSpan(3 * ((row * width) + column)));
            }
        }

        return new RgbImage(width, height, pixels);
    }

    private sealed class Decoder : IDisposable
    {
        private readonly string name;
        private readonly nint handle = TurboJpeg.Call(TurboJpeg.NewDecoder);

        internal Decoder(string name, ReadOnlySpan<byte> file)
        {
            this.name = name;
            try
            {
                fixed (byte* bytes = file)
                {
                    if (TurboJpeg.ReadHeader(handle, bytes, (nuint)file.Length, out var width, out var height, out _, out var space) != 0 || width < 1 || height < 1)
                        throw ImageDecoder.Refused(name, $"damaged or cut short, as a JPEG: {TurboJpeg.Complaint(handle)}");
                    (Size, IsCmyk) = (new(width, height), space is TurboJpeg.CmykSpace or TurboJpeg.YcckSpace);
                }
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        internal ImageSize Size { get; }

        internal bool IsCmyk { get; }

        public void Dispose() => TurboJpeg.Free(handle);

        internal void Decode(ReadOnlySpan<byte> file, byte[] into, int width, int height, int format, int channels)
        {
            fixed (byte* bytes = file, pixels = into)
            {
                const int Flags = TurboJpeg.AccurateDct | TurboJpeg.LimitScans;
                if (TurboJpeg.Decode(handle, bytes, (nuint)file.Length, pixels, width, channels * width, height, format, Flags | TurboJpeg.StopOnWarning) == 0)
                    return;

                // Bytes between two markers, which some cameras leave, cost nothing; every other warning is about what is missing.
                if (IsHarmless(TurboJpeg.Complaint(handle))
                    && (TurboJpeg.Decode(handle, bytes, (nuint)file.Length, pixels, width, channels * width, height, format, Flags) == 0 || IsHarmless(TurboJpeg.Complaint(handle))))
                    return;
                throw ImageDecoder.Refused(name, $"damaged or cut short, as a JPEG: {TurboJpeg.Complaint(handle)}");
            }
        }

        private static bool IsHarmless(string complaint) => complaint.Contains("extraneous bytes before marker", StringComparison.Ordinal);
    }
}
