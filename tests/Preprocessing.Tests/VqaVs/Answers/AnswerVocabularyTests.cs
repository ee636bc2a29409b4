using System.Text.Json;
using I2M2.Preprocessing.VqaVs.Answers;
using I2M2.Shards;

namespace I2M2.Tests.VqaVs.Answers;

public sealed class AnswerVocabularyTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Answers_that_are_frequent_enough_stand_in_the_order_of_their_first_occurrence()
    {
        string[] majority = ["dog", "cat", "The Dog", "two", "2", "bird", "cat.", "dog", "two"];
        Assert.Equal(["dog", "2"], AnswerVocabulary.Of(majority, least: 3).Answers);
        Assert.Equal(["dog", "cat", "2", "bird"], AnswerVocabulary.Of(majority, least: 1).Answers);
        Assert.Empty(AnswerVocabulary.Of(majority).Answers);
    }

    [DataFact("data/vqa-labels")]
    public void The_published_vocabulary_is_the_same_from_both_its_files()
    {
        var list = AnswerVocabulary.Read(TestData.At("data/vqa-labels/trainval_label2ans.json"));
        var ids = AnswerVocabulary.Read(TestData.At("data/vqa-labels/trainval_ans2label.json"));
        Assert.Equal(3129, list.Count);
        Assert.Equal(list.Answers, ids.Answers);
        Assert.True(ids.TryGetId("woods", out var id));
        Assert.Equal(1, id);
        Assert.False(ids.TryGetId("Woods", out _));
    }

    // Counted by a separate program over the same 6,000 answers.
    [DataFact("data/vqa-vs/Val", "data/vqa-labels")]
    public void Real_answers_give_the_numbers_that_another_program_gives()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(TestData.At("data/vqa-vs/Val/Val-Ans.json")));
        var majority = file.RootElement.EnumerateArray().Select(a => a.GetProperty("multiple_choice_answer").GetString()!).ToArray();
        var raw = file.RootElement.EnumerateArray().Select(a => a.GetProperty("answers").EnumerateArray().Select(x => x.GetProperty("answer").GetString()!).ToArray()).ToArray();
        Assert.Equal(51, majority.Count(a => AnswerText.Normalise(a) != a));
        Assert.Equal(808, raw.Sum(r => r.Count(a => AnswerText.Normalise(a) != a)));
        Assert.Equal(1342, AnswerVocabulary.Of(majority, least: 1).Count);

        var own = AnswerVocabulary.Of(majority);
        Assert.Equal(53, own.Count);
        Assert.Equal(["yes", "gray", "no", "white", "right", "yellow"], own.Answers.Take(6));
        Assert.Equal("living room", own.Answers[^1]);
        var targets = raw.Select(r => AnswerTargets.Of(r, own)).ToArray();
        Assert.Equal(1578, targets.Count(t => t.Ids.Count == 0));
        Assert.Equal(6701, targets.Sum(t => t.Ids.Count));

        var published = AnswerVocabulary.Read(TestData.At("data/vqa-labels/trainval_label2ans.json"));
        Assert.Equal(0.933, majority.Count(a => published.TryGetId(AnswerText.Normalise(a), out _)) / 6000.0, 1e-9);

        // The best any model can do, and what `yes` alone is worth, by both rules.
        Assert.Equal(97.327778, Score(raw, majority, ScoreRule.Thirds), 1e-6);
        Assert.Equal(96.24, Score(raw, majority, ScoreRule.LeaveOneOut), 1e-6);
        var yes = Enumerable.Repeat("yes", raw.Length).ToArray();
        Assert.Equal(25.172222, Score(raw, yes, ScoreRule.Thirds), 1e-6);
        Assert.Equal(24.733333, Score(raw, yes, ScoreRule.LeaveOneOut), 1e-6);
    }

    [Theory]
    [InlineData("[\"a\", \"b\", \"a\"]", "answer 2: 'a' is given twice")]
    [InlineData("[\"a\", 1]", "answer 1: a text is expected")]
    [InlineData("[\"a\", [\"b\"]]", "not JSON of one level")]
    [InlineData("[]", "no answers")]
    [InlineData("{}", "no answers")]
    [InlineData("\"a\"", "an array or an object is expected")]
    [InlineData("[\"a\"", "not JSON of one level")]
    [InlineData("[\"a\"] 1", "not JSON of one level")]
    [InlineData("", "not JSON of one level")]
    [InlineData("[\"\\ud800\"]", "not valid Unicode")]
    [InlineData("{\"a\": 0, \"b\": 2}", "no answer has the id 1, and ids go up to 2")]
    [InlineData("{\"a\": 1}", "no answer has the id 0")]
    [InlineData("{\"a\": 0, \"b\": 0}", "answer 'b': its id 0 is that of 'a' too")]
    [InlineData("{\"a\": 0, \"a\": 1}", "answer 'a': given twice")]
    [InlineData("{\"a\": -1}", "answer 'a': its id is not a whole number")]
    [InlineData("{\"a\": 0.0}", "answer 'a': its id is not a whole number")]
    [InlineData("{\"a\": \"0\"}", "answer 'a': its id is not a whole number")]
    public void What_is_no_vocabulary_is_refused(string json, string message)
    {
        File.WriteAllText(folder.At("answers.json"), json);
        var refusal = Assert.Throws<InputRefusedException>(() => AnswerVocabulary.Read(folder.At("answers.json")));
        Assert.Contains("answers.json: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_and_one_without_end_are_refused()
    {
        Assert.Contains("no such file", Assert.Throws<InputRefusedException>(() => AnswerVocabulary.Read(folder.At("x"))).Message, StringComparison.Ordinal);
        Assert.Contains("larger than 16 MiB", Assert.Throws<InputRefusedException>(() => AnswerVocabulary.Read("/dev/zero")).Message, StringComparison.Ordinal);
    }

    private static double Score(string[][] raw, string[] given, ScoreRule rule) =>
        100 * raw.Zip(given, (r, g) => SoftScore.Of(r.Count(a => a == g), rule)).Average();
}
