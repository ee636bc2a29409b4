using System.Text.Json;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>
/// Results on answers for machines, an element of "runs" each: <c>{"dataset",...,"n","pictures","score":{"table":{SET:...},"thirds":{SET:...}},"types":{...},"entropy":{...},"experts":{NAME:{...}}}</c>;
/// scores 0 to 1, entropies in nats and bits, null where a set has no row.
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
        foreach (var (name, rule) in Rules)
            json.WriteNumber(name, AnswerScore.Bound(rule, predictions.Rows).Average());
        json.WriteEndObject();
        json.WriteStartObject("entropy_of_answers");
        Entropy(json, "majority", AnswerEntropies.OfMajority(predictions.Rows));
        Entropy(json, "soft", AnswerEntropies.OfAnswers(predictions.Rows));
        json.WriteEndObject();
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

    private static (string Name, AnswerRule Rule)[] Rules => [("table", AnswerRule.Table), ("thirds", AnswerRule.Thirds)];

    private static void WriteScores(Utf8JsonWriter json, AnswerResult result, AnswerDistribution of)
    {
        json.WriteStartObject("score");
        foreach (var (name, rule) in Rules)
        {
            var scores = result.Scores(rule, of);
            json.WriteStartObject(name);
            foreach (var set in AnswerSet.All)
            {
                if (set.Mean(scores, result.Predictions.Rows).Value is { } value)
                    json.WriteNumber(set.Name, value);
                else
                    json.WriteNull(set.Name);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteEntropies(Utf8JsonWriter json, AnswerDistribution of)
    {
        var entropies = AnswerEntropies.Of(of);
        json.WriteStartObject("entropy");
        Entropy(json, "of_best", entropies.OfChoices);
        Entropy(json, "mean_of_rows", entropies.MeanOfRows);
        Entropy(json, "of_mean", entropies.OfMean);
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
