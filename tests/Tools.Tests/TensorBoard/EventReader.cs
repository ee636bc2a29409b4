using System.Text;

namespace I2M2.Tests.TensorBoard;

/// <summary>What one record of an event file says.</summary>
internal sealed record ReadEvent(double WallTime, long Step, string? Version, IReadOnlyList<(string Tag, float Value)> Scalars);

/// <summary>
/// Reads event files with code of its own, and strictly: wrong checksums, fields that scalars do not need, fields that come twice, text that is not
/// UTF-8 and bytes left over are failures.
/// </summary>
internal static class EventReader
{
    internal static List<ReadEvent> Read(string path)
    {
        ReadOnlySpan<byte> rest = File.ReadAllBytes(path);
        var events = new List<ReadEvent>();
        while (!rest.IsEmpty)
        {
            var length = (int)BitConverter.ToUInt64(rest);
            Assert.Equal(Masked(rest[..8]), BitConverter.ToUInt32(rest[8..]));
            var data = rest.Slice(12, length);
            Assert.Equal(Masked(data), BitConverter.ToUInt32(rest[(12 + length)..]));
            events.Add(Event(data));
            rest = rest[(12 + length + 4)..];
        }

        return events;
    }

    private static uint Masked(ReadOnlySpan<byte> data)
    {
        var crc = Castagnoli.Crc(data);
        return unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u);
    }

    private static ReadEvent Event(ReadOnlySpan<byte> data)
    {
        var fields = Fields(data);
        Assert.Equal(fields.Count, fields.Select(f => f.Number).Distinct().Count());
        Assert.All(fields, f => Assert.Contains((f.Number, f.WireType), new[] { (1, 1), (2, 0), (3, 2), (5, 2) }));
        var step = fields.SingleOrDefault(f => f.Number == 2).Bytes;
        var version = fields.SingleOrDefault(f => f.Number == 3).Bytes;
        var summary = fields.SingleOrDefault(f => f.Number == 5).Bytes;
        return new ReadEvent(
            BitConverter.ToDouble(fields.Single(f => f.Number == 1).Bytes),
            step is null ? 0 : BitConverter.ToInt64(step),
            version is null ? null : Text(version),
            summary is null ? [] : [.. Fields(summary).Select(Scalar)]);
    }

    private static (string Tag, float Value) Scalar((int Number, int WireType, byte[] Bytes) value)
    {
        Assert.Equal((1, 2), (value.Number, value.WireType));
        var fields = Fields(value.Bytes);
        Assert.Equal([(1, 2), (2, 5)], fields.Select(f => (f.Number, f.WireType)));
        return (Text(fields[0].Bytes), BitConverter.ToSingle(fields[1].Bytes));
    }

    /// <summary>The fields of a message in their order; a varint as eight little-endian bytes.</summary>
    private static List<(int Number, int WireType, byte[] Bytes)> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new List<(int, int, byte[])>();
        for (var at = 0; at < message.Length;)
        {
            var key = (int)Varint(message, ref at);
            var wireType = key & 7;
            var varint = wireType is 0 or 2 ? Varint(message, ref at) : 0;
            var size = wireType switch
            {
                0 => 0,
                1 => 8,
                2 => (int)varint,
                5 => 4,
                _ => throw new InvalidDataException($"wire type {wireType}"),
            };
            fields.Add((key >> 3, wireType, wireType == 0 ? BitConverter.GetBytes(varint) : message.Slice(at, size).ToArray()));
            at += size;
        }

        return fields;
    }

    private static ulong Varint(ReadOnlySpan<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            Assert.True(shift < 70, "a varint has at most ten bytes");
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    private static string Text(byte[] bytes) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
}
