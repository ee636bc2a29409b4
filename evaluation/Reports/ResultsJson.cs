using System.Text;
using System.Text.Json;

namespace I2M2.Evaluation;

/// <summary>
/// Results for machines:
/// <c>{"runs":[{"dataset","task","paradigm","variant","seed","split","n","metrics":{...},"experts":{NAME:{...}},"confusion":[[...]]}]}</c>,
/// confusion by true class, then predicted class, where there are few classes. Entropies and
/// nll are in nats. An undefined value is null, and "reasons" beside "metrics", or inside the expert, says why.
/// </summary>
public static class ResultsJson
{
    /// <summary>JSON text, indented by two spaces, ending in a line feed; numbers round-trip.</summary>
    public static string Write(IEnumerable<RunResult> results) => Write(results, [], [], []);

    /// <summary>
    /// As <see cref="Write(IEnumerable{RunResult})"/>, with runs on independent labels and on answers after the others, see <see cref="LabelJson"/> and <see cref="AnswerJson"/>, and
    /// where there are any of answers, "comparisons" after "runs", see <see cref="AnswerComparisonJson"/>.
    /// </summary>
    internal static string Write(IEnumerable<RunResult> results, IEnumerable<LabelResult> labelResults, IEnumerable<AnswerResult> answerResults, IReadOnlyList<AnswerComparison> ofAnswers)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteStartArray("runs");
            foreach (var result in results)
                WriteRun(json, result);
            foreach (var result in labelResults)
                LabelJson.Write(json, result);
            foreach (var result in answerResults)
                AnswerJson.Write(json, result);
            json.WriteEndArray();
            if (ofAnswers.Count > 0)
            {
                json.WriteStartArray("comparisons");
                foreach (var comparison in ofAnswers)
                    AnswerComparisonJson.Write(json, comparison);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteRun(Utf8JsonWriter json, RunResult result)
    {
        json.WriteStartObject();
        json.WriteString("dataset", result.Run?.Dataset);
        json.WriteString("task", result.Run?.Task);
        json.WriteString("paradigm", result.Run?.Paradigm);
        json.WriteString("variant", result.Run?.Variant);
        json.WriteValue("seed", result.Run?.Seed);
        json.WriteString("split", result.Split);
        json.WriteNumber("n", result.N);
        if (result.Modalities is { } modalities)
        {
            json.WriteStartArray("modalities");
            foreach (var modality in modalities)
                json.WriteStringValue(modality);
            json.WriteEndArray();
        }

        json.WriteStartObject("metrics");
        WriteValues(json, result.Metrics);
        json.WriteEndObject();

        json.WriteStartObject("experts");
        foreach (var (name, metrics) in result.Experts)
        {
            json.WriteStartObject(name);
            WriteValues(json, metrics);
            WriteReasons(json, metrics);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        WriteReasons(json, result.Metrics);
        WriteConfusion(json, result.Detail.Confusion);
        json.WriteEndObject();
    }

    private static void WriteConfusion(Utf8JsonWriter json, IReadOnlyList<IReadOnlyList<int>>? matrix)
    {
        if (matrix is null)
            return;
        json.WritePropertyName("confusion");
        json.WriteRawValue($"[{string.Join(", ", matrix.Select(row => $"[{string.Join(", ", row)}]"))}]");
    }

    private static void WriteValues(Utf8JsonWriter json, MetricSet metrics)
    {
        foreach (var (key, get) in MetricSet.Keyed)
            json.WriteValue(key, get(metrics).Value);
        if (metrics.Consistency is { Value: { } consistency })
            json.WriteNumber("consistency", consistency);
        if (metrics.Subsets.Count == 0)
            return;
        json.WriteStartObject("subsets");
        foreach (var part in metrics.Subsets)
        {
            json.WriteStartObject(part.Name);
            json.WriteNumber("n", part.N);
            json.WriteNumber("accuracy", part.Accuracy.Value!.Value);
            if (part.Consistency is { Value: { } share })
                json.WriteNumber("consistency", share);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteReasons(Utf8JsonWriter json, MetricSet metrics) => json.WriteReasons([.. MetricSet.Keyed.Select(m => (m.Key, m.Get(metrics).Reason))]);
}
