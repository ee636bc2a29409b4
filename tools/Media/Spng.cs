using System.Runtime.InteropServices;

namespace I2M2.Media;

/// <summary>The few entry points of libspng's C API (spng.h, 0.7) that writing and reading need.</summary>
internal static partial class Spng
{
    internal const int Encoder = 2;
    internal const int EncodeToBuffer = 12;
    internal const int Rgb8 = 4;
    internal const int AsInHeader = 256;
    internal const int FinishFile = 2;
    internal const byte TrueColour = 2;
    private const string Library = "libspng.so.0";

    /// <summary>struct spng_ihdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Header
    {
        internal uint Width;
        internal uint Height;
        internal byte BitDepth;
        internal byte ColourType;
        internal byte CompressionMethod;
        internal byte FilterMethod;
        internal byte InterlaceMethod;
    }

    [LibraryImport(Library, EntryPoint = "spng_ctx_new")]
    internal static partial nint New(int flags);

    [LibraryImport(Library, EntryPoint = "spng_ctx_free")]
    internal static partial void Free(nint context);

    [LibraryImport(Library, EntryPoint = "spng_set_option")]
    internal static partial int SetOption(nint context, int option, int value);

    [LibraryImport(Library, EntryPoint = "spng_set_ihdr")]
    internal static partial int SetHeader(nint context, in Header header);

    [LibraryImport(Library, EntryPoint = "spng_encode_image")]
    internal static unsafe partial int EncodeImage(nint context, byte* pixels, nuint length, int format, int flags);

    [LibraryImport(Library, EntryPoint = "spng_set_image_limits")]
    internal static partial int SetImageLimits(nint context, uint width, uint height);

    [LibraryImport(Library, EntryPoint = "spng_set_chunk_limits")]
    internal static partial int SetChunkLimits(nint context, nuint chunk, nuint all);

    [LibraryImport(Library, EntryPoint = "spng_set_png_buffer")]
    internal static unsafe partial int SetBuffer(nint context, byte* file, nuint length);

    [LibraryImport(Library, EntryPoint = "spng_get_ihdr")]
    internal static partial int GetHeader(nint context, out Header header);

    [LibraryImport(Library, EntryPoint = "spng_decode_image")]
    internal static unsafe partial int DecodeImage(nint context, byte* pixels, nuint length, int format, int flags);

    /// <summary>The encoded file; the caller frees it with C's free.</summary>
    [LibraryImport(Library, EntryPoint = "spng_get_png_buffer")]
    internal static unsafe partial byte* TakeFile(nint context, out nuint length, out int error);

    /// <exception cref="InvalidOperationException">The library reports an error.</exception>
    internal static void Check(int code)
    {
        if (code != 0)
            throw new InvalidOperationException($"libspng: {Marshal.PtrToStringUTF8(ErrorText(code)) ?? $"error {code}"}");
    }

    [LibraryImport(Library, EntryPoint = "spng_strerror")]
    private static partial nint ErrorText(int code);
}
