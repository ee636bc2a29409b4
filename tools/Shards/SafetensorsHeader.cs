using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace I2M2.Shards;

/// <summary>
/// The header of a safetensors file: 8 bytes little-endian length n, n bytes of JSON, then the data.
/// Reading trusts nothing: lengths are checked against the file, ranges must cover the data exactly once, keys are unique.
/// </summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The format's own limit; a longer header is an attack or damage.</summary>
    internal const long LengthLimit = 100_000_000;
    internal const string MetadataKey = "__metadata__";
    private const int Alignment = 64;
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>In the order of their data.</summary>
    internal required IReadOnlyList<(TensorSpec Spec, long Begin)> Tensors { get; init; }

    /// <summary>Where the data begin in the file.</summary>
    internal required long DataStart { get; init; }

    /// <summary>
    /// The bytes of a header. Tensors are laid out widest element first, then by name, as the format's own library does, so that every
    /// tensor is aligned to its element; spaces pad the header so that the data start on 64 bytes. Same input, same bytes.
    /// </summary>
    internal static (byte[] Bytes, SafetensorsHeader Header) Build(
        IReadOnlyCollection<TensorSpec> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var ordered = tensors.OrderByDescending(t => t.Dtype.Bytes()).ThenBy(t => t.Name, StringComparer.Ordinal).ToArray();
        var names = new HashSet<string>(StringComparer.Ordinal) { MetadataKey };
        foreach (var tensor in ordered)
        {
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"Tensor name '{tensor.Name}' is used twice or reserved", nameof(tensors));
        }

        var placed = new List<(TensorSpec, long)>(ordered.Length);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            if (metadata.Count > 0)
                WriteMetadata(json, metadata);
            var begin = 0L;
            foreach (var tensor in ordered)
            {
                placed.Add((tensor, begin));
                begin = WriteTensor(json, tensor, begin);
            }

            json.WriteEndObject();
        }

        var dataStart = (8 + buffer.WrittenCount + Alignment - 1) / Alignment * Alignment;
        if (dataStart - 8 > LengthLimit)
            throw new ArgumentException($"A header of {dataStart - 8:#,0} bytes is beyond the format's limit of {LengthLimit:#,0}", nameof(metadata));
        var bytes = new byte[dataStart];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, dataStart - 8);
        bytes.AsSpan(8).Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(bytes.AsSpan(8));
        return (bytes, new SafetensorsHeader { Metadata = metadata, Tensors = placed, DataStart = dataStart });
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(MetadataKey);
        foreach (var (key, value) in metadata.OrderBy(p => p.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static long WriteTensor(Utf8JsonWriter json, TensorSpec tensor, long begin)
    {
        var end = checked(begin + tensor.ByteLength);
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.Dtype.ToString());
        json.WriteStartArray("shape");
        foreach (var n in tensor.Shape)
            json.WriteNumberValue(n);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
        return end;
    }

    /// <summary>Reads the header of <paramref name="file"/> and checks it against the file's length.</summary>
    /// <exception cref="InputRefusedException">The header breaks a rule of the format; the message says which and where.</exception>
    internal static SafetensorsHeader Read(string file, Stream stream)
    {
        Span<byte> prefix = stackalloc byte[8];
        if (stream.Length < 8 || stream.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8)
            throw Refuse(file, $"{stream.Length} bytes are too short for a safetensors file, which begins with 8 bytes of header length");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LengthLimit || length > (ulong)(stream.Length - 8))
            throw Refuse(file, $"the header length at byte 0 says {length:#,0}, more than the file ({stream.Length:#,0} bytes) or the format's limit allows");
        var json = new byte[(int)length];
        stream.ReadExactly(json);
        if (json.Length < 2 || json[0] != (byte)'{')
            throw Refuse(file, "the header at byte 8 is not a JSON object");
        return SafetensorsHeaderReader.Parse(file, json, dataLength: stream.Length - 8 - json.Length);
    }

    internal static InputRefusedException Refuse(string file, string problem, Exception? inner = null)
        => new(file, problem, "make or fetch the file again", inner);
}
