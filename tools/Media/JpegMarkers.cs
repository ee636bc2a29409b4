using System.Buffers.Binary;

namespace I2M2.Media;

/// <summary>What a JPEG's segments before its picture say of it.</summary>
/// <param name="Orientation">EXIF's: 1 for upright, 2 to 8 for mirrored and turned.</param>
/// <param name="IsAdobe">Whether Adobe's marker is there, which means that inks are inverted.</param>
internal readonly record struct JpegMarkers(int Orientation, bool IsAdobe)
{
    private const byte Exif = 0xE1, Adobe = 0xEE, StartOfScan = 0xDA;
    private const ushort OrientationTag = 0x0112, Short = 3;
    private const int EntryBytes = 12;

    /// <summary>Whether rows of the file are columns of the picture.</summary>
    internal bool IsTurned => Orientation >= 5;

    /// <summary>Reads the segments; what cannot be read says nothing.</summary>
    internal static JpegMarkers Of(ReadOnlySpan<byte> file)
    {
        var (orientation, adobe) = (1, false);
        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF && file[at + 1] != StartOfScan;)
        {
            if (file[at + 1] == 0xFF)
            {
                at++;
                continue;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(file[(at + 2)..]);
            if (length < 2 || at + 2 + length > file.Length)
                break;
            var segment = file.Slice(at + 4, length - 2);
            if (file[at + 1] == Exif && segment.StartsWith("Exif\0\0"u8))
                orientation = OrientationOf(segment[6..]);
            adobe |= file[at + 1] == Adobe && segment.StartsWith("Adobe"u8);
            at += 2 + length;
        }

        return new(orientation, adobe);
    }

    // A TIFF header, and in its first directory an entry of one short.
    private static int OrientationOf(ReadOnlySpan<byte> tiff)
    {
        var little = tiff.StartsWith("II*\0"u8);
        if (tiff.Length < 10 || (!little && !tiff.StartsWith("MM\0*"u8)))
            return 1;
        var directory = Number32(tiff[4..], little);
        if (directory > tiff.Length - 2)
            return 1;
        var entries = tiff[((int)directory + 2)..];
        for (var k = 0; k < Number16(tiff[(int)directory..], little) && entries.Length >= EntryBytes; k++, entries = entries[EntryBytes..])
        {
            if (Number16(entries, little) == OrientationTag && Number16(entries[2..], little) == Short)
                return Number16(entries[8..], little) is >= 1 and <= 8 and var found ? found : 1;
        }

        return 1;
    }

    private static ushort Number16(ReadOnlySpan<byte> from, bool little) => little ? BinaryPrimitives.ReadUInt16LittleEndian(from) : BinaryPrimitives.ReadUInt16BigEndian(from);

    private static uint Number32(ReadOnlySpan<byte> from, bool little) => little ? BinaryPrimitives.ReadUInt32LittleEndian(from) : BinaryPrimitives.ReadUInt32BigEndian(from);
}
