using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>Results for machines: one line of JSON with snake_case keys.</summary>
internal static class JsonLine
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<Dtype>(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    internal static string Of(object value) => JsonSerializer.Serialize(value, Options);
}
