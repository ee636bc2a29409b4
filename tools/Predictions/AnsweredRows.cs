using I2M2.Shards;

namespace I2M2.PredictionFiles;

/// <summary>Rows with several right answers, each given by some of ten annotators.</summary>
/// <param name="Ids">Row names, e.g. the questions' numbers, [N]; no two alike.</param>
/// <param name="Clusters">What rows belong to that are not independent, e.g. the picture, [N].</param>
/// <param name="Sets">Bit k where a row is in the k-th out-of-distribution set, [N].</param>
/// <param name="AnswerTypes">E.g. "yes/no", [N].</param>
/// <param name="QuestionTypes">E.g. "what color is", [N].</param>
/// <param name="Majority">The answer that most gave, -1 when it is no class, [N].</param>
/// <param name="Answers">Each row's answers that are classes, [N][A].</param>
/// <param name="Counts">How many annotators gave each, 1 to 10, [N][A].</param>
public sealed record AnsweredRows(
    IReadOnlyList<string> Ids, IReadOnlyList<string> Clusters, IReadOnlyList<int> Sets, IReadOnlyList<string> AnswerTypes, IReadOnlyList<string> QuestionTypes, IReadOnlyList<int> Majority,
    IReadOnlyList<int[]> Answers, IReadOnlyList<int[]> Counts)
{
    /// <summary>Annotators of every row.</summary>
    public const int Annotators = 10;

    /// <summary>Rows, N.</summary>
    public int Count => Ids.Count;

    /// <summary>How many annotators gave an answer to a row.</summary>
    public int CountOf(int row, int answer) => Array.IndexOf(Answers[row], answer) is var at and >= 0 ? Counts[row][at] : 0;

    /// <summary>The same rows in another order.</summary>
    /// <param name="order">The number of the row that comes first, second, and so on, [N].</param>
    internal AnsweredRows InOrder(int[] order)
    {
        return new(Of(Ids), Of(Clusters), Of(Sets), Of(AnswerTypes), Of(QuestionTypes), Of(Majority), Of(Answers), Of(Counts));

        T[] Of<T>(IReadOnlyList<T> values) => [.. order.Select(row => values[row])];
    }

    /// <summary>Checks everything the type promises.</summary>
    /// <param name="source">File or folder the rows came from, for errors.</param>
    /// <param name="classes">Answers in the vocabulary, K.</param>
    /// <exception cref="InputRefusedException">Naming the row and its id.</exception>
    internal void Check(string source, int classes)
    {
        if (Count == 0)
            throw new InputRefusedException(source, "expected one row or more, found none", "write the predictions again");
        if (new[] { Clusters.Count, Sets.Count, AnswerTypes.Count, QuestionTypes.Count, Majority.Count, Answers.Count, Counts.Count }.Any(n => n != Count))
            throw new InputRefusedException(source, "its columns are not as long as one another", "write the predictions again");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var row = 0; row < Count; row++)
        {
            if (Ids[row].Length == 0)
                throw Refuse(row, "expected an id, found nothing");
            if (!seen.Add(Ids[row]))
                throw Refuse(row, "an earlier row has the same id");
            if (Majority[row] < -1 || Majority[row] >= classes || Answers[row].Any(a => a < 0 || a >= classes) || Answers[row].Distinct().Count() != Answers[row].Length)
                throw Refuse(row, $"an answer is none of the {classes} classes, or there twice");
            if (Counts[row].Length != Answers[row].Length || Counts[row].Any(n => n is < 1 or > Annotators) || Counts[row].Sum() > Annotators)
                throw Refuse(row, $"answers are given by 1 to {Annotators} annotators, together {Annotators} at most");
        }

        InputRefusedException Refuse(int row, string problem) => new(source, $"{Predictions.RowName(row, Ids[row])}: {problem}", "write the predictions again");
    }
}
