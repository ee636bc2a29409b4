using System.Security.Cryptography;
using I2M2.Shards;

namespace I2M2.PredictionFiles;

/// <summary>What one expert, or the product of all, says of N rows, of K answers the best few: with thousands of answers all of them would take gigabytes.</summary>
/// <param name="Name">The expert's; empty for the product.</param>
/// <param name="Best">The most probable answers, best first, [N][10 or K].</param>
/// <param name="BestLogs">Their log-probabilities, nats, [N][10 or K].</param>
/// <param name="OwnLogs">Log-probabilities of the row's own answers, in their order, [N][A].</param>
/// <param name="Entropies">Entropy of each row's distribution, nats, [N].</param>
/// <param name="EntropyOfMean">Entropy of the mean distribution over the rows, nats.</param>
public sealed record AnswerDistribution(string Name, IReadOnlyList<int[]> Best, IReadOnlyList<float[]> BestLogs, IReadOnlyList<float[]> OwnLogs, double[] Entropies, double EntropyOfMean)
{
    /// <summary>The same with its rows in another order.</summary>
    /// <param name="order">The number of the row that comes first, second, and so on, [N].</param>
    internal AnswerDistribution InOrder(int[] order) => this with
    {
        Best = [.. order.Select(row => Best[row])],
        BestLogs = [.. order.Select(row => BestLogs[row])],
        OwnLogs = [.. order.Select(row => OwnLogs[row])],
        Entropies = [.. order.Select(row => Entropies[row])],
    };
}

/// <summary>What a model said about rows with several right answers.</summary>
public sealed class AnswerPredictions
{
    /// <summary>Answers that are kept of each row.</summary>
    public const int Kept = 10;

    private AnswerPredictions(AnsweredRows rows, IReadOnlyList<string> vocabulary, AnswerDistribution product, IReadOnlyList<AnswerDistribution> experts) =>
        (Rows, Vocabulary, Product, Experts) = (rows, vocabulary, product, experts);

    /// <summary>The rows, with what is true of them.</summary>
    public AnsweredRows Rows { get; }

    /// <summary>The answers' texts, [K].</summary>
    public IReadOnlyList<string> Vocabulary { get; }

    /// <summary>The model.</summary>
    public AnswerDistribution Product { get; }

    /// <summary>Its experts.</summary>
    public IReadOnlyList<AnswerDistribution> Experts { get; }

    /// <summary>Checks everything the type promises.</summary>
    /// <param name="source">File or folder they came from, for errors.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="vocabulary">[K].</param>
    /// <param name="product">The model.</param>
    /// <param name="experts">Its experts.</param>
    /// <exception cref="InputRefusedException">Naming the row.</exception>
    public static AnswerPredictions Create(string source, AnsweredRows rows, IReadOnlyList<string> vocabulary, AnswerDistribution product, IReadOnlyList<AnswerDistribution> experts)
    {
        rows.Check(source, vocabulary.Count);
        Predictions.RefuseNames(source, [.. experts.Select(e => e.Name)]);
        foreach (var of in experts.Prepend(product))
        {
            for (var row = 0; row < rows.Count; row++)
            {
                if (Problem(of, row) is { } problem)
                    throw new InputRefusedException(source, $"{Predictions.RowName(row, rows.Ids[row])}, {(of.Name.Length > 0 ? $"expert {of.Name}" : "the model")}: {problem}", "write the predictions again");
            }
        }

        return new(rows, vocabulary, product, experts);

        string? Problem(AnswerDistribution of, int row)
        {
            var (best, logs) = (of.Best[row], of.BestLogs[row]);
            if (best.Length != Math.Min(Kept, vocabulary.Count) || logs.Length != best.Length || best.Any(a => a < 0 || a >= vocabulary.Count) || best.Distinct().Count() != best.Length)
                return $"expected the {Math.Min(Kept, vocabulary.Count)} best of {vocabulary.Count} answers";
            if (!logs.All(l => l <= 1e-4f && !float.IsNaN(l)) || !logs.SequenceEqual(logs.OrderDescending()) || of.OwnLogs[row].Length != rows.Answers[row].Length || !of.OwnLogs[row].All(l => l <= 1e-4f && !float.IsNaN(l)))
                return "expected log-probabilities, those of the best answers in falling order, and one for each of the row's own";
            return of.Entropies[row] >= 0 && of.Entropies[row] <= Math.Log(vocabulary.Count) + 1e-3 ? null : "the entropy is none of so many answers";
        }
    }

