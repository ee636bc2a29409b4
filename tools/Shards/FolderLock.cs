using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace I2M2.Shards;

/// <summary>
/// A folder claimed for one process at a time, by an advisory lock (flock) on a file in it. The kernel drops the lock with the process,
/// however it ends: a file left behind by a killed run, or copied with its folder, is nobody's and is taken over. What stands in the file
/// (process, host, start) is for people; the lock alone decides.
/// </summary>
/// <remarks>
/// The holder removes the file while it still holds the lock. Whoever opened it before that gets its lock afterwards, on a file that has
/// no name any more; so each reads the file again by name and starts over unless it finds its own words there. On a file system that
/// knows no locks, folders are not protected.
/// </remarks>
public sealed partial class FolderLock : IDisposable
{
    private const int ReadWrite = 2;
    private const int Create = 0x40;
    private const int CloseOnExec = 0x80000;
    private const int OwnerOnly = 0x180;
    private const int Exclusive = 2;
    private const int DoNotWait = 4;
    private const int NoSuchFile = 2;
    private const int WouldBlock = 11;
    private const int NoLocks = 37;
    private const int NotImplemented = 38;
    private const int NotSupported = 95;
    private readonly string path;
    private readonly SafeFileHandle file;

    private FolderLock(string path, SafeFileHandle file)
    {
        this.path = path;
        this.file = file;
    }

    /// <summary>Claims the folder.</summary>
    /// <param name="folder">Must exist.</param>
    /// <param name="name">Name of the file in it.</param>
    /// <exception cref="IOException">Another process holds it, named in the message; or the file cannot be written.</exception>
    public static FolderLock Take(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        using var process = Process.GetCurrentProcess();
        var words = string.Create(CultureInfo.InvariantCulture, $"process {process.Id} on {Environment.MachineName}, started {process.StartTime.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC");
        var claim = $"{words}\n{Guid.NewGuid():N}\n";
        while (true)
        {
            var file = Open(path, ReadWrite | Create) ?? throw Error(path);
            try
            {
                if (!TryLock(file, path))
                    throw new IOException($"{folder}: in use by {Holder(file)}. Wait for it to end, or stop it.");
                RandomAccess.SetLength(file, 0);
                RandomAccess.Write(file, Encoding.UTF8.GetBytes(claim), 0);
                if (ReadByName(path) == claim)
                    return new FolderLock(path, file);
                file.Dispose();
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
    }

    /// <summary>Releases the folder and removes the file.</summary>
    public void Dispose()
    {
        if (file.IsClosed)
            return;
        File.Delete(path);
        file.Dispose();
    }

    private static SafeFileHandle? Open(string path, int flags)
    {
        var descriptor = Open(path, flags | CloseOnExec, OwnerOnly);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    private static bool TryLock(SafeFileHandle file, string path)
    {
        if (Flock(file, Exclusive | DoNotWait) == 0)
            return true;
        return Marshal.GetLastPInvokeError() switch
        {
            WouldBlock => false,
            NotImplemented or NotSupported or NoLocks => true,
            _ => throw Error(path),
        };
    }

    /// <summary>The first line, which the holder wrote; it may be about to.</summary>
    private static string Holder(SafeFileHandle file)
    {
        var line = Read(file).Split('\n')[0];
        return line.Length > 0 ? InputRefusedException.Printable(line) : "another process";
    }

    private static string? ReadByName(string path)
    {
        using var file = Open(path, ReadWrite);
        if (file is null && Marshal.GetLastPInvokeError() != NoSuchFile)
            throw Error(path);
        return file is null ? null : Read(file);
    }

    private static string Read(SafeFileHandle file)
    {
        var bytes = new byte[512];
        return Encoding.UTF8.GetString(bytes, 0, RandomAccess.Read(file, bytes, 0));
    }

    private static IOException Error(string path) => new($"{path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(SafeFileHandle file, int operation);
}
