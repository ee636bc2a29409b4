using System.Text.Json;

namespace I2M2.Evaluation;

/// <summary>Values that may be undefined, in all JSON of results: null, and beside them why.</summary>
internal static class JsonValues
{
    /// <summary>Writes a number, or null.</summary>
    public static void WriteValue(this Utf8JsonWriter json, string key, double? value)
    {
        if (value is { } number)
            json.WriteNumber(key, number);
        else
            json.WriteNull(key);
    }

    /// <summary>Writes a whole number, or null.</summary>
    public static void WriteValue(this Utf8JsonWriter json, string key, long? value)
    {
        if (value is { } number)
            json.WriteNumber(key, number);
        else
            json.WriteNull(key);
    }

    /// <summary>Writes why values are null; nothing where none is.</summary>
    /// <param name="json">Inside the object of the values.</param>
    /// <param name="reasons">Of each value; null where it is not undefined.</param>
    public static void WriteReasons(this Utf8JsonWriter json, IReadOnlyList<(string Key, string? Reason)> reasons)
    {
        if (reasons.All(r => r.Reason is null))
            return;
        json.WriteStartObject("reasons");
        foreach (var (key, reason) in reasons.Where(r => r.Reason is not null))
            json.WriteString(key, reason);
        json.WriteEndObject();
    }
}
