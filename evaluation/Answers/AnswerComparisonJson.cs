using System.Text.Json;

namespace I2M2.Evaluation;

/// <summary>
/// Comparisons on answers for machines, an element of "comparisons" each, with what the tables say:
/// <c>{"dataset","task","profile","split","n","pictures","types":{TYPE:n},"entropy_of_answers":{...},"yardsticks":{NAME:{RULE:{SET:...}}},"paradigms":[{...}],"leads":[{...}]}</c>.
/// A paradigm's values are means over its seeds, each <c>{"mean","deviation"}</c> with the sample standard deviation, null for a single seed; "low" and "high" beside the mean of IID
/// are its 95 % interval over pictures and seeds. Scores and leads are 0 to 1, entropies in nats. "leads" are of the first of "ranking" over the others, from the second down, in
/// the score of IID by the rule "table", with a 95 % interval, p adjusted by Holm, and what may be said of them.
/// </summary>
internal static class AnswerComparisonJson
{
    /// <summary>Writes one comparison.</summary>
    public static void Write(Utf8JsonWriter json, AnswerComparison comparison)
    {
        var (run, split, rows) = (comparison.Runs[0].Run, comparison.Runs[0].Split, comparison.Runs[0].Predictions.Rows);
        json.WriteStartObject();
        json.WriteString("dataset", run.Dataset);
        json.WriteString("task", run.Task);
        json.WriteString("profile", run.Profile);
        json.WriteString("split", split);
        json.WriteNumber("n", rows.Count);
        json.WriteNumber("pictures", comparison.Pictures);
        json.WriteStartObject("types");
        foreach (var (name, count) in comparison.Types)
            json.WriteNumber(name, count);
        json.WriteEndObject();
        AnswerJson.WriteEntropiesOf(json, rows);
        WriteYardsticks(json, comparison);
        json.WriteStartArray("paradigms");
        foreach (var contender in comparison.Contenders)
            WriteContender(json, contender, comparison.Types);
        json.WriteEndArray();
        json.WriteStartArray("ranking");
        foreach (var contender in comparison.Ranked)
            WriteName(json, contender);
        json.WriteEndArray();
        WriteLeads(json, comparison.Leads);
        json.WriteEndObject();
    }

    private static void WriteYardsticks(Utf8JsonWriter json, AnswerComparison comparison)
    {
        var all = AnswerScore.Rules.SelectMany(r => AnswerYardstick.Of(comparison, r.Rule).Select(y => (Rule: r.Key, Yardstick: y)));
        json.WriteStartObject("yardsticks");
        foreach (var yardstick in all.GroupBy(y => y.Yardstick.Key))
        {
            json.WriteStartObject(yardstick.Key);
            foreach (var (rule, by) in yardstick)
                AnswerJson.WriteSets(json, rule, by.Scores, comparison.Runs[0].Predictions.Rows);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteContender(Utf8JsonWriter json, AnswerContender contender, IReadOnlyList<(string Name, int Rows)> types)
    {
        json.WriteStartObject();
        json.WriteString("paradigm", contender.Runs[0].Run.Paradigm);
        json.WriteString("variant", contender.Runs[0].Run.Variant);
        json.WriteNumber("seeds", contender.Runs.Count);
        json.WriteValue("params", contender.Params);
        WriteScores(json, contender.Score, contender.Interval);
        json.WriteStartObject("types");
        foreach (var (key, rule) in AnswerScore.Rules)
            WriteSpreads(json, key, types.Select(t => (t.Name, contender.Score(rule, t.Name))));
        json.WriteEndObject();
        WriteEntropies(json, contender.Entropies(null));
        json.WriteStartObject("experts");
        foreach (var expert in contender.Experts)
        {
            json.WriteStartObject(expert);
            WriteScores(json, (rule, set) => contender.Score(rule, set, expert), null);
            WriteEntropies(json, contender.Entropies(expert));
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteScores(Utf8JsonWriter json, Func<AnswerRule, AnswerSet, SeedSpread> score, Func<AnswerRule, (double Low, double High)>? interval)
    {
        json.WriteStartObject("score");
        foreach (var (key, rule) in AnswerScore.Rules)
            WriteSpreads(json, key, AnswerSet.All.Select(s => (s.Name, score(rule, s))), interval?.Invoke(rule));
        json.WriteEndObject();
    }

    // The interval is that of the first.
    private static void WriteSpreads(Utf8JsonWriter json, string key, IEnumerable<(string Name, SeedSpread Spread)> values, (double Low, double High)? interval = null)
    {
        (string Name, SeedSpread Spread)[] all = [.. values];
        json.WriteStartObject(key);
        foreach (var (name, spread) in all)
        {
            json.WriteStartObject(name);
            json.WriteValue("mean", spread.Mean);
            json.WriteValue("deviation", spread.Deviation);
            if (interval is var (low, high))
            {
                json.WriteNumber("low", low);
                json.WriteNumber("high", high);
                interval = null;
            }

            json.WriteEndObject();
        }

        json.WriteReasons([.. all.Select(v => (v.Name, v.Spread.Reason))]);
        json.WriteEndObject();
    }

    private static void WriteEntropies(Utf8JsonWriter json, IReadOnlyList<AnswerEntropies> seeds) =>
        WriteSpreads(json, "entropy", AnswerEntropies.Keyed.Select(k => (k.Key, SeedSpread.Of([.. seeds.Select(e => Metric.Of(k.Get(e)))]))));

    private static void WriteLeads(Utf8JsonWriter json, IReadOnlyList<Lead<AnswerContender>> leads)
    {
        json.WriteStartArray("leads");
        foreach (var lead in leads)
        {
            json.WriteStartObject();
            json.WritePropertyName("over");
            WriteName(json, lead.Over);
            json.WriteNumber("lead", lead.Difference.Difference);
            json.WriteNumber("low", lead.Difference.Low);
            json.WriteNumber("high", lead.Difference.High);
            json.WriteNumber("p_holm", lead.P);
            json.WriteBoolean("covers_seeds", lead.Difference.CoversSeeds);
            json.WriteString("verdict", lead.Verdict);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteName(Utf8JsonWriter json, AnswerContender contender)
    {
        json.WriteStartObject();
        json.WriteString("paradigm", contender.Runs[0].Run.Paradigm);
        json.WriteString("variant", contender.Runs[0].Run.Variant);
        json.WriteEndObject();
    }
}
