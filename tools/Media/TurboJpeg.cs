using System.Runtime.InteropServices;

namespace I2M2.Media;

/// <summary>The few entry points of TurboJPEG's C API (turbojpeg.h, 2.1) that reading and writing need.</summary>
internal static partial class TurboJpeg
{
    internal const int Rgb = 0, Cmyk = 11;
    internal const int CmykSpace = 3, YcckSpace = 4;
    internal const int Chroma420 = 2;

    // Pillow's decoder is as accurate, and stops nowhere; scans beyond 500 are a bomb.
    internal const int AccurateDct = 4096, StopOnWarning = 8192, LimitScans = 32768;
    private const string Library = "libturbojpeg.so.0";

    /// <summary>Runs something of the library.</summary>
    /// <exception cref="FileNotFoundException">It is not installed.</exception>
    internal static T Call<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (DllNotFoundException e)
        {
            throw new FileNotFoundException($"{Library}, which reads and writes JPEG files, is not installed: sudo apt install libturbojpeg0", e);
        }
    }

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    internal static partial nint NewDecoder();

    [LibraryImport(Library, EntryPoint = "tjInitCompress")]
    internal static partial nint NewEncoder();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    internal static partial void Free(nint handle);

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    internal static unsafe partial int ReadHeader(nint handle, byte* file, nuint length, out int width, out int height, out int subsampling, out int colourSpace);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    internal static unsafe partial int Decode(nint handle, byte* file, nuint length, byte* pixels, int width, int pitch, int height, int format, int flags);

    [LibraryImport(Library, EntryPoint = "tjCompress2")]
    internal static unsafe partial int Encode(nint handle, byte* pixels, int width, int pitch, int height, int format, ref byte* file, ref nuint length, int subsampling, int quality, int flags);

    [LibraryImport(Library, EntryPoint = "tjFree")]
    internal static unsafe partial void FreeFile(byte* file);

    /// <summary>What the last call on a handle complained of.</summary>
    internal static string Complaint(nint handle) => Marshal.PtrToStringUTF8(ErrorText(handle)) ?? "no reason given";

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial nint ErrorText(nint handle);
}
