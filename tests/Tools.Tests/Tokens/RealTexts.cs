using System.Text.Json;

namespace I2M2.Tests.Tokens;

/// <summary>Texts that the data sets ask about, from <see cref="TestData"/>.</summary>
internal static class RealTexts
{
    /// <summary>The sentences of one of NLVR2's files.</summary>
    /// <param name="file">E.g. "dev".</param>
    internal static IEnumerable<string> SentencesOfNlvr2(string file)
    {
        foreach (var line in File.ReadLines(TestData.At($"data/nlvr2/{file}.json")))
        {
            using var row = JsonDocument.Parse(line);
            yield return row.RootElement.GetProperty("sentence").GetString()!;
        }
    }

    /// <summary>The validation questions of VQA-VS.</summary>
    internal static IReadOnlyList<string> QuestionsOfVqaVs()
    {
        using var questions = JsonDocument.Parse(File.ReadAllBytes(TestData.At("data/vqa-vs/Val/Val-Ques.json")));
        return [.. questions.RootElement.EnumerateArray().Select(q => q.GetProperty("question").GetString()!)];
    }
}
