using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace I2M2.Shards;

/// <summary>The manifest's JSON: snake_case keys in declaration order, indented, unknown or missing keys an error.</summary>
internal static class ManifestJson
{
    private const long LengthLimit = 256L << 20;

    private static readonly JsonSerializerOptions Inner = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter<ColumnRole>(JsonNamingPolicy.SnakeCaseLower), new JsonStringEnumConverter<Dtype>() },
    };

    private static readonly JsonSerializerOptions Options = new(Inner)
    {
        WriteIndented = true,
        Converters =
        {
            new OneLine<ManifestShard>(inList: true), new OneLine<RawFile>(inList: true), new OneLine<ColumnStatistics>(inList: false),
            new OneLine<long[]>(inList: false), new OneLine<IReadOnlyList<string>>(inList: false),
        },
    };

    internal static string Write(ShardManifest manifest) => JsonSerializer.Serialize(manifest, Options) + "\n";

    /// <exception cref="InputRefusedException">Too long, not JSON, or not of this layout.</exception>
    internal static ShardManifest Read(string path)
    {
        if (new FileInfo(path).Length > LengthLimit)
            throw new InputRefusedException(path, $"larger than {LengthLimit >> 20} MiB, which no manifest is", "remove it, or choose another folder, and run preprocessing again");
        try
        {
            var manifest = JsonSerializer.Deserialize<ShardManifest>(File.ReadAllBytes(path), Options) ?? throw new JsonException("the file holds null");
            return manifest.FormatVersion == ShardManifest.CurrentFormatVersion
                ? manifest
                : throw new JsonException($"format_version is {manifest.FormatVersion}, this program reads {ShardManifest.CurrentFormatVersion}");
        }
        catch (JsonException e)
        {
            throw new InputRefusedException(path, $"not a manifest of this program: {e.Message.TrimEnd('.')}", "remove it, or choose another folder, and run preprocessing again", e);
        }
    }

    /// <summary>Writes a small value on one line of the indented file: thousands of raw files stay readable.</summary>
    private sealed class OneLine<T>(bool inList) : JsonConverter<T>
    {
        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            => JsonSerializer.Deserialize<T>(ref reader, Inner);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
        {
            // A raw value is written where the writer stands; an element of a list needs its line break and indentation.
            var indentation = inList ? "\n" + new string(' ', 2 * writer.CurrentDepth) : "";
            writer.WriteRawValue(indentation + JsonSerializer.Serialize(value, Inner));
        }
    }
}