    /// <summary>The same with its rows in ordinal order of their ids.</summary>
    public AnswerPredictions InOrderOfIds()
    {
        var order = OrderOfIds();
        return new(Rows.InOrder(order), Vocabulary, Product.InOrder(order), [.. Experts.Select(e => e.InOrder(order))]);
    }

    /// <summary>
    /// SHA-256 over the rows and all that is said of them, answers by their texts, in order of id: equal exactly when two models were judged on the same rows, which are
    /// of the same pictures and types. Neither the order of rows nor that of answers matters.
    /// </summary>
    public string RowsFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var row in OrderOfIds())
        {
            foreach (var text in new[] { Rows.Ids[row], Rows.Clusters[row], Rows.AnswerTypes[row], Rows.QuestionTypes[row] })
                hash.AppendText(text);
            hash.AppendNumber(Rows.Sets[row]);
            Append(Rows.Majority[row] < 0 ? [] : [(Vocabulary[Rows.Majority[row]], 1)]);
            Append([.. Rows.Answers[row].Select((a, k) => (Vocabulary[a], Rows.Counts[row][k])).OrderBy(a => a.Item1, StringComparer.Ordinal)]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());

        void Append((string Answer, int Count)[] answers)
        {
            hash.AppendNumber(answers.Length);
            foreach (var (answer, count) in answers)
            {
                hash.AppendText(answer);
                hash.AppendNumber(count);
            }
        }
    }

    private int[] OrderOfIds() => [.. Enumerable.Range(0, Rows.Count).OrderBy(i => Rows.Ids[i], StringComparer.Ordinal)];
}

/// <summary>Gathers an <see cref="AnswerDistribution"/> from batches of whole distributions, which are not kept.</summary>
/// <param name="name">The expert's; empty for the product.</param>
/// <param name="classes">Answers, K.</param>
/// <param name="answers">Each row's own answers, [N][A].</param>
public sealed class AnswerDistributionBuilder(string name, int classes, IReadOnlyList<int[]> answers)
{
    private readonly List<int[]> best = [];
    private readonly List<float[]> bestLogs = [];
    private readonly List<float[]> ownLogs = [];
    private readonly List<double> entropies = [];
    private readonly double[] sums = new double[classes];

    /// <summary>Takes the next rows.</summary>
    /// <param name="logs">Normalised log-probabilities, [B, K] row-major.</param>
    public void Add(ReadOnlySpan<float> logs)
    {
        for (; logs.Length > 0; logs = logs[classes..])
        {
            var row = logs[..classes];
            var (entropy, own) = (0.0, answers[best.Count]);
            for (var k = 0; k < classes; k++)
            {
                var p = Math.Exp(row[k]);
                sums[k] += p;
                if (p > 0)
                    entropy -= p * row[k];
            }

            entropies.Add(Math.Max(0, entropy));
            ownLogs.Add(Pick(row, own));
            var chosen = Greatest(row);
            bestLogs.Add(Pick(row, chosen));
            best.Add(chosen);
        }
    }

    /// <summary>Of all rows.</summary>
    public AnswerDistribution Build()
    {
        var entropy = 0.0;
        foreach (var sum in sums)
        {
            var p = sum / Math.Max(1, best.Count);
            entropy -= p > 0 ? p * Math.Log(p) : 0;
        }

        return new(name, best, bestLogs, ownLogs, [.. entropies], entropy);
    }

    private static float[] Pick(ReadOnlySpan<float> row, int[] which)
    {
        var picked = new float[which.Length];
        for (var k = 0; k < which.Length; k++)
            picked[k] = row[which[k]];
        return picked;
    }

    // Of equals the lower number first.
    private static int[] Greatest(ReadOnlySpan<float> row)
    {
        var kept = new List<int>(AnswerPredictions.Kept + 1);
        for (var k = 0; k < row.Length; k++)
        {
            if (kept.Count == AnswerPredictions.Kept && row[k] <= row[kept[^1]])
                continue;
            var at = kept.Count;
            while (at > 0 && row[kept[at - 1]] < row[k])
                at--;
            kept.Insert(at, k);
            if (kept.Count > AnswerPredictions.Kept)
                kept.RemoveAt(AnswerPredictions.Kept);
        }

        return [.. kept];
    }
}
