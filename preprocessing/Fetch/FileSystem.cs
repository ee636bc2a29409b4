using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace I2M2.Preprocessing.Fetch;

/// <summary>Forces thousands of new files to disk at once; one fsync for each would take milliseconds a file.</summary>
internal static partial class FileSystem
{
    /// <summary>Returns when everything written to the file system of <paramref name="file"/> is on the disk.</summary>
    /// <exception cref="IOException">The disk reports an error.</exception>
    internal static void Sync(FileStream file)
    {
        if (SyncFs(file.SafeFileHandle) != 0)
            throw new IOException($"{file.Name}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
    }

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(SafeFileHandle file);
}
