using System.Runtime.InteropServices;

namespace I2M2.Storage.Hdf5;

/// <summary>
/// The library, set up once: it prints nothing, loads no filter plugin (a file may name one, and nothing a file names is run), and its calls,
/// which it would line up itself, come one after the other.
/// </summary>
internal static unsafe class Hdf5Library
{
    // An error's path through the library can be long; the first lines are where it began.
    private const int MostLines = 3;
    private static readonly Lock Gate = new();
    private static readonly List<string> Lines = [];
    private static bool isReady;

    /// <summary>Takes the library for a few calls.</summary>
    internal static Lock.Scope Enter()
    {
        var scope = Gate.EnterScope();
        if (isReady)
            return scope;
        try
        {
            Check(Hdf5Native.H5open(), "start the library");
            Check(Hdf5Native.H5Eset_auto2(0, 0, 0), "silence the library");
            Check(Hdf5Native.H5PLset_loading_state(0), "switch plugins off");
            isReady = true;
        }
        catch
        {
            scope.Dispose();
            throw;
        }

        return scope;
    }

    /// <summary>A type that the library knows by name, e.g. NATIVE_FLOAT.</summary>
    internal static long Type(string name) => Exported($"H5T_{name}_g");

    /// <summary>A kind of property list, e.g. FILE_ACCESS.</summary>
    internal static long Properties(string name) => Check(Hdf5Native.H5Pcreate(Exported($"H5P_CLS_{name}_ID_g")), "make a property list");

    /// <summary>A result that is negative when the call failed.</summary>
    /// <exception cref="Hdf5Exception">It failed.</exception>
    internal static int Check(int result, string purpose) => result >= 0 ? result : throw Failure(purpose);

    /// <inheritdoc cref="Check(int, string)"/>
    internal static long Check(long result, string purpose) => result >= 0 ? result : throw Failure(purpose);

    private static long Exported(string name) => *(long*)NativeLibrary.GetExport(Hdf5Native.Handle, name);

    private static Hdf5Exception Failure(string purpose)
    {
        Lines.Clear();
        _ = Hdf5Native.H5Ewalk2(0, 0, &Note, 0);
        _ = Hdf5Native.H5Eclear2(0);
        return new Hdf5Exception($"{purpose}: {(Lines.Count > 0 ? string.Join("; ", Lines) : "no reason is given")}");
    }

    [UnmanagedCallersOnly]
    private static int Note(uint number, Hdf5Native.ErrorRecord* record, nint data)
    {
        if (Lines.Count < MostLines && Marshal.PtrToStringUTF8((nint)record->Description) is { Length: > 0 } text)
            Lines.Add(text);
        return 0;
    }
}
