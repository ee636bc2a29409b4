using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace I2M2.Shards;

/// <summary>
/// The manifest's JSON: snake_case keys in declaration order, indented, unknown, missing or repeated keys an error. Its last line but
/// one is a seal, the SHA-256 of all that stands before that line: one changed bit anywhere is noticed.
/// </summary>
internal static class ManifestJson
{
    private const long LengthLimit = 256L << 20;
    private const string SealStart = "  \"manifest_sha256\": \"";
    private const string SealEnd = "\"\n}\n";
    private const int Sha256Digits = 64;
    private const string Remedy = "preprocess again with --replace, or choose another folder";

    private static readonly JsonSerializerOptions Inner = new()
    {
        TypeInfoResolver = ManifestTypes.Default,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters =
        {
            new JsonStringEnumConverter<ColumnRole>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false),
            new JsonStringEnumConverter<Dtype>(namingPolicy: null, allowIntegerValues: false),
        },
    };

    private static readonly JsonSerializerOptions Options = new(Inner)
    {
        WriteIndented = true,
        NewLine = "\n",
        Converters =
        {
            new OneLine<ManifestShard>(inList: true), new OneLine<RawFile>(inList: true), new OneLine<ColumnStatistics>(inList: false),
            new OneLine<ManifestParquet>(inList: true), new OneLine<FunnelStep>(inList: true),
            new OneLine<long[]>(inList: false), new OneLine<IReadOnlyList<double>>(inList: false), new OneLine<IReadOnlyList<string>>(inList: false),
        },
    };

    /// <summary>The text of a manifest, sealed.</summary>
    internal static (string Text, ShardManifest Sealed) Write(ShardManifest manifest)
    {
        var unsealed = JsonSerializer.Serialize(manifest with { ManifestSha256 = "" }, Options);
        var content = unsealed[..unsealed.LastIndexOf(SealStart, StringComparison.Ordinal)];
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        return (content + SealStart + sha256 + SealEnd, manifest with { ManifestSha256 = sha256 });
    }

    /// <exception cref="InputRefusedException">Too long, of another version, damaged, not JSON, or not of this layout.</exception>
    internal static ShardManifest Read(string path)
    {
        if (new FileInfo(path).Length > LengthLimit)
            throw new InputRefusedException(path, $"larger than {LengthLimit >> 20} MiB, which no manifest is", Remedy);
        var bytes = File.ReadAllBytes(path);
        try
        {
            CheckVersion(bytes);
            if (!IsSealed(bytes))
                throw new InputRefusedException(path, "damaged or edited: its content does not fit the hash at its end", Remedy);
            var manifest = JsonSerializer.Deserialize<ShardManifest>(bytes, Options) ?? throw new JsonException("the file holds null");
            ManifestRules.Check(path, manifest);
            return manifest;
        }
        catch (JsonException e)
        {
            throw new InputRefusedException(path, $"not a manifest of this program: {e.Message.TrimEnd('.')}", Remedy, e);
        }
    }

    /// <summary>Whether a file that cannot be read was nevertheless once written by a version of this program.</summary>
    internal static bool LooksLikeOurs(string path)
    {
        if (new FileInfo(path).Length > LengthLimit)
            return false;
        var text = File.ReadAllText(path, Encoding.Latin1);
        return text.Contains("\"format_version\"", StringComparison.Ordinal) && text.Contains("\"inputs_sha256\"", StringComparison.Ordinal);
    }

    /// <summary>Another version has other keys: said before the first of them is found to be missing.</summary>
    private static void CheckVersion(byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !reader.ValueTextEquals("format_version"))
                continue;
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var version) || version != ShardManifest.CurrentFormatVersion)
            {
                throw new JsonException(
                    $"format_version is {Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(20, reader.ValueSpan.Length)])}, this program reads {ShardManifest.CurrentFormatVersion}");
            }

            return;
        }

        throw new JsonException("it has no format_version");
    }

    private static bool IsSealed(ReadOnlySpan<byte> bytes)
    {
        var at = bytes.Length - SealStart.Length - Sha256Digits - SealEnd.Length;
        if (at < 0)
            return false;
        var seal = $"{SealStart}{Convert.ToHexStringLower(SHA256.HashData(bytes[..at]))}{SealEnd}";
        return bytes[at..].SequenceEqual(Encoding.UTF8.GetBytes(seal));
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
