using System.IO.Compression;
using System.IO.Hashing;
using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.Arrays;

/// <summary>
/// A zip archive from anyone, read member by member into memory; nothing is ever extracted, and names are keys, never paths. Checked on
/// opening: names are plain and unique, no member is a link or encrypted, members do not overlap. Checked on reading: the declared size
/// against the caller's limit before memory is taken, the inflated size, the CRC-32. Not thread-safe.
/// </summary>
public sealed class ConfinedZip : IDisposable
{
    internal const string Remedy = "fetch or write the file again";

    // Deflate shrinks no input further than 1:1032.
    private const long DeflateRatio = 1032;
    private const int LongestName = 512;
    private readonly Dictionary<string, ZipArchiveEntry> members = new(StringComparer.Ordinal);
    private readonly ZipArchive archive;

    private ConfinedZip(string path, ZipArchive archive, long fileLength)
    {
        Path = path;
        this.archive = archive;
        var stored = 0L;
        foreach (var entry in archive.Entries)
        {
            CheckName(path, entry.FullName);
            if (!members.TryAdd(entry.FullName, entry))
                throw Refuse(entry.FullName, "is there twice, and readers differ in which one they take");
            if (entry.IsEncrypted)
                throw Refuse(entry.FullName, "is encrypted");
            if (IsLink(entry))
                throw Refuse(entry.FullName, "is a symbolic link");
            if (entry.CompressedLength < 0 || entry.Length < 0 || entry.CompressedLength > fileLength - stored)
                throw Refuse(entry.FullName, "makes the members together longer than the file: they overlap, or their sizes lie");
            stored += entry.CompressedLength;
        }

        Names = [.. archive.Entries.Select(e => e.FullName)];
    }

    /// <summary>The file's path, as given.</summary>
    public string Path { get; }

    /// <summary>The members' names, in the directory's order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Opens <paramref name="path"/> and checks its directory.</summary>
    /// <exception cref="InputRefusedException">Not there, no zip archive, or one that breaks a rule above; the message names the member.</exception>
    public static ConfinedZip Open(string path)
    {
        if (!File.Exists(path))
            throw new InputRefusedException(path, "no such file", "check the path");
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            ZipDirectory.Check(path, file);
            file.Position = 0;
            return new ConfinedZip(path, new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: false), file.Length);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException)
        {
            file.Dispose();
            throw new InputRefusedException(path, $"its directory is damaged: {e.Message.TrimEnd('.')}", Remedy, e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Whether there is a member of that name.</summary>
    public bool Contains(string name) => members.ContainsKey(name);

    /// <summary>Declared size of a member in bytes, inflated.</summary>
    /// <exception cref="InputRefusedException">No such member.</exception>
    public long Length(string name) => Member(name).Length;

    /// <summary>Whether a member takes as many bytes in the file as it has, as one does that was stored without compression.</summary>
    /// <exception cref="InputRefusedException">No such member.</exception>
    public bool IsStored(string name) => Member(name).CompressedLength == Member(name).Length;

    /// <summary>A member's bytes.</summary>
    /// <param name="name">Which.</param>
    /// <param name="mostBytes">Most bytes to allow, at most 2 GiB; checked before memory is taken for them.</param>
    /// <exception cref="InputRefusedException">
    /// No such member, over the limit, compressed by an unknown method, other in length than declared, or damaged.
    /// </exception>
    public byte[] Read(string name, long mostBytes)
    {
        var entry = Member(name);
        var most = Math.Min(mostBytes, Array.MaxLength);
        if (entry.Length > most)
            throw Refuse(name, $"is {entry.Length:#,0} bytes long, {most:#,0} are allowed");
        if (entry.Length > entry.CompressedLength * DeflateRatio)
            throw Refuse(name, $"is said to inflate from {entry.CompressedLength:#,0} to {entry.Length:#,0} bytes, which deflate cannot do");
        try
        {
            using var stream = entry.Open();
            var bytes = new byte[entry.Length];
            var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length || stream.ReadByte() >= 0)
                throw Refuse(name, $"holds {(read < bytes.Length ? "fewer" : "more")} than the {bytes.Length:#,0} bytes that it declares");
            return Crc32.HashToUInt32(bytes) == entry.Crc32 ? bytes : throw Refuse(name, "does not have its CRC-32: it is damaged");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InputRefusedException(Path, $"member '{Shown(name)}' cannot be read: {e.Message.TrimEnd('.')}", Remedy, e);
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => archive.Dispose();

    private ZipArchiveEntry Member(string name) => members.TryGetValue(name, out var entry) ? entry : throw Refuse(name, "is missing");

    private static void CheckName(string path, string name)
    {
        if (name.Length > LongestName || name.Contains('\\', StringComparison.Ordinal) || name.Any(char.IsControl)
            || name.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new InputRefusedException(
                path, $"member name '{Shown(name)}' is no plain relative name: it is absolute, leads elsewhere, or has an odd character", Remedy);
        }
    }

    // The upper half of the attributes is the Unix mode where the writer is a Unix program.
    private static bool IsLink(ZipArchiveEntry entry)
    {
        const int typeMask = 0xF000, link = 0xA000;
        return ((entry.ExternalAttributes >> 16) & typeMask) == link;
    }

    private InputRefusedException Refuse(string name, string problem) => new(Path, $"member '{Shown(name)}' {problem}", Remedy);

    private static string Shown(string name) => SafeText.ForTerminal(name);
}
