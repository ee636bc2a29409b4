using I2M2.Media;

namespace I2M2.Tests.Images;

/// <summary>Small pictures, each of its own size and colour.</summary>
internal static class Picture
{
    /// <summary>Writes one as PNG, whatever the name says.</summary>
    internal static void Write(string path, int number)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var (width, height) = Size(number);
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)((number * 37) + (i * (number + 1)));
        PngFile.WriteRgb(path, width, height, pixels);
    }

    internal static (int Width, int Height) Size(int number) => (8 + number, 6 + (2 * number));
}
