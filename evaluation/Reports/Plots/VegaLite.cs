using System.Text.Json.Nodes;

namespace I2M2.Evaluation;

/// <summary>Vega-Lite specifications: the drawing as fixed text, the data put into it as values.</summary>
internal static class VegaLite
{
    /// <param name="drawing">A specification without data.</param>
    /// <param name="values">Rows; no value is written into the drawing itself.</param>
    public static JsonObject Of(string drawing, IEnumerable<JsonObject> values)
    {
        var spec = JsonNode.Parse(drawing)!.AsObject();
        spec["data"] = new JsonObject { ["values"] = new JsonArray([.. values]) };
        return spec;
    }

    /// <summary>Six decimals are more than a pixel shows.</summary>
    public static JsonNode Number(double value) => Math.Round(value, 6);
}
