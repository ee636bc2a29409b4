using System.Text.Json.Serialization;

namespace I2M2.Shards;

/// <summary>The manifest's types, described as the program is built: no program spends a tenth of a second on it at each start.</summary>
[JsonSerializable(typeof(ShardManifest))]
internal sealed partial class ManifestTypes : JsonSerializerContext;
