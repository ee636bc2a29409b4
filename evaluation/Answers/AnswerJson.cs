using System.Text.Json;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// Results on answers for machines, an element of "runs" each: <c>{"dataset",...,"n","pictures","score":{"table":{SET:...},"thirds":{SET:...}},"types":{...},"entropy":{...},"experts":{NAME:{...}}}</c>;
/// scores 0 to 1, entropies in nats and bits. The score of a set without a row is null, and "reasons" beside it says why.
/// </summary>
internal static class AnswerJson
{
    /// <summary>Writes one run.</summary>
    public static void Write(Utf8JsonWriter json, AnswerResult result)
    {
        var (run, predictions) = (result.Run, result.Predictions);
        json.WriteStartObject();
        json.WriteString("dataset", run.Dataset);
        json.WriteString("task", run.Task);
        json.WriteString("paradigm", run.Paradigm);
        json.WriteString("variant", run.Variant);
        json.WriteNumber("seed", run.Seed);
        json.WriteString("split", result.Split);
        json.WriteNumber("n", predictions.Rows.Count);
        json.WriteNumber("pictures", predictions.Rows.Clusters.Distinct(StringComparer.Ordinal).Count());
        WriteScores(json, result, predictions.Product);
        json.WriteStartObject("types");
        foreach (var type in predictions.Rows.AnswerTypes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            json.WriteNumber(type, result.Scores(AnswerRule.Table).Where((_, row) => predictions.Rows.AnswerTypes[row] == type).Average());
        json.WriteEndObject();
        json.WriteStartObject("bound");
        foreach (var (name, rule) in AnswerScore.Rules)
            json.WriteNumber(name, AnswerScore.Bound(rule, predictions.Rows).Average());
        json.WriteEndObject();
        WriteEntropiesOf(json, predictions.Rows);
        WriteEntropies(json, predictions.Product);
        json.WriteStartObject("experts");
        foreach (var expert in predictions.Experts)
        {
            json.WriteStartObject(expert.Name);
            WriteScores(json, result, expert);
            WriteEntropies(json, expert);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes the entropies of what is true of rows.</summary>
    public static void WriteEntropiesOf(Utf8JsonWriter json, AnsweredRows rows)
    {
        json.WriteStartObject("entropy_of_answers");
        Entropy(json, "majority", AnswerEntropies.OfMajority(rows));
        Entropy(json, "soft", AnswerEntropies.OfAnswers(rows));
        json.WriteEndObject();
    }

    /// <summary>Writes the mean of scores on each set.</summary>
    /// <param name="json">Inside an object.</param>
    /// <param name="key">Its name there.</param>
    /// <param name="scores">[N].</param>
    /// <param name="rows">The rows.</param>
    public static void WriteSets(Utf8JsonWriter json, string key, double[] scores, AnsweredRows rows)
    {
        (string Key, Metric Metric)[] sets = [.. AnswerSet.All.Select(s => (s.Name, s.Mean(scores, rows)))];
        json.WriteStartObject(key);
        foreach (var (name, metric) in sets)
            json.WriteValue(name, metric.Value);
        json.WriteReasons([.. sets.Select(s => (s.Key, s.Metric.Reason))]);
        json.WriteEndObject();
    }

    private static void WriteScores(Utf8JsonWriter json, AnswerResult result, AnswerDistribution of)
    {
        json.WriteStartObject("score");
        foreach (var (name, rule) in AnswerScore.Rules)
            WriteSets(json, name, result.Scores(rule, of), result.Predictions.Rows);
        json.WriteEndObject();
    }

    private static void WriteEntropies(Utf8JsonWriter json, AnswerDistribution of)
    {
        var entropies = AnswerEntropies.Of(of);
        json.WriteStartObject("entropy");
        foreach (var (key, _, get) in AnswerEntropies.Keyed)
            Entropy(json, key, get(entropies));
        json.WriteEndObject();
    }

    private static void Entropy(Utf8JsonWriter json, string name, double nats)
    {
        json.WriteStartObject(name);
        json.WriteNumber("nats", nats);
        json.WriteNumber("bits", nats / Math.Log(2));
        json.WriteEndObject();
    }
}
