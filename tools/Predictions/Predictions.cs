using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using I2M2.Cli;
using I2M2.Shards;

namespace I2M2.PredictionFiles;

/// <summary>One expert's distributions, row for row beside the product's.</summary>
/// <param name="Name">Letters, digits, '_', '-' and '.', e.g. "image" or "joint".</param>
/// <param name="LogProbabilities">[N, C], nats.</param>
public sealed record ExpertPredictions(string Name, LogProbabilities LogProbabilities);

/// <summary>
/// What a model said about N labelled rows: the distribution it was judged by (for intra and i2m2 the product of experts) and
/// each expert's own. An expert that had no input for a row is uniform there, the neutral element of the product.
/// </summary>
public sealed class Predictions
{
    private Predictions(IReadOnlyList<string> ids, int[] labels, LogProbabilities product, IReadOnlyList<ExpertPredictions> experts, IReadOnlyList<string>? subsets)
    {
        Ids = ids;
        Labels = labels;
        Product = product;
        Experts = experts;
        Subsets = subsets;
    }

    /// <summary>Row names, [N]; no two alike.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>True classes, [N], each in 0..C-1.</summary>
    public int[] Labels { get; }

    /// <summary>The model's distributions, [N, C], nats.</summary>
    public LogProbabilities Product { get; }

    /// <summary>The experts in the file's order; empty for a model without any.</summary>
    public IReadOnlyList<ExpertPredictions> Experts { get; }

    /// <summary>Which part of its split each row is of, where the data's makers name parts, [N]; empty text: of none. Null: no parts are named.</summary>
    public IReadOnlyList<string>? Subsets { get; }

    /// <summary>Number of classes, C.</summary>
    public int Classes => Product.Classes;

    /// <summary>Number of rows, N; at least one.</summary>
    public int Rows => Labels.Length;

    /// <summary>Checks everything the type promises. The arrays belong to the result from now on.</summary>
    /// <param name="source">File or folder the rows came from, for errors.</param>
    /// <param name="ids">[N].</param>
    /// <param name="labels">[N].</param>
    /// <param name="classes">C, at least 2.</param>
    /// <param name="logProbabilities">[N, C] row-major, nats; rows that sum to 1 within 1e-3 are normalised.</param>
    /// <param name="experts">Name and [N, C] log-probabilities of each expert.</param>
    /// <param name="subsets">See <see cref="Subsets"/>.</param>
    /// <exception cref="InputRefusedException">Naming the row and its id, never another value of the row.</exception>
    public static Predictions Create(
        string source,
        IReadOnlyList<string> ids,
        int[] labels,
        int classes,
        double[] logProbabilities,
        IReadOnlyList<(string Name, double[] LogProbabilities)> experts,
        IReadOnlyList<string>? subsets = null)
    {
        if (classes < 2)
            throw new InputRefusedException(source, $"expected two classes or more, found {classes}", "give every class its column");
        if (ids.Count == 0)
            throw new InputRefusedException(source, "expected one row or more, found none", "write the predictions again");
        RefuseShape(source, "labels", labels.Length, ids.Count);
        RefuseShape(source, "subsets", (subsets ?? ids).Count, ids.Count);
        RefuseShape(source, "log-probabilities", logProbabilities.Length, (long)ids.Count * classes);
        foreach (var (name, values) in experts)
            RefuseShape(source, $"log-probabilities of expert {SafeText.ForTerminal(name)}", values.Length, (long)ids.Count * classes);
        RefuseRows(source, ids, labels, classes);
        RefuseNames(source, [.. experts.Select(e => e.Name)]);

        LogProbabilities Checked(string whose, double[] values) => LogProbabilities.FromRows(classes, values, (row, wrong) =>
            new InputRefusedException(
                source, $"{RowName(row, ids[row])}: the probabilities of {whose} {wrong}", "write normalised probabilities"));

        return new Predictions(
            ids,
            labels,
            Checked("the model", logProbabilities),
            [.. experts.Select(e => new ExpertPredictions(e.Name, Checked($"expert {e.Name}", e.LogProbabilities)))],
            subsets);
    }

    /// <summary>The same rows, judged by another distribution.</summary>
    /// <param name="product">[N, C].</param>
    /// <param name="experts">[N, C] each.</param>
    public Predictions With(LogProbabilities product, IReadOnlyList<ExpertPredictions> experts) => new(Ids, Labels, product, experts, Subsets);

    /// <summary>How messages name a row: counted from 1, the header left out.</summary>
    /// <param name="row">Zero-based.</param>
    /// <param name="id">The row's name.</param>
    public static string RowName(int row, string id) => $"row {row + 1} (id \"{SafeText.ForTerminal(id)}\")";

    /// <summary>
    /// SHA-256 over the (id, label) pairs in order of id: equal exactly when two models were judged on the same labelled rows.
    /// </summary>
    public string RowsFingerprint()
    {
        var order = Enumerable.Range(0, Rows).OrderBy(i => Ids[i], StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> numbers = stackalloc byte[8];
        foreach (var i in order)
        {
            var id = Encoding.UTF8.GetBytes(Ids[i]);
            BinaryPrimitives.WriteInt32LittleEndian(numbers, id.Length);
            BinaryPrimitives.WriteInt32LittleEndian(numbers[4..], Labels[i]);
            hash.AppendData(numbers);
            hash.AppendData(id);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void RefuseShape(string source, string what, long found, long expected)
    {
        if (found != expected)
            throw new InputRefusedException(source, $"expected {expected} {what}, found {found}", "write the predictions again");
    }

    private static void RefuseRows(string source, IReadOnlyList<string> ids, int[] labels, int classes)
    {
        var seen = new Dictionary<string, int>(ids.Count, StringComparer.Ordinal);
        for (var i = 0; i < ids.Count; i++)
        {
            if (ids[i].Length == 0)
                throw new InputRefusedException(source, $"row {i + 1}, column id: expected a name, found nothing", "name every row");
            if (!seen.TryAdd(ids[i], i))
            {
                throw new InputRefusedException(
                    source, $"{RowName(i, ids[i])}: row {seen[ids[i]] + 1} has the same id", "give every row once, under its own id");
            }

            if (labels[i] < 0 || labels[i] >= classes)
            {
                throw new InputRefusedException(
                    source,
                    $"{RowName(i, ids[i])}, column label: expected a class 0..{classes - 1}, found another number",
                    "number the classes from 0 and give each its column");
            }
        }
    }

    /// <summary>Refuses names of experts that are none, or that come twice.</summary>
    internal static void RefuseNames(string source, IReadOnlyList<string> experts)
    {
        // Column names of Parquet readers know no case.
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in experts)
        {
            if (!IsExpertName(name))
            {
                throw new InputRefusedException(
                    source,
                    $"expert \"{SafeText.ForTerminal(name)}\" is not a name",
                    "name experts with letters, digits, '_', '-' and '.', a letter or digit first");
            }

            if (!seen.Add(name))
                throw new InputRefusedException(source, $"expert {name} comes twice", "give every expert once");
        }
    }

    // Names reach terminals, spreadsheets and JSON keys: plain ones need no escaping anywhere.
    private static bool IsExpertName(string name) =>
        name.Length is > 0 and <= 64
        && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');
}
