namespace I2M2.Preprocessing.Fetch;

/// <summary>What an archive holds under one name.</summary>
/// <param name="Name">As the archive gives it.</param>
/// <param name="Kind">File, folder, or something that is never unpacked.</param>
/// <param name="Bytes">Size as the archive gives it.</param>
/// <param name="Crc32">Checksum as the archive gives it; null in archives without.</param>
/// <param name="Open">Gives the content, to be read before the next member is asked for.</param>
internal sealed record ArchiveMember(string Name, MemberKind Kind, long Bytes, uint? Crc32, Func<Stream> Open);

/// <summary>Kinds of members.</summary>
internal enum MemberKind
{
    /// <summary>A file with content.</summary>
    File,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic or hard link, a device, a pipe.</summary>
    Other,
}
