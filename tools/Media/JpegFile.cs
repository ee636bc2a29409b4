using I2M2.Shards;

namespace I2M2.Media;

/// <summary>Photograph-like pictures, encoded by TurboJPEG.</summary>
public static class JpegFile
{
    private const int UsualQuality = 90;

    /// <summary>Writes an image of 8 bits a channel, whole or not at all.</summary>
    /// <param name="path">File to make or replace; its folder must exist.</param>
    /// <param name="width">Pixels, 1 or more.</param>
    /// <param name="height">Pixels, 1 or more.</param>
    /// <param name="pixels">[height, width, 3]: red, green, blue.</param>
    /// <param name="quality">1 to 100.</param>
    /// <exception cref="ArgumentException"><paramref name="pixels"/> is not of that size.</exception>
    /// <exception cref="FileNotFoundException">TurboJPEG is not installed.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteRgb(string path, int width, int height, ReadOnlySpan<byte> pixels, int quality = UsualQuality)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        if (pixels.Length != 3L * width * height)
            throw new ArgumentException($"{pixels.Length:#,0} bytes are not {width} x {height} pixels of 3", nameof(pixels));
        var file = Encode(width, height, pixels, quality);
        AtomicFile.Write(path, stream => stream.Write(file));
    }

    private static unsafe byte[] Encode(int width, int height, ReadOnlySpan<byte> pixels, int quality)
    {
        var handle = TurboJpeg.Call(TurboJpeg.NewEncoder);
        byte* file = null;
        try
        {
            nuint length = 0;
            fixed (byte* first = pixels)
            {
                if (TurboJpeg.Encode(handle, first, width, 3 * width, height, TurboJpeg.Rgb, ref file, ref length, TurboJpeg.Chroma420, quality, TurboJpeg.AccurateDct) != 0)
                    throw new InvalidOperationException($"TurboJPEG: {TurboJpeg.Complaint(handle)}");
            }

            return new ReadOnlySpan<byte>(file, checked((int)length)).ToArray();
        }
        finally
        {
            TurboJpeg.FreeFile(file);
            TurboJpeg.Free(handle);
        }
    }
}
