using I2M2.Modeling.Tasks;
using I2M2.PredictionFiles;

namespace I2M2.Evaluation;

/// <summary>What an answer is worth that n of ten annotators gave.</summary>
internal enum AnswerRule
{
    /// <summary>min(1, n / 3): the score of VQA-VS.</summary>
    Thirds,

    /// <summary>0, 0.3, 0.6, 0.9, 1: the mean of min(1, m / 3) over the ten subsets of nine annotators, the score of VQA v2.</summary>
    Table,
}

/// <summary>A set of rows, or several whose scores are averaged.</summary>
/// <param name="Name">As tables name it.</param>
/// <param name="Bits">Of the out-of-distribution sets, in the order of the mask; empty: all rows.</param>
internal sealed record AnswerSet(string Name, IReadOnlyList<int> Bits)
{
    /// <summary>All rows; the nine sets; means over the families of shortcuts, and over all nine. Source: VQA-VS, new_comput_score.py.</summary>
    public static IReadOnlyList<AnswerSet> All { get; } =
    [
        new("IID", []), .. AnswerColumns.OodSets.Select((name, bit) => new AnswerSet(name, [bit])),
        new("text", [0, 1, 2, 3]), new("image", [4, 5]), new("both", [6, 7, 8]), new("OOD mean", [0, 1, 2, 3, 4, 5, 6, 7, 8]),
    ];

    /// <summary>The mean score of its rows; of several sets, the unweighted mean of theirs; undefined where one has no row.</summary>
    /// <param name="scores">[N].</param>
    /// <param name="rows">The rows.</param>
    public Metric Mean(double[] scores, AnsweredRows rows)
    {
        if (Bits.Count == 0)
            return Metric.Of(scores.Average());
        var sum = 0.0;
        foreach (var bit in Bits)
        {
            var (total, count) = (0.0, 0);
            for (var row = 0; row < scores.Length; row++)
            {
                if ((rows.Sets[row] >> bit & 1) == 1)
                    (total, count) = (total + scores[row], count + 1);
            }

            if (count == 0)
                return Metric.Undefined($"no row is in {AnswerColumns.OodSets[bit]}");
            sum += total / count;
        }

        return Metric.Of(sum / Bits.Count);
    }
}

/// <summary>Scores of rows.</summary>
internal static class AnswerScore
{
    /// <summary>Both rules, with their names in JSON and CSV.</summary>
    public static IReadOnlyList<(string Key, AnswerRule Rule)> Rules { get; } = [("table", AnswerRule.Table), ("thirds", AnswerRule.Thirds)];

    /// <summary>What an answer is worth that so many of ten annotators gave.</summary>
    public static double Worth(AnswerRule rule, int count) => Points(rule, count) / (rule == AnswerRule.Thirds ? 3.0 : 10.0);

    /// <summary>Of each row the worth of one answer, [N].</summary>
    /// <param name="rule">How.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="answer">The answer to a row; -1: none.</param>
    public static double[] Of(AnswerRule rule, AnsweredRows rows, Func<int, int> answer) => [.. Enumerable.Range(0, rows.Count).Select(row => Worth(rule, rows.CountOf(row, answer(row))))];

    /// <summary>Of each row the most that any answer is worth, [N].</summary>
    public static double[] Bound(AnswerRule rule, AnsweredRows rows) => [.. rows.Counts.Select(c => c.Length == 0 ? 0 : Worth(rule, c.Max()))];

    /// <summary>The answer that is worth most if it is always given; of equals, the first of the vocabulary.</summary>
    /// <param name="rule">How.</param>
    /// <param name="rows">The rows to choose on.</param>
    /// <param name="among">Which of them; null: all.</param>
    /// <param name="classes">Answers, K.</param>
    public static int BestConstant(AnswerRule rule, AnsweredRows rows, Func<int, bool>? among, int classes)
    {
        var sums = new long[classes];
        for (var row = 0; row < rows.Count; row++)
        {
            if (among?.Invoke(row) == false)
                continue;
            for (var k = 0; k < rows.Answers[row].Length; k++)
                sums[rows.Answers[row][k]] += Points(rule, rows.Counts[row][k]);
        }

        return Array.IndexOf(sums, sums.Max());
    }

    // In thirds or in tenths: sums of them are exact, whatever the order of the rows.
    private static int Points(AnswerRule rule, int count) => rule == AnswerRule.Thirds ? Math.Min(3, count) : Math.Min(10, 3 * count);
}
