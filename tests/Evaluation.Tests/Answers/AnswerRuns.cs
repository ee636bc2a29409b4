using I2M2.PredictionFiles;
using I2M2.Tests;

namespace I2M2.Evaluation.Tests.Answers;

/// <summary>
/// A folder of runs on five questions about four pictures as training leaves it, gone with the test. A model says its answer with probability 0.7 and each of the other three with 0.1.
/// <list type="table">
/// <item><term>101, picture a, is the, yes/no</term><description>yes 8, no 2; in QT</description></item>
/// <item><term>102, picture a, is the, yes/no</term><description>no 7, yes 1</description></item>
/// <item><term>103, picture b, what color, other</term><description>red 3; in QT</description></item>
/// <item><term>104, picture c, what color, other</term><description>no answer of the vocabulary</description></item>
/// <item><term>105, picture d, how many, number</term><description>=2+2 5; in every set</description></item>
/// </list>
/// </summary>
internal sealed class AnswerRuns : IDisposable
{
    private const int Yes = 0, No = 1, Red = 2, Sum = 3, None = -1;
    private static readonly string[] Vocabulary = ["yes", "no", "red", "=2+2"];
    private readonly TemporaryFolder folder = new();

    /// <summary>The questions, in order of their numbers.</summary>
    internal static AnsweredRows Test { get; } = new(
        ["101", "102", "103", "104", "105"], ["a", "a", "b", "c", "d"], [1, 0, 1, 0, 511], ["yes/no", "yes/no", "other", "other", "number"], ["is the", "is the", "what color", "what color", "how many"],
        [Yes, No, Red, None, Sum], [[Yes, No], [No, Yes], [Red], [], [Sum]], [[8, 2], [7, 1], [3], [], [5]]);

    // To "is the", yes is worth 5 by thirds and 4.5 by the table, no 14 / 3 and 4.6.
    private static AnsweredRows Valid { get; } = new(
        ["1", "2", "3", "4", "5", "6"], ["v", "w", "x", "y", "z", "z"], new int[6], ["yes/no", "yes/no", "yes/no", "yes/no", "yes/no", "other"], ["is the", "is the", "is the", "is the", "is the", "what color"],
        [No, No, No, No, Yes, Red], [[Yes, No], [Yes, No], [Yes, No], [Yes, No], [Yes, No], [Red]], [[3, 4], [3, 4], [3, 4], [3, 4], [3, 2], [4]]);

    internal string Root => folder.Path;

    internal string At(string relative) => folder.At(relative);

    public void Dispose() => folder.Dispose();

    /// <summary>Four runs: two seeds of inter, i2m2 with its experts, and text alone.</summary>
    /// <param name="order">In which order the first of them has the questions; null: in that of their numbers.</param>
    internal void AddAll(int[]? order = null)
    {
        Add("inter", "fiber", 0, [Yes, Yes, Red, Red, Sum], order: order);
        Add("inter", "fiber", 1, [Yes, No, Red, Red, Sum]);
        Add("i2m2", "fiber", 0, [Yes, No, Yes, Red, Sum], experts: [("image", [Yes, Yes, Yes, Yes, Yes]), ("text", [No, No, Yes, Yes, Yes]), ("joint", [Yes, No, Yes, Red, Sum])]);
        Add("unimodal", "text", 0, [No, No, Yes, Yes, Yes]);
    }

    /// <summary>Writes a run with its predictions.</summary>
    /// <param name="paradigm">Kind.</param>
    /// <param name="variant">Variant.</param>
    /// <param name="seed">Seed.</param>
    /// <param name="answers">The model's answers to the five questions.</param>
    /// <param name="rows">The questions; null: those of <see cref="Test"/>.</param>
    /// <param name="order">In which order the file has them; null: in that of their numbers.</param>
    /// <param name="experts">Answers of each expert.</param>
    /// <param name="valid">Whether there are predictions of the validation split.</param>
    /// <returns>Its folder.</returns>
    internal string Add(string paradigm, string variant, int seed, int[] answers, AnsweredRows? rows = null, int[]? order = null, (string Name, int[] Answers)[]? experts = null, bool valid = true)
    {
        var run = At($"vqa-vs/answer/{paradigm}-{variant}/seed-{seed}");
        Directory.CreateDirectory(run);
        File.WriteAllBytes(Path.Combine(run, "best.safetensors"), []);
        File.WriteAllText(Path.Combine(run, "run.json"), $$"""{"dataset":"vqa-vs","task":"answer","paradigm":"{{paradigm}}","variant":"{{variant}}","seed":{{seed}},"profile":"tiny","params":99}""");
        Write(run, "test", Of(rows ?? Test, answers, experts ?? [], order ?? [0, 1, 2, 3, 4]));
        if (valid)
            Write(run, "valid", Of(Valid, [Yes, Yes, Yes, Yes, Yes, Yes], experts?.Select(e => (e.Name, new int[6])).ToArray() ?? [], [0, 1, 2, 3, 4, 5]));
        return run;
    }

    private static void Write(string run, string split, AnswerPredictions predictions) => AnswerPredictionsParquet.Write(
        Path.Combine(run, $"predictions-{split}.parquet"), predictions, new PredictionsMetadata { Run = RunDescription.Read(Path.Combine(run, "run.json")), Split = split, ClassNames = Vocabulary });

    private static AnswerPredictions Of(AnsweredRows rows, int[] answers, (string Name, int[] Answers)[] experts, int[] order)
    {
        T[] Ordered<T>(IReadOnlyList<T> values) => [.. order.Select(row => values[row])];
        var ordered = new AnsweredRows(
            Ordered(rows.Ids), Ordered(rows.Clusters), Ordered(rows.Sets), Ordered(rows.AnswerTypes), Ordered(rows.QuestionTypes), Ordered(rows.Majority), Ordered(rows.Answers), Ordered(rows.Counts));
        AnswerDistribution Distribution(string name, int[] chosen)
        {
            var builder = new AnswerDistributionBuilder(name, Vocabulary.Length, ordered.Answers);
            foreach (var row in order)
                builder.Add([.. Vocabulary.Select((_, k) => MathF.Log(k == chosen[row] ? 0.7f : 0.1f))]);
            return builder.Build();
        }

        return AnswerPredictions.Create("given", ordered, Vocabulary, Distribution("", answers), [.. experts.Select(e => Distribution(e.Name, e.Answers))]);
    }
}
