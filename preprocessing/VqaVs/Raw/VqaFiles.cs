using I2M2.Preprocessing.Records;
using I2M2.Shards;

namespace I2M2.Preprocessing.VqaVs.Raw;

/// <summary>Reads the files of VQA v2 (an object with `questions` or `annotations`) and VQA-VS (the bare array). A refusal names the entry by its number from 1.</summary>
public static class VqaFiles
{
    private delegate T Parser<T>(ReadOnlySpan<byte> json);

    /// <summary>The questions of a file, in its order.</summary>
    /// <exception cref="InputRefusedException">While it is read: not such a file, no question, or a `question_id` twice.</exception>
    public static IEnumerable<VqaQuestion> Questions(string path) => Read(path, "questions", VqaQuestion.Parse, q => q.Id);

    /// <summary>The annotations of a file, in its order.</summary>
    /// <exception cref="InputRefusedException">While it is read: not such a file, no annotation, or a `question_id` twice.</exception>
    public static IEnumerable<VqaAnnotation> Annotations(string path) => Read(path, "annotations", VqaAnnotation.Parse, a => a.QuestionId);

    /// <summary>A split's questions with their annotations, in the order of the questions, whatever the order of the annotations.</summary>
    /// <exception cref="InputRefusedException">
    /// As for either file; or a question has no annotation, an annotation no question, or the two name different images.
    /// </exception>
    public static IReadOnlyList<(VqaQuestion Question, VqaAnnotation Annotation)> Split(string questions, string annotations)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var byQuestion = Annotations(annotations).ToDictionary(a => a.QuestionId, a => a with { QuestionType = Once(a.QuestionType), Answers = [.. a.Answers.Select(Once)] });
        var pairs = new List<(VqaQuestion, VqaAnnotation)>(byQuestion.Count);
        foreach (var question in Questions(questions))
        {
            if (!byQuestion.Remove(question.Id, out var annotation))
                throw RecordFile.Refuse(annotations, $"question {question.Id}", $"no annotation, but {Path.GetFileName(questions)} has the question");
            if (annotation.ImageId != question.ImageId)
                throw RecordFile.Refuse(annotations, $"question {question.Id}", $"image {annotation.ImageId}, but {question.ImageId} in {Path.GetFileName(questions)}");
            pairs.Add((question, annotation));
        }

        return byQuestion.Count == 0
            ? pairs
            : throw RecordFile.Refuse(annotations, $"question {byQuestion.Keys.Min()}", $"not in {Path.GetFileName(questions)}, nor are {byQuestion.Count - 1:#,0} more");

        // Millions of answers are a hundred thousand different ones.
        string Once(string text)
        {
            if (!texts.TryGetValue(text, out var known))
                texts.Add(text, known = text);
            return known;
        }
    }

    private static IEnumerable<T> Read<T>(string path, string key, Parser<T> parse, Func<T, long> id)
    {
        using var records = new JsonRecords(path, key);
        var known = new Dictionary<long, long>();
        while (Next(path, records, parse) is { } found)
        {
            if (!known.TryAdd(id(found), records.Number))
                throw RecordFile.Refuse(path, $"entry {records.Number:#,0}", $"question_id {id(found)} is that of entry {known[id(found)]:#,0} too");
            yield return found;
        }

        if (known.Count == 0)
            throw RecordFile.Refuse(path, "end", $"no {key} in it");
    }

    private static T? Next<T>(string path, JsonRecords records, Parser<T> parse)
    {
        if (!records.Next(out var json))
            return default;
        try
        {
            return parse(json);
        }
        catch (FormatException e)
        {
            throw RecordFile.Refuse(path, $"entry {records.Number:#,0}", e.Message, e);
        }
    }
}
