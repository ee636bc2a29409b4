using System.Runtime.InteropServices;

namespace I2M2.Media;

/// <summary>The few entry points of libsndfile's C API (sndfile.h, 1.0 and 1.1) that reading needs.</summary>
internal static partial class SoundFile
{
    internal const int ReadMode = 0x10;
    internal const int TypeMask = 0x0FFF0000;
    internal const int TypeWav = 0x010000;
    internal const int TypeWavExtensible = 0x130000;
    private const string Library = "libsndfile.so.1";

    /// <summary>SF_INFO.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Info
    {
        internal long Frames;
        internal int SampleRate;
        internal int Channels;
        internal int Format;
        internal int Sections;
        internal int Seekable;
    }

    [LibraryImport(Library, EntryPoint = "sf_open", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint Open(string path, int mode, ref Info info);

    /// <summary>Reads frames as float32; 16-bit samples come as value / 32768.</summary>
    [LibraryImport(Library, EntryPoint = "sf_readf_float")]
    internal static unsafe partial long ReadFloat(nint file, float* frames, long count);

    [LibraryImport(Library, EntryPoint = "sf_strerror")]
    internal static partial nint ErrorText(nint file);

    [LibraryImport(Library, EntryPoint = "sf_close")]
    internal static partial int Close(nint file);

    /// <summary>The library's words for the last error; <paramref name="file"/> 0 means of the last failed open.</summary>
    internal static string Error(nint file)
        => (Marshal.PtrToStringUTF8(ErrorText(file)) ?? "unknown error").Trim().TrimEnd('.');
}
