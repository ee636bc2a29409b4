using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using I2M2.Shards;

namespace I2M2.Preprocessing.Pipeline;

/// <summary>`rejects.jsonl` beside a set's manifest: what was left out because the user said so, a JSON object a line.</summary>
internal static class RejectsFile
{
    /// <summary>Its name.</summary>
    internal const string Name = "rejects.jsonl";

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Default,
    };

    /// <summary>Writes it, or removes an earlier run's when nothing was left out.</summary>
    internal static void Write<T>(string folder, IEnumerable<T> leftOut)
    {
        var text = new StringBuilder();
        foreach (var line in leftOut)
            text.Append(JsonSerializer.Serialize(line, Json)).Append('\n');
        var path = Path.Combine(folder, Name);
        if (text.Length > 0)
            AtomicFile.WriteText(path, text.ToString());
        else
            File.Delete(path);
    }
}
