namespace I2M2.Shards;

/// <summary>Small files read whole, under a limit that holds for pipes and devices too, whose length nobody knows before.</summary>
public static class BoundedFile
{
    // ELOOP and EIO.
    private const int TooManyLinks = 40, DeviceError = 5;

    /// <summary>The bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">Bytes; more are refused.</param>
    /// <param name="what">What it should be, e.g. "vocabulary"; for messages.</param>
    /// <param name="remedy">What the user can do.</param>
    /// <exception cref="InputRefusedException">Not there, a folder, not readable, or larger than the limit.</exception>
    public static byte[] Read(string path, int limit, string what, string remedy)
    {
        if (Directory.Exists(path))
            throw new InputRefusedException(path, $"a folder; a {what} is expected", remedy);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            var bytes = new byte[Math.Clamp(file.CanSeek ? file.Length : 0, 1 << 12, limit) + 1];
            var count = 0;
            while (file.Read(bytes, count, bytes.Length - count) is > 0 and var read)
            {
                count += read;
                if (count > limit)
                    throw new InputRefusedException(path, $"larger than {limit >> 20} MiB, which no {what} is", remedy);
                if (count == bytes.Length)
                    Array.Resize(ref bytes, (int)Math.Min(bytes.Length * 2L, limit + 1L));
            }

            return bytes[..count];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InputRefusedException(path, "no such file", remedy, e);
        }
        catch (IOException e) when (e.HResult is TooManyLinks or DeviceError)
        {
            throw new InputRefusedException(path, e.HResult == TooManyLinks ? "a link that leads nowhere" : "the disk could not read it", remedy, e);
        }
    }
}
