using System.Text.Json;
using I2M2.PredictionFiles;
using I2M2.Tests;

namespace I2M2.Evaluation.Tests.Answers;

/// <summary>What answers are worth, by hand and on the published validation questions of VQA-VS.</summary>
public sealed class AnswerScoreTests
{
    private const string Val = "data/vqa-vs/Val/Val-Ans.json";

    // Six of ten say yes, three no, one maybe.
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 1 / 3.0, 0.3)]
    [InlineData(2, 2 / 3.0, 0.6)]
    [InlineData(3, 1, 0.9)]
    [InlineData(4, 1, 1)]
    [InlineData(10, 1, 1)]
    public void An_answer_is_worth_what_annotators_make_it(int count, double thirds, double table)
    {
        Assert.Equal(thirds, AnswerScore.Worth(AnswerRule.Thirds, count), 1e-15);
        Assert.Equal(table, AnswerScore.Worth(AnswerRule.Table, count), 1e-15);
    }

    // The table is the mean of min(1, m / 3) over the ten ways to leave one annotator out.
    [Fact]
    public void The_table_is_the_mean_over_nine_of_ten_annotators()
    {
        for (var n = 0; n <= 10; n++)
            Assert.Equal(((n * Math.Min(1, (n - 1) / 3.0)) + ((10 - n) * Math.Min(1, n / 3.0))) / 10, AnswerScore.Worth(AnswerRule.Table, n), 1e-12);
    }

    // All questions: computed for the specification (section 9.4) by another program. The first 6,000 of them: by a few lines of Python.
    [DataFact(Val)]
    public void Constant_answers_and_the_bound_score_on_VQA_VS_what_they_do_elsewhere()
    {
        var (rows, vocabulary) = Read();
        double[] expected = rows.Count == 32_723 ? [24.6178, 24.1964, 97.3556, 96.3130, 33.3466] : [25.1722, 24.7333, 97.3278, 96.2400, 35.2500];
        var yes = vocabulary.IndexOf("yes");
        Assert.Equal(yes, AnswerScore.BestConstant(AnswerRule.Thirds, rows, null, vocabulary.Count));
        var groups = Enumerable.Range(0, rows.Count).GroupBy(r => rows.QuestionTypes[r]).ToDictionary(g => g.Key, g => g.ToHashSet());
        Assert.Equal(65, groups.Count);
        var best = groups.ToDictionary(g => g.Key, g => Best(rows, g.Value));
        double[] found =
        [
            AnswerScore.Of(AnswerRule.Thirds, rows, _ => yes).Average(), AnswerScore.Of(AnswerRule.Table, rows, _ => yes).Average(), AnswerScore.Bound(AnswerRule.Thirds, rows).Average(),
            AnswerScore.Bound(AnswerRule.Table, rows).Average(), AnswerScore.Of(AnswerRule.Thirds, rows, r => best[rows.QuestionTypes[r]]).Average(),
        ];
        Assert.All(expected.Zip(found), f => Assert.Equal(f.First, 100 * f.Second, 1e-4));
    }

    // As they are spelt, over the first 6,000 questions: by a few lines of Python.
    [DataFact(Val)]
    public void True_answers_of_VQA_VS_have_the_entropies_that_they_have_elsewhere()
    {
        var (rows, _) = Read(first: 6000);
        Assert.Equal(4.6944123497554955, AnswerEntropies.OfMajority(rows), 1e-9);
        Assert.Equal(5.208564026764845, AnswerEntropies.OfAnswers(rows), 1e-9);
    }

    [Fact]
    public void Sets_are_means_of_their_rows_and_families_are_unweighted_means_of_sets()
    {
        var rows = Rows([0b1, 0b11, 0b10000, 0, 0b1111111111 >> 1]);
        double[] scores = [1, 0, 0.5, 0.25, 0.75];
        double? Of(string name) => AnswerSet.All.Single(s => s.Name == name).Mean(scores, rows).Value;
        Assert.Equal(0.5, Of("IID"));
        Assert.Equal((1 + 0 + 0.75) / 3, Of("QT")!.Value, 1e-15);
        Assert.Equal((0 + 0.75) / 2, Of("KW")!.Value, 1e-15);
        Assert.Equal(((0.5 + 0.75) / 2 + 0.75) / 2, Of("image")!.Value, 1e-15);
        Assert.Equal(((1.75 / 3) + 0.375 + 0.75 + 0.75 + 0.625 + (4 * 0.75)) / 9, Of("OOD mean")!.Value, 1e-12);
        Assert.Equal("no row is in QT", AnswerSet.All[1].Mean([1], Rows([0])).Reason);
        Assert.Null(AnswerSet.All[^1].Mean([1], Rows([1])).Value);
    }

    // H(0.7, 0.2, 0.1), as in the specification, section 9.11.
    [Fact]
    public void Entropies_are_in_nats()
    {
        var rows = new AnsweredRows([.. Enumerable.Range(0, 10).Select(i => $"{i}")], new string[10], new int[10], new string[10], new string[10], [0, 0, 0, 0, 0, 0, 0, 1, 1, 2], [], []);
        Assert.Equal(0.801819, AnswerEntropies.OfMajority(rows), 1e-6);
        var builder = new AnswerDistributionBuilder("", 3, [.. Enumerable.Repeat(Array.Empty<int>(), 2)]);
        builder.Add([MathF.Log(0.7f), MathF.Log(0.2f), MathF.Log(0.1f), MathF.Log(0.7f), MathF.Log(0.2f), MathF.Log(0.1f)]);
        var entropies = AnswerEntropies.Of(builder.Build());
        Assert.Equal(0.801819, entropies.MeanOfRows, 1e-6);
        Assert.Equal(0.801819, entropies.OfMean, 1e-6);
        Assert.Equal(0, entropies.OfChoices);
    }

    private static AnsweredRows Rows(int[] sets) => new(
        [.. sets.Select((_, i) => $"{i}")], [.. sets.Select((_, i) => $"{i}")], sets, new string[sets.Length], new string[sets.Length], new int[sets.Length], new int[sets.Length][], new int[sets.Length][]);

    private static int Best(AnsweredRows rows, HashSet<int> among)
    {
        var sums = new Dictionary<int, double>();
        foreach (var row in among)
        {
            for (var k = 0; k < rows.Answers[row].Length; k++)
                sums[rows.Answers[row][k]] = sums.GetValueOrDefault(rows.Answers[row][k]) + AnswerScore.Worth(AnswerRule.Thirds, rows.Counts[row][k]);
        }

        return sums.MaxBy(s => s.Value).Key;
    }

    private static (AnsweredRows Rows, List<string> Vocabulary) Read(int first = int.MaxValue)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        using var json = JsonDocument.Parse(File.ReadAllBytes(TestData.At(Val)));
        var entries = json.RootElement.EnumerateArray().Take(first).ToList();
        var groups = entries.ConvertAll(e => e.GetProperty("answers").EnumerateArray().Select(a => a.GetProperty("answer").GetString()!).GroupBy(a => a).ToList());
        var majority = entries.ConvertAll(e => e.GetProperty("multiple_choice_answer").GetString()!);
        foreach (var answer in groups.SelectMany(g => g).Select(g => g.Key).Concat(majority))
            numbers.TryAdd(answer, numbers.Count);
        string[] Texts(string name) => [.. entries.Select(e => e.GetProperty(name).ToString())];
        return (
            new(Texts("question_id"), Texts("image_id"), new int[entries.Count], Texts("answer_type"), Texts("question_type"), [.. majority.Select(a => numbers[a])],
                groups.ConvertAll(g => g.Select(a => numbers[a.Key]).ToArray()), groups.ConvertAll(g => g.Select(a => a.Count()).ToArray())),
            [.. numbers.Keys]);
    }
}
