using System.Text;

namespace I2M2.Shards;

/// <summary>
/// Writes a file so that it is either whole or not there: a temporary name in the same folder, fsync, rename, fsync of the folder.
/// A killed run leaves at most the temporary file, which the next run overwrites.
/// </summary>
public static class AtomicFile
{
    /// <summary>Writes <paramref name="path"/> through <paramref name="write"/>; on an exception the old file stays as it was.</summary>
    /// <param name="path">The file to make or replace; its folder must exist.</param>
    /// <param name="write">Fills the stream.</param>
    /// <exception cref="IOException">The disk is full, or another process is writing the same file.</exception>
    public static void Write(string path, Action<Stream> write) => WriteByName(path, temporary =>
    {
        using var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None);
        write(stream);
    });

    /// <summary>As <see cref="Write"/>, for a library that opens the file itself.</summary>
    /// <param name="path">The file to make or replace; its folder must exist.</param>
    /// <param name="write">Makes or overwrites the file under the name it is given, <see cref="TemporaryName"/>, and closes it.</param>
    /// <exception cref="IOException">The disk is full, or another process is writing the same file.</exception>
    public static void WriteByName(string path, Action<string> write)
    {
        var temporary = TemporaryName(path);
        try
        {
            write(temporary);
            using (var written = new FileStream(temporary, FileMode.Open, FileAccess.Write, FileShare.None))
                written.Flush(flushToDisk: true);
            Commit(temporary, path);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Writes <paramref name="text"/> as UTF-8 without a byte-order mark.</summary>
    public static void WriteText(string path, string text)
        => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>The name that a file has until it is whole: hidden, in the same folder.</summary>
    public static string TemporaryName(string path)
        => Path.Combine(FolderOf(path), $".{Path.GetFileName(path)}.tmp");

    /// <summary>Gives a finished, flushed temporary file its real name and makes the renaming itself durable.</summary>
    internal static void Commit(string temporary, string path)
    {
        File.Move(temporary, path, overwrite: true);
        DurableFolder.Sync(FolderOf(path));
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
