using System.Runtime.InteropServices;

namespace I2M2.Media;

/// <summary>The few entry points of libjpeg-turbo's TurboJPEG C API (turbojpeg.h, 2.1) that reading needs.</summary>
internal static unsafe partial class TurboJpeg
{
    internal const int Rgb = 0;
    internal const int Cmyk = 3;

    /// <summary>A warning, such as of missing data, is an error; no more than 500 scans.</summary>
    internal const int Strict = 8192 | 32768;
    private const string Library = "libturbojpeg.so.0";

    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    internal static partial nint New();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    internal static partial int Free(nint handle);

    [LibraryImport(Library, EntryPoint = "tjDecompressHeader3")]
    internal static partial int ReadHeader(nint handle, byte* file, CULong length, out int width, out int height, out int sampling, out int colours);

    [LibraryImport(Library, EntryPoint = "tjDecompress2")]
    internal static partial int Decompress(nint handle, byte* file, CULong length, byte* pixels, int width, int pitch, int height, int format, int flags);

    /// <summary>What went wrong last.</summary>
    internal static string Error(nint handle) => Marshal.PtrToStringUTF8(ErrorText(handle)) ?? "unknown error";

    [LibraryImport(Library, EntryPoint = "tjGetErrorStr2")]
    private static partial nint ErrorText(nint handle);
}
