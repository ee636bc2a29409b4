using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Media;

/// <summary>
/// Decodes JPEG through libturbojpeg and PNG through libspng, by content, whatever a name says. Grey becomes red, green and blue alike, transparency is dropped, of 16 bits the high
/// byte is kept; CMYK is refused. The pixels are as they are stored: an orientation in EXIF is not applied. A file that is cut off or damaged is refused, not half decoded.
/// </summary>
public static unsafe class ImageDecoder
{
    // 64 million pixels are 192 MB.
    private const int MostPixels = 1 << 26;
    private const int MostSide = 1 << 15;
    private const int MostChunk = 1 << 20;
    private const string Remedy = "fetch it again, or convert it to JPEG or PNG of 8 bits a channel";

    /// <summary>Decodes a file.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="file">Its bytes.</param>
    /// <exception cref="InputRefusedException">Not a whole JPEG or PNG, of another kind than those, or too large.</exception>
    /// <exception cref="FileNotFoundException">libturbojpeg or libspng is not installed.</exception>
    public static RgbImage Decode(string name, ReadOnlySpan<byte> file) => Read(name, file, isWhole: true);

    /// <summary>The size that a file's header says.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="file">Its bytes.</param>
    /// <exception cref="InputRefusedException">Not the header of a JPEG or PNG that <see cref="Decode"/> would take.</exception>
    /// <exception cref="FileNotFoundException">libturbojpeg or libspng is not installed.</exception>
    public static ImageSize Measure(string name, ReadOnlySpan<byte> file)
    {
        var image = Read(name, file, isWhole: false);
        return new ImageSize(image.Width, image.Height);
    }

    private static RgbImage Read(string name, ReadOnlySpan<byte> file, bool isWhole)
    {
        try
        {
            if (file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
                return ReadJpeg(name, file, isWhole);
            if (file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]))
                return ReadPng(name, file, isWhole);
        }
        catch (DllNotFoundException e)
        {
            throw new FileNotFoundException("a library that reads images is not installed: sudo apt install libturbojpeg0 libspng0", e);
        }

        throw Refuse(name, file.IsEmpty ? "empty" : file.TrimStart(" \r\n\t"u8).StartsWith("<"u8) ? "a web page, not an image" : "neither JPEG nor PNG");
    }

    private static RgbImage ReadJpeg(string name, ReadOnlySpan<byte> file, bool isWhole)
    {
        var handle = TurboJpeg.New();
        if (handle == 0)
            throw new InsufficientMemoryException("libturbojpeg: no memory for a decoder");
        try
        {
            fixed (byte* bytes = file)
            {
                var length = new CULong((nuint)file.Length);
                if (TurboJpeg.ReadHeader(handle, bytes, length, out var width, out var height, out _, out var colours) != 0)
                    throw Refuse(name, $"JPEG: {TurboJpeg.Error(handle)}");
                if (colours >= TurboJpeg.Cmyk)
                    throw Refuse(name, "JPEG of CMYK, whose colours are not defined without a profile");
                var pixels = Room(name, (uint)width, (uint)height, isWhole);
                fixed (byte* first = pixels)
                {
                    if (isWhole && TurboJpeg.Decompress(handle, bytes, length, first, width, 3 * width, height, TurboJpeg.Rgb, TurboJpeg.Strict) != 0)
                        throw Refuse(name, $"JPEG: {TurboJpeg.Error(handle)}");
                }

                return new RgbImage(width, height, pixels);
            }
        }
        finally
        {
            _ = TurboJpeg.Free(handle);
        }
    }

    private static RgbImage ReadPng(string name, ReadOnlySpan<byte> file, bool isWhole)
    {
        var context = Spng.New(0);
        if (context == 0)
            throw new InsufficientMemoryException("libspng: no memory for a decoder");
        try
        {
            fixed (byte* bytes = file)
            {
                Spng.Check(Spng.SetImageLimits(context, MostSide, MostSide));
                Spng.Check(Spng.SetChunkLimits(context, MostChunk, 4 * MostChunk));
                Spng.Check(Spng.SetBuffer(context, bytes, (nuint)file.Length));
                Spng.Check(Spng.GetHeader(context, out var header));
                var pixels = Room(name, header.Width, header.Height, isWhole);
                fixed (byte* first = pixels)
                {
                    if (isWhole)
                        Spng.Check(Spng.DecodeImage(context, first, (nuint)pixels.Length, Spng.Rgb8, 0));
                }

                return new RgbImage((int)header.Width, (int)header.Height, pixels);
            }
        }
        catch (InvalidOperationException e)
        {
            throw Refuse(name, $"PNG: {e.Message}", e);
        }
        finally
        {
            Spng.Free(context);
        }
    }

    private static byte[] Room(string name, uint width, uint height, bool isWhole)
    {
        if (width is 0 or > MostSide || height is 0 or > MostSide || (long)width * height > MostPixels)
            throw Refuse(name, $"{width:#,0} x {height:#,0} pixels; 1 to {MostPixels:#,0}, at most {MostSide:#,0} a side, are expected");
        return isWhole ? new byte[3 * width * height] : [];
    }

    private static InputRefusedException Refuse(string name, string problem, Exception? inner = null) => new(name, problem, Remedy, inner);
}
