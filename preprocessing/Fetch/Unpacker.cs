using System.IO.Hashing;
using System.Security.Cryptography;
using I2M2.Cli;
using I2M2.Preprocessing.Pipeline;
using I2M2.Shards;

namespace I2M2.Preprocessing.Fetch;

/// <summary>
/// Takes the wanted members out of an archive that anyone can have made: only plain files below its top folder are written, and only below the
/// given folder; they are not yet forced to disk. An archive with anything in it that honest archives of data do not have is refused as a
/// whole, by that member's name.
/// </summary>
/// <param name="wanted">Patterns and limits.</param>
/// <param name="folder">An empty folder.</param>
internal sealed class Unpacker(Unpacking wanted, string folder)
{
    private const int MostMembers = 100_000;
    private const long MostMemberBytes = 256 << 20;
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly List<RawFile> files = [];
    private readonly byte[] buffer = new byte[64 << 10];
    private long unpacked;

    /// <summary>Unpacks.</summary>
    /// <param name="archive">A .tar.gz or .zip.</param>
    /// <param name="meter">Told the bytes written.</param>
    /// <param name="stop">Ends the work.</param>
    /// <returns>The files, named below the top folder, in ordinal order.</returns>
    /// <exception cref="UnfitContentException">The archive is damaged or refused, or has none of the members of a pattern.</exception>
    internal IReadOnlyList<RawFile> Unpack(FileStream archive, ByteMeter meter, CancellationToken stop)
    {
        try
        {
            foreach (var member in ArchiveReader.Read(archive, wanted.MostBytes))
            {
                stop.ThrowIfCancellationRequested();
                Check(member);
                var path = MemberName.BelowTop(member.Name);
                if (member.Kind == MemberKind.File && path != member.Name && wanted.Wants(path))
                    meter.Advance(Write(member, path));
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or EndOfStreamException
            or FormatException or NotSupportedException or OverflowException)
        {
            // All of these are what the archive readers make of damaged headers.
            throw new UnfitContentException($"a damaged archive: {SafeText.ForTerminal(e.Message.TrimEnd('.'), 200)}", e);
        }

        if (wanted.Members.FirstOrDefault(pattern => !files.Exists(f => Unpacking.Matches(pattern, f.Name))) is { } missing)
            throw new UnfitContentException($"an archive without {missing} in its top folder");
        return [.. files.OrderBy(f => f.Name, StringComparer.Ordinal)];
    }

    private void Check(ArchiveMember member)
    {
        var problem = MemberName.Problem(member.Name);
        if (problem is null && member.Kind == MemberKind.Other)
            problem = "is a link or a device";
        if (problem is null && !names.Add(MemberName.Trimmed(member.Name)))
            problem = "is there twice";
        if (problem is null && member.Bytes > MostMemberBytes)
            problem = $"has {PreprocessingReport.Count(member.Bytes)} bytes, {PreprocessingReport.Count(MostMemberBytes)} are allowed";
        if (problem is not null)
            throw Refused(member, problem);
        if (names.Count > MostMembers)
            throw new UnfitContentException($"an archive of more than {PreprocessingReport.Count(MostMembers)} members");
    }

    private long Write(ArchiveMember member, string path)
    {
        var target = Path.Combine(folder, path);
        DurableFolder.Create(Path.GetDirectoryName(target)!);
        using var output = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var input = member.Open();
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var crc32 = new Crc32();
        var length = 0L;
        while (input.Read(buffer) is > 0 and var count)
        {
            length += count;
            unpacked += count;
            if (length > member.Bytes)
                throw Refused(member, "is larger than the archive says");
            if (unpacked > wanted.MostBytes)
                throw new UnfitContentException($"unpacks to more than {PreprocessingReport.Count(wanted.MostBytes)} bytes");
            output.Write(buffer.AsSpan(0, count));
            sha256.AppendData(buffer.AsSpan(0, count));
            crc32.Append(buffer.AsSpan(0, count));
        }

        if (length < member.Bytes)
            throw Refused(member, "is cut short");
        if (member.Crc32 is { } expected && expected != crc32.GetCurrentHashAsUInt32())
            throw Refused(member, "does not fit its checksum");
        files.Add(new RawFile(path, length, Convert.ToHexStringLower(sha256.GetHashAndReset())));
        return length;
    }

    private static UnfitContentException Refused(ArchiveMember member, string problem)
        => new($"an archive that is not unpacked, since its member {SafeText.ForTerminal(member.Name)} {problem}");
}
