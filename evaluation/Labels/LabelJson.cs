using System.Text.Json;
using I2M2.Modeling.Metrics;

namespace I2M2.Evaluation;

/// <summary>
/// Results on independent labels for machines, an element of "runs" each:
/// <c>{"dataset",...,"n","levels":{"slice":{"n","units","mean":{...},"labels":{NAME:{"positives",...}}}},"experts":{NAME:{...}}}</c>.
/// An undefined value is null, and "reasons" beside it says why.
/// </summary>
internal static class LabelJson
{
    /// <summary>Writes one run.</summary>
    public static void Write(Utf8JsonWriter json, LabelResult result)
    {
        json.WriteStartObject();
        json.WriteString("dataset", result.Run?.Dataset);
        json.WriteString("task", result.Run?.Task);
        json.WriteString("paradigm", result.Run?.Paradigm);
        json.WriteString("variant", result.Run?.Variant);
        json.WriteValue("seed", result.Run?.Seed);
        json.WriteString("split", result.Split);
        json.WriteNumber("n", result.Levels[0].N);
        if (result.Modalities is { } modalities)
        {
            json.WriteStartArray("modalities");
            foreach (var modality in modalities)
                json.WriteStringValue(modality);
            json.WriteEndArray();
        }

        json.WriteStartObject("levels");
        foreach (var level in result.Levels)
            WriteLevel(json, level.Name, level, result.Names);
        json.WriteEndObject();
        json.WriteStartObject("experts");
        foreach (var (name, level) in result.Experts)
            WriteLevel(json, name, level, result.Names);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLevel(Utf8JsonWriter json, string name, LabelLevel level, IReadOnlyList<string> labels)
    {
        json.WriteStartObject(name);
        json.WriteNumber("n", level.N);
        json.WriteNumber("units", level.Units.Distinct().Count());
        json.WriteStartObject("mean");
        WriteValues(json, level.Mean);
        json.WriteEndObject();
        json.WriteStartObject("labels");
        for (var k = 0; k < labels.Count; k++)
        {
            json.WriteStartObject(labels[k]);
            json.WriteNumber("positives", level.Positives[k]);
            WriteValues(json, level.Labels[k]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteValues(Utf8JsonWriter json, LabelMetricSet metrics)
    {
        (string Key, Metric Metric)[] values = [.. LabelMetricSet.Keyed.Select(m => (m.Key, m.Get(metrics)))];
        foreach (var (key, metric) in values)
            json.WriteValue(key, metric.Value);
        json.WriteReasons([.. values.Select(v => (v.Key, v.Metric.Reason))]);
    }
}
