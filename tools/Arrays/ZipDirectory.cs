using System.Buffers.Binary;
using I2M2.Shards;

namespace I2M2.Arrays;

/// <summary>
/// Bounds a zip archive's central directory before anything walks it (APPNOTE 4.3.14 to 4.3.16): the walk takes memory for every
/// record that it meets.
/// </summary>
internal static class ZipDirectory
{
    // More than 200,000 members with short names.
    private const long ByteLimit = 16 << 20;
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int End64Length = 56;
    private const uint EndSignature = 0x06054b50;
    private const uint LocatorSignature = 0x07064b50;
    private const uint End64Signature = 0x06064b50;

    /// <summary>Checks where the directory begins and how long it can be.</summary>
    /// <exception cref="InputRefusedException">Not a zip archive, cut short, followed by other bytes, or with a directory beyond the limit.</exception>
    internal static void Check(string path, Stream file)
    {
        Span<byte> end = stackalloc byte[EndLength];
        if (file.Length < EndLength || !ReadAt(file, file.Length - EndLength, end) || Signature(end) != EndSignature
            || BinaryPrimitives.ReadUInt16LittleEndian(end[20..]) != 0)
        {
            throw new InputRefusedException(
                path, "does not end as a zip archive without a comment does: no zip archive, cut short, or something follows it", ConfinedZip.Remedy);
        }

        long begin = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
        if (begin == uint.MaxValue || size == uint.MaxValue || count == ushort.MaxValue)
            begin = BeginOfZip64(path, file);
        var length = file.Length - EndLength - begin;
        if (begin < 0 || length < 0)
            throw new InputRefusedException(path, $"its directory is said to begin at byte {begin:#,0} of {file.Length:#,0}", ConfinedZip.Remedy);
        if (length > ByteLimit)
            throw new InputRefusedException(path, $"its directory takes {length:#,0} bytes, {ByteLimit:#,0} are allowed", ConfinedZip.Remedy);
    }

    private static long BeginOfZip64(string path, Stream file)
    {
        Span<byte> locator = stackalloc byte[LocatorLength];
        Span<byte> end = stackalloc byte[End64Length];
        if (!ReadAt(file, file.Length - EndLength - LocatorLength, locator) || Signature(locator) != LocatorSignature
            || !ReadAt(file, BinaryPrimitives.ReadInt64LittleEndian(locator[8..]), end) || Signature(end) != End64Signature)
        {
            throw new InputRefusedException(path, "its end points to a zip64 record that is not there", ConfinedZip.Remedy);
        }

        return BinaryPrimitives.ReadInt64LittleEndian(end[48..]);
    }

    private static bool ReadAt(Stream file, long position, Span<byte> into)
    {
        if (position < 0 || position > file.Length - into.Length)
            return false;
        file.Position = position;
        file.ReadExactly(into);
        return true;
    }

    private static uint Signature(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record);
}
