using System.Text.Json;

namespace I2M2.Shards;

/// <summary>Parses a safetensors header token by token, so that duplicate keys are seen and nesting stays bounded.</summary>
internal static class SafetensorsHeaderReader
{
    // The header's object, a tensor's object, its arrays.
    private static readonly JsonReaderOptions Shallow = new() { MaxDepth = 4 };

    internal static SafetensorsHeader Parse(string file, byte[] json, long dataLength)
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var tensors = new Dictionary<string, (TensorSpec Spec, long Begin, long End)>(StringComparer.Ordinal);
        var place = "header";
        try
        {
            var reader = new Utf8JsonReader(json, Shallow);
            Expect(ref reader, JsonTokenType.StartObject);
            var hasMetadata = false;
            while (NextKey(ref reader, out var key))
            {
                place = $"tensor '{key}'";
                if (key == SafetensorsHeader.MetadataKey)
                {
                    if (hasMetadata)
                        throw new FormatException("given twice");
                    hasMetadata = true;
                    ReadMetadata(ref reader, metadata);
                }
                else if (!tensors.TryAdd(key, ReadTensor(ref reader, key)))
                {
                    throw new FormatException("given twice");
                }
            }

            place = "header";
            if (reader.Read())
                throw new FormatException("text follows the closing brace");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or OverflowException)
        {
            var reason = e is JsonException j ? $"not valid JSON at header byte {j.BytePositionInLine}" : e.Message;
            throw SafetensorsHeader.Refuse(file, $"{place}: {reason}", e);
        }

        return new SafetensorsHeader
        {
            Metadata = metadata,
            Tensors = Cover(file, tensors.Values, dataLength),
            DataStart = 8L + json.Length,
        };
    }

    private static (TensorSpec Spec, long Begin, long End) ReadTensor(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        Dtype? dtype = null;
        long[]? shape = null, offsets = null;
        while (NextKey(ref reader, out var key))
        {
            switch (key)
            {
                case "dtype" when dtype is null:
                    Expect(ref reader, JsonTokenType.String);
                    var text = reader.GetString()!;
                    dtype = DtypeSize.TryParse(text, out var known) ? known : throw new FormatException($"dtype '{text}' is unknown");
                    break;
                case "shape" when shape is null:
                    shape = ReadIntegers(ref reader);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadIntegers(ref reader);
                    break;
                default:
                    throw new FormatException($"key '{key}' is given twice or is not part of the format");
            }
        }

        if (dtype is null || shape is null || offsets is not [var begin, var end])
            throw new FormatException("dtype, shape and a pair of data_offsets are needed");
        if (begin > end)
            throw new FormatException($"data_offsets [{begin}, {end}] run backwards");
        var spec = new TensorSpec(name, dtype.Value, shape);
        if (spec.ByteLength != end - begin)
            throw new FormatException($"{dtype} of shape [{string.Join(", ", shape)}] needs {spec.ByteLength} bytes, data_offsets give {end - begin}");
        return (spec, begin, end);
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (NextKey(ref reader, out var key))
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.String)
                throw new FormatException($"the value of '{key}' is not a string");
            if (!metadata.TryAdd(key, reader.GetString()!))
                throw new FormatException($"'{key}' is given twice");
        }
    }

    private static long[] ReadIntegers(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        var values = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var value) || value < 0)
                throw new FormatException("shape and data_offsets hold whole numbers from 0 to 2^63 - 1 only");
            values.Add(value);
        }

        return [.. values];
    }

    /// <summary>Orders tensors by their data and makes sure that they cover it once: no hole, no overlap, nothing beyond.</summary>
    private static List<(TensorSpec, long)> Cover(
        string file, IEnumerable<(TensorSpec Spec, long Begin, long End)> tensors, long dataLength)
    {
        var placed = new List<(TensorSpec, long)>();
        var at = 0L;
        foreach (var (spec, begin, end) in tensors.OrderBy(t => t.Begin).ThenBy(t => t.End))
        {
            if (begin != at)
            {
                var what = begin < at ? "overlaps the tensor before it" : $"leaves a hole of {begin - at} bytes before it";
                throw SafetensorsHeader.Refuse(file, $"tensor '{spec.Name}': its data at {begin} {what}");
            }

            if (end > dataLength)
                throw SafetensorsHeader.Refuse(file, $"tensor '{spec.Name}': its data end at {end:#,0}, the file holds {dataLength:#,0} bytes of data");
            placed.Add((spec, begin));
            at = end;
        }

        if (at != dataLength)
            throw SafetensorsHeader.Refuse(file, $"{dataLength - at:#,0} bytes after the last tensor belong to none");
        return placed;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new FormatException($"a {type} is expected at header byte {reader.TokenStartIndex}");
    }

    private static bool NextKey(ref Utf8JsonReader reader, out string key)
    {
        key = "";
        if (!reader.Read() || reader.TokenType == JsonTokenType.EndObject)
            return false;
        key = reader.GetString()!;
        return true;
    }
}
