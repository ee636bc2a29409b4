using System.Text.Json;
using I2M2.Shards;

namespace I2M2.Preprocessing.Records;

/// <summary>
/// The objects of a large JSON array, one after the other, with never more than one of them and a buffer in memory. The array is the whole file, or, as in VQA v2, the value
/// of one key of an object; the values of other keys are skipped. A byte order mark is accepted. Strict JSON: no comment, no trailing comma, no NaN.
/// </summary>
internal sealed class JsonRecords : IDisposable
{
    /// <summary>Bytes of one object at most.</summary>
    internal const int LongestRecord = 4 << 20;

    /// <summary>Levels of objects and arrays: those of the formats, and a few to spare.</summary>
    internal const int Depth = 16;

    private readonly string path;
    private readonly string key;
    private readonly FileStream file;
    private byte[] buffer = new byte[1 << 18];
    private int begin;
    private int end;
    private bool isAtEnd;
    private JsonReaderState state = new(new JsonReaderOptions { MaxDepth = Depth });
    private Place place = Place.Start;
    private bool hasArray;

    /// <param name="path">The file.</param>
    /// <param name="key">The key of the array where the file is an object, e.g. "questions".</param>
    /// <exception cref="InputRefusedException">It is not there.</exception>
    internal JsonRecords(string path, string key)
    {
        (this.path, this.key) = (path, key);
        file = RecordFile.Open(path);
        Fill();
        if (buffer.AsSpan(0, end).StartsWith("\uFEFF"u8))
            begin = 3;
    }

    /// <summary>Objects found so far, and thus the number of the one found last, from 1.</summary>
    internal long Number { get; private set; }

    /// <summary>Finds the next object.</summary>
    /// <param name="record">Its bytes, until the next call.</param>
    /// <returns>False: the file has ended as it should.</returns>
    /// <exception cref="InputRefusedException">The file is not such JSON.</exception>
    internal bool Next(out ReadOnlySpan<byte> record)
    {
        try
        {
            return Advance(out record);
        }
        catch (JsonException e)
        {
            // The reader has no other sign for it than its message.
            if (e.Message.Contains("maximum configured depth", StringComparison.Ordinal))
                throw Refuse($"more than {Depth} levels of objects and lists", e);
            throw Refuse(isAtEnd ? "not JSON, or cut off" : "not JSON", e);
        }
        catch (InvalidOperationException e)
        {
            throw Refuse("not valid Unicode", e);
        }
    }

    public void Dispose() => file.Dispose();

    private bool Advance(out ReadOnlySpan<byte> record)
    {
        while (true)
        {
            var reader = new Utf8JsonReader(buffer.AsSpan(begin, end - begin), isAtEnd, state);
            if (!reader.Read())
            {
                if (!isAtEnd)
                {
                    Fill();
                    continue;
                }

                record = default;
                return place == Place.Done ? false : throw Refuse("cut off");
            }

            // An object of the array, or the value of a key, must be in the buffer whole; otherwise the token is read again with more behind it.
            var from = (int)reader.TokenStartIndex;
            var isWhole = place is not (Place.Array or Place.Skip) || reader.TokenType == JsonTokenType.EndArray || reader.TrySkip();
            if (!isWhole)
            {
                Fill();
                continue;
            }

            var isRecord = place == Place.Array && reader.TokenType != JsonTokenType.EndArray;
            Step(ref reader);
            Number += isRecord ? 1 : 0;
            record = buffer.AsSpan(begin + from, (int)reader.BytesConsumed - from);
            begin += (int)reader.BytesConsumed;
            state = reader.CurrentState;
            if (isRecord)
                return true;
        }
    }

    /// <summary>Where the file stands after a token.</summary>
    private void Step(ref Utf8JsonReader reader)
    {
        var before = place;
        place = (place, reader.TokenType) switch
        {
            (Place.Start, JsonTokenType.StartArray) => Place.Array,
            (Place.Start, JsonTokenType.StartObject) => Place.Keys,
            (Place.Start, _) => throw Refuse($"an array, or an object with the key '{key}', is expected"),
            // What TrySkip has passed ends with its closing brace.
            (Place.Array, JsonTokenType.EndObject) => Place.Array,
            (Place.Array, JsonTokenType.EndArray) when reader.CurrentDepth == 0 => Place.Done,
            (Place.Array, JsonTokenType.EndArray) when hasArray && reader.CurrentDepth == 1 => Place.Keys,
            (Place.Array, _) => throw Refuse("not an object"),
            (Place.Keys, JsonTokenType.PropertyName) => reader.ValueTextEquals(key) ? Place.Value : Place.Skip,
            (Place.Keys, _) => hasArray ? Place.Done : throw Refuse($"no key '{key}'"),
            (Place.Value, JsonTokenType.StartArray) => hasArray ? throw Refuse($"key '{key}' is given twice") : Place.Array,
            (Place.Value, _) => throw Refuse($"the value of '{key}' is not an array"),
            (Place.Skip, _) => Place.Keys,
            _ => throw Refuse("text follows the end"),
        };
        hasArray |= before == Place.Value;
    }

    private void Fill()
    {
        if (begin > 0)
        {
            buffer.AsSpan(begin, end - begin).CopyTo(buffer);
            (begin, end) = (0, end - begin);
        }

        if (end == buffer.Length)
        {
            if (buffer.Length >= LongestRecord)
                throw Refuse($"longer than {LongestRecord >> 20} MiB");
            Array.Resize(ref buffer, 2 * buffer.Length);
        }

        var read = file.Read(buffer, end, buffer.Length - end);
        end += read;
        isAtEnd = read == 0;
    }

    private InputRefusedException Refuse(string problem, Exception? inner = null) => RecordFile.Refuse(path, place switch
    {
        Place.Start => "start",
        Place.Done => "end",
        Place.Keys or Place.Value or Place.Skip => "outer object",
        _ => $"entry {Number + 1:#,0}",
    }, problem, inner);

    private enum Place
    {
        Start,
        Array,
        Keys,
        Value,
        Skip,
        Done,
    }
}
