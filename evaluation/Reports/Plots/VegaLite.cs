using System.Reflection;
using System.Text.Json.Nodes;

namespace I2M2.Evaluation;

/// <summary>Vega-Lite specifications: the drawings lie beside this file, NAME.vl.json, and data are put into them as values.</summary>
internal static class VegaLite
{
    /// <param name="drawing">Name of a specification without data.</param>
    /// <param name="values">Rows; nothing of them is written into the drawing itself.</param>
    public static JsonObject Of(string drawing, IEnumerable<JsonObject> values)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{drawing}.vl.json")!;
        var spec = JsonNode.Parse(stream)!.AsObject();
        spec["data"] = new JsonObject { ["values"] = new JsonArray([.. values]) };
        return spec;
    }

    /// <summary>Six decimals are more than a pixel shows.</summary>
    public static JsonNode Number(double value) => Math.Round(value, 6);
}
