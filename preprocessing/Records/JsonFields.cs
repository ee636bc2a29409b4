using System.Globalization;
using System.Text.Json;

namespace I2M2.Preprocessing.Records;

/// <summary>
/// Reads the fields of one JSON object: known ones once each and of their type, others skipped. What is wrong is said by a <see cref="FormatException"/> that names the
/// field and never shows its content.
/// </summary>
internal ref struct JsonFields
{
    /// <summary>Characters of a text at most.</summary>
    internal const int LongestText = 1 << 20;

    private readonly string[] names;
    private Utf8JsonReader reader;
    private ulong found;

    /// <param name="record">The object, whole.</param>
    /// <param name="names">The known fields, 64 at most.</param>
    internal JsonFields(ReadOnlySpan<byte> record, string[] names)
        : this(new Utf8JsonReader(record, new JsonReaderOptions { MaxDepth = JsonRecords.Depth }), names) => reader.Read();

    // At the object's opening brace.
    private JsonFields(Utf8JsonReader reader, string[] names)
    {
        this.reader = reader;
        this.names = names;
    }

    /// <summary>Goes to the next known field; its value must be read then.</summary>
    /// <param name="field">Its place among the names.</param>
    /// <returns>False at the object's end.</returns>
    internal bool Next(out int field)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            field = Find();
            reader.Read();
            if (field >= 0)
            {
                if ((found >> field & 1) != 0)
                    throw new FormatException($"'{names[field]}' is given twice");
                found |= 1UL << field;
                return true;
            }

            reader.Skip();
        }

        field = -1;
        return false;
    }

    /// <summary>Refuses an object without one of the fields.</summary>
    /// <param name="required">The first so many names are required.</param>
    internal readonly void Require(int required)
    {
        for (var field = 0; field < required; field++)
        {
            if ((found >> field & 1) == 0)
                throw new FormatException($"no '{names[field]}'");
        }
    }

    /// <summary>The value as a whole number of 0 or more.</summary>
    internal readonly long Id(int field) => reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var id) && id >= 0
        ? id
        : throw NoId(field);

    /// <summary>The value as text.</summary>
    internal readonly string Text(int field)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new FormatException($"'{names[field]}' is not a text");
        if (reader.ValueSpan.Length > LongestText)
            throw new FormatException($"'{names[field]}' is longer than {LongestText >> 20} MiB");
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException($"'{names[field]}' is not valid Unicode", e);
        }
    }

    /// <summary>The value as text, or as true or false.</summary>
    internal readonly string TextOrTruth(int field) => reader.TokenType switch
    {
        JsonTokenType.True => bool.TrueString,
        JsonTokenType.False => bool.FalseString,
        _ => Text(field),
    };

    /// <summary>Whether the value is null.</summary>
    internal readonly bool IsNull => reader.TokenType == JsonTokenType.Null;

    /// <summary>The value as a whole number of 0 or more, or as its digits in a text.</summary>
    internal readonly long IdOrDigits(int field)
    {
        if (reader.TokenType != JsonTokenType.String)
            return Id(field);
        return long.TryParse(Text(field), NumberStyles.None, null, out var id) ? id : throw NoId(field);
    }

    /// <summary>The value as an array of objects, of each of which one text is wanted.</summary>
    /// <param name="field">The array.</param>
    /// <param name="inner">The text's name, alone.</param>
    /// <param name="count">How many objects there must be.</param>
    internal string[] Texts(int field, string[] inner, int count)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new FormatException($"'{names[field]}' is not a list");
        var (texts, length) = (new string[count], 0);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
                throw new FormatException($"'{names[field]}' has an entry that is not an object");
            var fields = new JsonFields(reader, inner);
            string? text = null;
            while (fields.Next(out var at))
                text = fields.Text(at);
            reader = fields.reader;
            if (text is null)
                throw new FormatException($"'{names[field]}' has an entry without '{inner[0]}'");
            if (length < count)
                texts[length] = text;
            length++;
        }

        return length == count ? texts : throw new FormatException($"'{names[field]}' has {length:#,0} entries; {count} are expected");
    }

    private readonly FormatException NoId(int field) => new($"'{names[field]}' is not a whole number from 0 to 2^63 - 1");

    private readonly int Find()
    {
        try
        {
            for (var field = 0; field < names.Length; field++)
            {
                if (reader.ValueTextEquals(names[field]))
                    return field;
            }
        }
        catch (InvalidOperationException e)
        {
            throw new FormatException("a field's name is not valid Unicode", e);
        }

        return -1;
    }
}
