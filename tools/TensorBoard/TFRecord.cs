using System.Buffers.Binary;
using System.Numerics;
using Microsoft.Win32.SafeHandles;

namespace I2M2.TensorBoardFiles;

/// <summary>
/// TFRecords, little-endian: the data's length (uint64), its checksum (uint32), the data, its checksum (uint32). A checksum is a CRC-32C,
/// masked, since a CRC of data that contains CRCs says little.
/// </summary>
internal static class TFRecord
{
    private const int HeaderBytes = sizeof(ulong) + sizeof(uint);
    private const int FooterBytes = sizeof(uint);

    /// <summary>The record of some data.</summary>
    internal static byte[] Of(ReadOnlySpan<byte> data)
    {
        var record = new byte[HeaderBytes + data.Length + FooterBytes];
        BinaryPrimitives.WriteInt64LittleEndian(record, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(sizeof(ulong)), Checksum(record.AsSpan(0, sizeof(ulong))));
        data.CopyTo(record.AsSpan(HeaderBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(^FooterBytes), Checksum(data));
        return record;
    }

    /// <summary>Whether a file's first bytes are whole, undamaged records, the last of which ends exactly there.</summary>
    /// <param name="file">The file.</param>
    /// <param name="bytes">How many.</param>
    internal static bool AreWhole(SafeFileHandle file, long bytes)
    {
        // Before any record is read: no length that the file states can then be larger than the file.
        if (RandomAccess.GetLength(file) < bytes)
            return false;

        Span<byte> header = stackalloc byte[HeaderBytes];
        var at = 0L;
        while (bytes - at >= HeaderBytes + FooterBytes)
        {
            ReadExactly(file, header, at);
            var length = BinaryPrimitives.ReadInt64LittleEndian(header);
            var room = Math.Min(bytes - at - HeaderBytes - FooterBytes, Array.MaxLength - FooterBytes);
            if (!Matches(header[..sizeof(ulong)], header[sizeof(ulong)..]) || length < 0 || length > room)
                return false;
            var body = new byte[length + FooterBytes];
            ReadExactly(file, body, at + HeaderBytes);
            if (!Matches(body.AsSpan(..^FooterBytes), body.AsSpan(^FooterBytes..)))
                return false;
            at += HeaderBytes + body.Length;
        }

        return at == bytes;
    }

    private static bool Matches(ReadOnlySpan<byte> data, ReadOnlySpan<byte> checksum) => BinaryPrimitives.ReadUInt32LittleEndian(checksum) == Checksum(data);

    private static uint Checksum(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        for (; data.Length >= sizeof(ulong); data = data[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }

    private static void ReadExactly(SafeFileHandle file, Span<byte> buffer, long at)
    {
        while (!buffer.IsEmpty)
        {
            var read = RandomAccess.Read(file, buffer, at);
            if (read == 0)
                throw new EndOfStreamException("The file became shorter while it was read");
            buffer = buffer[read..];
            at += read;
        }
    }
}
