using System.Runtime.InteropServices;
using I2M2.Shards;

namespace I2M2.Media;

/// <summary>Pictures to look at, encoded by libspng.</summary>
public static class PngFile
{
    /// <summary>Writes an image of 8 bits a channel, whole or not at all.</summary>
    /// <param name="path">File to make or replace; its folder must exist.</param>
    /// <param name="width">Pixels, 1 or more.</param>
    /// <param name="height">Pixels, 1 or more.</param>
    /// <param name="pixels">[height, width, 3]: red, green, blue.</param>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is not of that size.</exception>
    /// <exception cref="FileNotFoundException">libspng is not installed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteRgb(string path, int width, int height, ReadOnlySpan<byte> pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.Length != 3L * width * height)
            throw new ArgumentException($"{pixels.Length:#,0} bytes are not {width} x {height} pixels of 3", nameof(pixels));
        byte[] file;
        try
        {
            file = Encode(width, height, pixels);
        }
        catch (DllNotFoundException e)
        {
            throw new FileNotFoundException("libspng.so.0, which writes PNG files, is not installed: sudo apt install libspng0", e);
        }

        AtomicFile.Write(path, stream => stream.Write(file));
    }

    private static unsafe byte[] Encode(int width, int height, ReadOnlySpan<byte> pixels)
    {
        var context = Spng.New(Spng.Encoder);
        if (context == 0)
            throw new InvalidOperationException("libspng: no memory for an encoder");
        try
        {
            Spng.Check(Spng.SetOption(context, Spng.EncodeToBuffer, 1));
            Spng.Check(Spng.SetHeader(context, new Spng.Header { Width = (uint)width, Height = (uint)height, BitDepth = 8, ColourType = Spng.TrueColour }));
            fixed (byte* first = pixels)
                Spng.Check(Spng.EncodeImage(context, first, (nuint)pixels.Length, Spng.AsInHeader, Spng.FinishFile));
            var encoded = Spng.TakeFile(context, out var length, out var error);
            try
            {
                Spng.Check(error);
                return new ReadOnlySpan<byte>(encoded, checked((int)length)).ToArray();
            }
            finally
            {
                NativeMemory.Free(encoded);
            }
        }
        finally
        {
            Spng.Free(context);
        }
    }
}
