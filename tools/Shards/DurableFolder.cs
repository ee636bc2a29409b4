using System.Runtime.InteropServices;

namespace I2M2.Shards;

/// <summary>Folders of results: made for their owner alone, their entries forced to disk.</summary>
public static partial class DurableFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folder and its missing parents, mode 0700. A folder that exists keeps its mode.</summary>
    public static void Create(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        // One by one: a mode given for several is that of the last alone.
        var missing = new Stack<string>();
        for (var at = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)); at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
            missing.Push(at);
        foreach (var made in missing)
            Directory.CreateDirectory(made, OwnerOnly);
    }

    /// <summary>Forces the folder's entries to disk: without it a renamed file can be gone after a power cut.</summary>
    /// <exception cref="IOException">The folder cannot be opened, or the disk reports an error.</exception>
    public static void Sync(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;

        const int readOnly = 0;
        var descriptor = Open(folder, readOnly);
        if (descriptor < 0)
            throw Error(folder);
        try
        {
            // Some network file systems know no fsync of folders and say EINVAL: there is nothing more to do on them.
            const int invalid = 22;
            if (FSync(descriptor) != 0 && Marshal.GetLastPInvokeError() != invalid)
                throw Error(folder);
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Error(string folder)
        => new($"{folder}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
