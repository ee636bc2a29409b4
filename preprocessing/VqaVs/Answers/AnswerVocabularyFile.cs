using System.Text.Json;
using I2M2.Shards;

namespace I2M2.Preprocessing.VqaVs.Answers;

/// <summary>Reads files of answer vocabularies.</summary>
internal static class AnswerVocabularyFile
{
    // The published one has 3,129 answers in 64 KB.
    private const int LengthLimit = 16 << 20;
    private const int SizeLimit = 1 << 17;
    private const int AnswerLimit = 1000;
    private const string Remedy = "give a JSON array of answers in the order of their ids, or a JSON object of answers and ids";

    internal static AnswerVocabulary Read(string path)
    {
        var place = "start";
        try
        {
            var reader = new Utf8JsonReader(BoundedFile.Read(path, LengthLimit, "vocabulary", Remedy), new JsonReaderOptions { MaxDepth = 1 });
            reader.Read();
            var answers = reader.TokenType switch
            {
                JsonTokenType.StartArray => ReadArray(ref reader, ref place),
                JsonTokenType.StartObject => ReadObject(ref reader, ref place),
                _ => throw new FormatException("an array or an object is expected"),
            };
            place = "end";
            if (reader.Read())
                throw new FormatException("text follows the vocabulary");
            return answers.Count > 0 ? new AnswerVocabulary(answers) : throw new FormatException("it has no answers");
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            var reason = e switch
            {
                JsonException j => $"not JSON of one level, at line {j.LineNumber + 1}, byte {j.BytePositionInLine}",
                InvalidOperationException => "its text is not valid Unicode",
                _ => e.Message,
            };
            throw new InputRefusedException(path, $"{place}: {reason}", Remedy, e);
        }
    }

    private static List<string> ReadArray(ref Utf8JsonReader reader, ref string place)
    {
        var (answers, known) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            place = $"answer {answers.Count}";
            var answer = reader.TokenType == JsonTokenType.String ? Checked(reader.GetString()!, answers.Count) : throw new FormatException("a text is expected");
            if (!known.Add(answer))
                throw new FormatException($"'{answer}' is given twice");
            answers.Add(answer);
        }

        return answers;
    }

    private static List<string> ReadObject(ref Utf8JsonReader reader, ref string place)
    {
        var (byId, known) = (new SortedDictionary<int, string>(), new HashSet<string>(StringComparer.Ordinal));
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            place = $"entry {byId.Count + 1}";
            var answer = Checked(reader.GetString()!, byId.Count);
            place = $"answer '{answer}'";
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt32(out var id) || id is < 0 or >= SizeLimit)
                throw new FormatException($"its id is not a whole number from 0 to {SizeLimit - 1:#,0}");
            if (!known.Add(answer))
                throw new FormatException("given twice");
            if (!byId.TryAdd(id, answer))
                throw new FormatException($"its id {id} is that of '{byId[id]}' too");
        }

        place = "end";
        var next = 0;
        foreach (var id in byId.Keys)
        {
            if (id != next++)
                throw new FormatException($"no answer has the id {next - 1}, and ids go up to {byId.Keys.Last()}");
        }

        return [.. byId.Values];
    }

    private static string Checked(string answer, int before)
    {
        if (before >= SizeLimit)
            throw new FormatException($"more than {SizeLimit:#,0} answers");
        return answer.Length <= AnswerLimit ? answer : throw new FormatException($"{answer.Length:#,0} characters; {AnswerLimit:#,0} at most are expected");
    }
}
