using I2M2.Shards;

namespace I2M2.Media;

/// <summary>
/// Pictures of JPEG and PNG files, by what the files hold and not by their names. Grey becomes three equal channels; alpha is dropped, not blended; of 16 bits the upper eight stay;
/// CMYK is converted as Pillow does; the orientation that a camera noted is applied; of an animated PNG the still picture counts. What is cut short is refused: no picture has grey rows.
/// </summary>
public static class ImageDecoder
{
    private const string Remedy = "fetch the file again, or leave such pictures out";
    private static readonly ImageLimits UsualLimits = new();

    /// <summary>A picture's size, from its header.</summary>
    /// <param name="name">Named in errors.</param>
    /// <param name="file">The file.</param>
    /// <param name="limits">Null: the usual ones.</param>
    /// <exception cref="InputRefusedException">No JPEG or PNG, or beyond the limits.</exception>
    /// <exception cref="FileNotFoundException">A library is not installed.</exception>
    public static ImageSize Measure(string name, ReadOnlySpan<byte> file, ImageLimits? limits = null)
    {
        RequireKind(name, file);
        var size = IsPng(file) ? PngDecoder.Measure(name, file) : JpegDecoder.Measure(name, file);
        limits ??= UsualLimits;
        return size.Width <= limits.Side && size.Height <= limits.Side && (long)size.Width * size.Height <= limits.Pixels
            ? size
            : throw Refused(name, $"{size.Width:#,0} x {size.Height:#,0} pixels, more than {limits.Side:#,0} a side or {limits.Pixels:#,0} altogether");
    }

    /// <summary>Decodes a picture.</summary>
    /// <param name="name">Named in errors.</param>
    /// <param name="file">The file.</param>
    /// <param name="limits">Null: the usual ones.</param>
    /// <param name="enough">Pixels of the shorter side that will do: a large JPEG is decoded at a half, a quarter or an eighth of its size as long as so many are left. 0: all that there are.</param>
    /// <exception cref="InputRefusedException">No JPEG or PNG, damaged, cut short, or beyond the limits.</exception>
    /// <exception cref="FileNotFoundException">A library is not installed.</exception>
    public static RgbImage Decode(string name, ReadOnlySpan<byte> file, ImageLimits? limits = null, int enough = 0)
    {
        var size = Measure(name, file, limits);
        return IsPng(file) ? PngDecoder.Decode(name, file, size) : JpegDecoder.Decode(name, file, enough);
    }

    /// <summary>For a file that cannot be decoded.</summary>
    internal static InputRefusedException Refused(string name, string problem) => new(name, problem, Remedy);

    private static bool IsPng(ReadOnlySpan<byte> file) => file.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

    private static void RequireKind(string name, ReadOnlySpan<byte> file)
    {
        if (IsPng(file) || file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return;
        var text = file[..Math.Min(file.Length, 256)].TrimStart(" \t\r\n\uFEFF"u8);
        var found = file.IsEmpty ? "an empty file"
            : file.StartsWith("GIF8"u8) ? "a GIF"
            : file.StartsWith("RIFF"u8) ? "a WebP or other RIFF file"
            : file.StartsWith("BM"u8) ? "a bitmap (BMP)"
            : text.StartsWith("<"u8) ? "a text that begins with '<', such as the HTML of an error page"
            : "something else";
        throw Refused(name, $"expected a JPEG or PNG, found {found}");
    }
}
