using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using I2M2.Cli;

namespace I2M2.Storage.Hdf5;

/// <summary>What the library itself says about a call that failed.</summary>
internal static unsafe class Hdf5ErrorStack
{
    private const int Downward = 1;

    [ThreadStatic]
    private static List<string>? found;

    /// <summary>This thread's errors, from the cause outwards, and forgets them; "" when there is none. It quotes names, never values.</summary>
    internal static string Take()
    {
        found = [];
        // From the call inwards, so that the cause comes last.
        _ = H5.H5Ewalk2(0, Downward, &Visit, 0);
        _ = H5.H5Eclear2(0);
        found.Reverse();
        // The cause and what it stopped; the calls between say nothing more.
        var told = found.Where(d => d.Length > 0).Distinct().ToList();
        return SafeText.ForTerminal(string.Join(" <- ", told.Count > 3 ? [told[0], told[1], told[^1]] : told), longest: 300);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Visit(uint position, H5.ErrorRecord* error, nint data)
    {
        found!.Add(Marshal.PtrToStringUTF8((nint)error->Description) ?? "");
        return 0;
    }
}
