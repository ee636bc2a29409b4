using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Fetch;

/// <summary>Lists the members of .tar.gz and .zip archives, one after the other, without unpacking any.</summary>
internal static class ArchiveReader
{
    // A zip's directory is read as a whole: 100,000 members of long names fit into this.
    private const long MostDirectoryBytes = 32 << 20;

    /// <summary>The members in the archive's order.</summary>
    /// <param name="file">The archive, by its first bytes.</param>
    /// <param name="mostBytes">A .tar.gz is inflated no further than this.</param>
    /// <exception cref="UnfitContentException">Not an archive, or one that is too large.</exception>
    /// <exception cref="InvalidDataException">Damaged.</exception>
    internal static IEnumerable<ArchiveMember> Read(FileStream file, long mostBytes)
    {
        if (BoundedGzipStream.IsGzip(file))
            return ReadTar(file, mostBytes);
        Span<byte> magic = stackalloc byte[4];
        return file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == 4 && magic.SequenceEqual("PK\x03\x04"u8)
            ? ReadZip(file)
            : throw new UnfitContentException("neither a .tar.gz nor a .zip archive");
    }

    private static IEnumerable<ArchiveMember> ReadTar(FileStream file, long mostBytes)
    {
        using var inflated = new BoundedGzipStream(file, mostBytes);
        using var tar = new TarReader(inflated, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType != TarEntryType.GlobalExtendedAttributes)
                yield return new ArchiveMember(entry.Name, KindOf(entry.EntryType), entry.Length, Crc32: null, () => entry.DataStream ?? Stream.Null);
        }

        inflated.CheckEnd();
    }

    private static IEnumerable<ArchiveMember> ReadZip(FileStream file)
    {
        CheckDirectory(file);
        using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
        foreach (var entry in zip.Entries)
            yield return new ArchiveMember(entry.FullName, KindOf(entry), entry.Length, entry.Crc32, entry.Open);
    }

    private static MemberKind KindOf(TarEntryType type) => type switch
    {
        TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile => MemberKind.File,
        TarEntryType.Directory => MemberKind.Folder,
        _ => MemberKind.Other,
    };

    private static MemberKind KindOf(ZipArchiveEntry entry)
    {
        // The upper half holds the Unix mode, where the archive was made on Unix; its first four bits are the file's type.
        const int regular = 0x8, folder = 0x4;
        return ((entry.ExternalAttributes >>> 28) & 0xF) switch
        {
            0 or regular or folder when entry.FullName.EndsWith('/') => MemberKind.Folder,
            0 or regular => MemberKind.File,
            _ => MemberKind.Other,
        };
    }

    /// <summary>
    /// Limits the directory before ZipArchive reads it into memory. Its place stands in the record that ends the file, 22 bytes and a comment of
    /// up to 64 KiB (APPNOTE 4.3.16); ZIP64, for archives over 4 GiB, is refused with the rest.
    /// </summary>
    private static void CheckDirectory(FileStream file)
    {
        const int recordBytes = 22;
        var tail = new byte[Math.Min(file.Length, recordBytes + ushort.MaxValue)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        file.Position = 0;
        var at = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (at < 0 || at > tail.Length - recordBytes)
            throw new InvalidDataException("the directory at the end of the .zip is missing");
        var directory = file.Length - BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
        if (directory is < 0 or > MostDirectoryBytes)
        {
            var (found, most) = (PreprocessingReport.Count(directory), PreprocessingReport.Count(MostDirectoryBytes));
            throw new UnfitContentException($"the .zip's directory has {found} bytes, 0 to {most} are allowed");
        }
    }
}
