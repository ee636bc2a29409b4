using System.Reflection;
using System.Text.Json.Nodes;

namespace I2M2.Evaluation;

/// <summary>Vega-Lite specifications: the drawings lie beside this file, NAME.vl.json, and data are put into them as values.</summary>
internal static class VegaLite
{
    /// <param name="drawing">Name of a specification without data.</param>
    /// <param name="values">Rows; nothing of them is written into the drawing itself.</param>
    /// <param name="renamed">Fields and titles of the drawing that go by another name, which must be a word of this program.</param>
    public static JsonObject Of(string drawing, IEnumerable<JsonObject> values, params (string From, string To)[] renamed)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{drawing}.vl.json")!;
        using var reader = new StreamReader(stream);
        var text = renamed.Aggregate(reader.ReadToEnd(), (drawn, name) => drawn.Replace($"\"{name.From}\"", $"\"{name.To}\"", StringComparison.Ordinal));
        var spec = JsonNode.Parse(text)!.AsObject();
        spec["data"] = new JsonObject { ["values"] = new JsonArray([.. values]) };
        return spec;
    }

    /// <summary>Six decimals are more than a pixel shows.</summary>
    public static JsonNode Number(double value) => Math.Round(value, 6);
}
