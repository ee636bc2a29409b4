using System.Text.Json;
using I2M2.Preprocessing.Records;
using I2M2.Shards;

namespace I2M2.Preprocessing.Nlvr2.Raw;

/// <summary>Reads a file of NLVR2: a JSON object a line.</summary>
public static class Nlvr2File
{
    /// <summary>The examples of a file, in its order.</summary>
    /// <exception cref="InputRefusedException">
    /// While it is read: a line is not such an object, an identifier comes twice, or there is no line. The line is named by its number.
    /// </exception>
    public static IEnumerable<Nlvr2Example> Read(string path)
    {
        using var lines = new TextLines(path);
        var known = new Dictionary<string, long>(StringComparer.Ordinal);
        while (Next(path, lines) is { } example)
        {
            if (!known.TryAdd(example.Identifier, lines.Number))
                throw RecordFile.Refuse(path, $"line {lines.Number:#,0}", $"identifier {example.Identifier} is that of line {known[example.Identifier]:#,0} too");
            yield return example;
        }

        if (known.Count == 0)
            throw RecordFile.Refuse(path, "end", "no line in it");
    }

    private static Nlvr2Example? Next(string path, TextLines lines)
    {
        if (!lines.Next(out var line))
            return null;
        try
        {
            RequireOneObject(line);
            return Nlvr2Example.Parse(line);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw RecordFile.Refuse(path, $"line {lines.Number:#,0}", e is JsonException ? $"not one JSON object of at most {JsonRecords.Depth} levels" : e.Message, e);
        }
    }

    private static void RequireOneObject(ReadOnlySpan<byte> line)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = JsonRecords.Depth });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new FormatException("not a JSON object");
        reader.Skip();
        // Anything behind it is no JSON, and said by the reader to be none.
        reader.Read();
    }
}
