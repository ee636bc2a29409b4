namespace I2M2.Tests.TensorBoard;

/// <summary>
/// Reads event files by their published description and shares nothing with what writes them: TFRecord framing with its two masked
/// checksums (a CRC-32C by table), and protobuf's wire format.
/// </summary>
internal static class EventReader
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(n =>
    {
        var c = (uint)n;
        for (var k = 0; k < 8; k++)
            c = (c & 1) != 0 ? (c >> 1) ^ 0x82F63B78 : c >> 1;
        return c;
    })];

    internal static uint Crc(IEnumerable<byte> bytes) => ~bytes.Aggregate(uint.MaxValue, (c, b) => Table[(c ^ b) & 0xFF] ^ (c >> 8));

    /// <summary>The events of a file; throws where a checksum is wrong or the file ends within a record.</summary>
    internal static List<Event> Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var events = new List<Event>();
        for (var at = 0; at < bytes.Length;)
        {
            var length = (int)BitConverter.ToUInt64(bytes, at);
            Check(bytes[at..(at + 8)], BitConverter.ToUInt32(bytes, at + 8));
            var data = bytes[(at + 12)..(at + 12 + length)];
            Check(data, BitConverter.ToUInt32(bytes, at + 12 + length));
            events.Add(Parse(data));
            at += 12 + length + 4;
        }

        return events;
    }

    private static void Check(byte[] data, uint masked)
    {
        var crc = Crc(data);
        if (((crc >> 15) | (crc << 17)) + 0xA282EAD8u != masked)
            throw new InvalidDataException("wrong checksum");
    }

    private static Event Parse(byte[] message)
    {
        var found = new Event(0, 0, null, []);
        foreach (var (field, value) in Fields(message))
        {
            found = field switch
            {
                1 => found with { Time = BitConverter.Int64BitsToDouble((long)value.Number) },
                2 => found with { Step = (long)value.Number },
                3 => found with { Version = System.Text.Encoding.UTF8.GetString(value.Bytes) },
                5 => found with { Scalars = [.. Fields(value.Bytes).Select(v => Scalar(v.Value.Bytes))] },
                _ => throw new InvalidDataException($"field {field} of an event"),
            };
        }

        return found;
    }

    private static (string, float) Scalar(byte[] message)
    {
        var fields = Fields(message).ToDictionary(f => f.Field, f => f.Value);
        return (System.Text.Encoding.UTF8.GetString(fields[1].Bytes), BitConverter.UInt32BitsToSingle((uint)fields[2].Number));
    }

    private static IEnumerable<(int Field, (ulong Number, byte[] Bytes) Value)> Fields(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            switch (key & 7)
            {
                case 0:
                    yield return ((int)(key >> 3), (Varint(message, ref at), []));
                    break;
                case 1:
                    yield return ((int)(key >> 3), (BitConverter.ToUInt64(message, at), []));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    yield return ((int)(key >> 3), (0, message[at..(at + length)]));
                    at += length;
                    break;
                case 5:
                    yield return ((int)(key >> 3), (BitConverter.ToUInt32(message, at), []));
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"wire type {key & 7}");
            }
        }
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = message[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
                return value;
        }
    }

    internal sealed record Event(double Time, long Step, string? Version, List<(string Tag, float Value)> Scalars);
}
