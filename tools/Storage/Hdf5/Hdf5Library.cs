using System.Runtime.InteropServices;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// libhdf5, found once and made safe: it prints nothing, loads no plugin that a file names and follows no link out of a file. Builds of it are
/// thread-safe by one lock over everything, or not at all; calls here hold one lock of ours, which serves both.
/// </summary>
public static class Hdf5Library
{
    internal const string Name = "libhdf5";

    // Debian and Ubuntu, newest first; then Fedora, Arch and conda; then macOS.
    private static readonly string[] Names =
    [
        "libhdf5_serial.so.310", "libhdf5_serial.so.103", "libhdf5_serial.so.100", "libhdf5_serial.so",
        "libhdf5.so.310", "libhdf5.so.200", "libhdf5.so.103", "libhdf5.so", "libhdf5.dylib", "hdf5.dll",
    ];

    private static readonly Lock OneCall = new();
    private static readonly Lazy<nint> Handle = new(Find);
    private static readonly Lazy<Version> Opened = new(Open);

    [ThreadStatic]
    private static bool isSilent;

    static Hdf5Library() =>
        NativeLibrary.SetDllImportResolver(typeof(Hdf5Library).Assembly, (name, _, _) => name == Name ? Handle.Value : 0);

    /// <summary>Version of the library.</summary>
    /// <exception cref="DllNotFoundException">There is none; the message says how to get it.</exception>
    public static Version Version
    {
        get
        {
            using var call = Enter();
            return Opened.Value;
        }
    }

    /// <summary>Until the result is disposed, this thread alone calls the library.</summary>
    /// <exception cref="DllNotFoundException">There is none.</exception>
    internal static Lock.Scope Enter()
    {
        var scope = OneCall.EnterScope();
        try
        {
            _ = Opened.Value;
            // Printing is a setting of each thread.
            if (!isSilent)
                _ = H5.H5Eset_auto2(0, 0, 0);
            isSilent = true;
            return scope;
        }
        catch
        {
            scope.Dispose();
            throw;
        }
    }

    /// <summary>Whether this version exports a function.</summary>
    internal static bool Has(string function) => NativeLibrary.TryGetExport(Handle.Value, function, out _);

    /// <summary>An identifier that the library keeps in a global variable, e.g. "H5T_IEEE_F32LE_g".</summary>
    internal static long Global(string variable) => Marshal.ReadInt64(NativeLibrary.GetExport(Handle.Value, variable));

    private static nint Find()
    {
        foreach (var name in Names)
        {
            if (NativeLibrary.TryLoad(name, out var handle))
                return handle;
        }

        throw new DllNotFoundException(
            $"libhdf5 is not installed (looked for {string.Join(", ", Names)}). Run tools/setup.sh, or: apt-get install hdf5-tools");
    }

    private static Version Open()
    {
        // At the end of the process it would close what damaged files left open inside it, and complain of them; files are closed here.
        _ = H5.H5dont_atexit();
        if (H5.H5open() < 0 || H5.H5get_libversion(out var major, out var minor, out var release) < 0)
            throw new DllNotFoundException("libhdf5 was found and does not start: install it again");
        var version = new Version((int)major, (int)minor, (int)release);
        if (version < new Version(1, 10, 3))
            throw new DllNotFoundException($"libhdf5 {version} is too old: 1.10.3 or later is needed");
        _ = H5.H5Eset_auto2(0, 0, 0);
        // A filter that a file names would be looked for in a folder and run.
        if (H5.H5PLset_loading_state(0) < 0 || H5.H5Lunregister(H5.LinkExternal) < 0)
            throw new DllNotFoundException($"libhdf5 {version} cannot be kept from loading plugins and following external links: use another build");
        return version;
    }
}
