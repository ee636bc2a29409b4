using System.Runtime.InteropServices;
using System.Security.Cryptography;
using I2M2.Shards;

namespace I2M2.PredictionFiles;

/// <summary>One expert's margins, row for row beside the product's.</summary>
/// <param name="Name">Letters, digits, '_', '-' and '.', e.g. "phase" or "joint".</param>
/// <param name="Margins">[N, L] row-major, nats.</param>
public sealed record ExpertMargins(string Name, double[] Margins);

/// <summary>
/// What a model said about N rows with L independent labels: of each label the margin, logit of "present" less that of "absent", so that
/// its probability is 1 / (1 + exp(-margin)). Of a product of experts it is the sum of the experts' margins.
/// </summary>
public sealed class LabelPredictions
{
    private LabelPredictions(LabelledRows rows, double[] margins, IReadOnlyList<ExpertMargins> experts) => (Rows, Margins, Experts) = (rows, margins, experts);

    /// <summary>The rows, with what is true of them.</summary>
    public LabelledRows Rows { get; }

    /// <summary>The model's margins, [N, L] row-major, finite, nats.</summary>
    public double[] Margins { get; }

    /// <summary>The experts in the file's order; empty for a model without any.</summary>
    public IReadOnlyList<ExpertMargins> Experts { get; }

    /// <summary>The probability that a label is present.</summary>
    /// <param name="margin">Nats.</param>
    public static double Probability(double margin) => 1 / (1 + Math.Exp(-margin));

    /// <summary>Checks everything the type promises. The arrays belong to the result from now on.</summary>
    /// <param name="source">File or folder the rows came from, for errors.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="margins">[N, L] row-major.</param>
    /// <param name="experts">Name and [N, L] margins of each expert.</param>
    /// <exception cref="InputRefusedException">Naming the row and its id, never another value of the row.</exception>
    public static LabelPredictions Create(string source, LabelledRows rows, double[] margins, IReadOnlyList<(string Name, double[] Margins)> experts)
    {
        rows.Check(source);
        Predictions.RefuseNames(source, [.. experts.Select(e => e.Name)]);
        foreach (var (whose, values) in experts.Select(e => ($"expert {e.Name}", e.Margins)).Prepend(("the model", margins)))
        {
            if (values.Length != rows.Labels.Length)
                throw new InputRefusedException(source, $"expected {rows.Labels.Length} margins of {whose}, found {values.Length}", "write the predictions again");
            var bad = Array.FindIndex(values, v => !double.IsFinite(v));
            if (bad >= 0)
            {
                var row = bad / rows.Names.Count;
                throw new InputRefusedException(source, $"{Predictions.RowName(row, rows.Ids[row])}: a margin of {whose} is no finite number", "write logits' differences");
            }
        }

        return new(rows, margins, [.. experts.Select(e => new ExpertMargins(e.Name, e.Margins))]);
    }

    /// <summary>SHA-256 over the labels' names and the (id, labels) pairs in order of id: equal exactly when two models were judged on the same rows.</summary>
    public string RowsFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Rows.Names)
            hash.AppendText(name);
        foreach (var row in Enumerable.Range(0, Rows.Ids.Count).OrderBy(i => Rows.Ids[i], StringComparer.Ordinal))
        {
            hash.AppendText(Rows.Ids[row]);
            hash.AppendData(MemoryMarshal.AsBytes(Rows.Labels.AsSpan(row * Rows.Names.Count, Rows.Names.Count)));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
