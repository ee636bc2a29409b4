using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Native;
using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.PredictionFiles;

/// <summary>
/// Predictions of rows with several right answers as Parquet:
/// <list type="table">
/// <item><term>id, cluster, answer_type, question_type</term><description>text</description></item>
/// <item><term>ood_mask, majority</term><description>int32</description></item>
/// <item><term>answers, counts</term><description>lists of int32, as long as each other</description></item>
/// <item><term>best, best_log_prob, answer_log_prob, entropy</term><description>list of int32, list of float, list of float, double: of the model</description></item>
/// <item><term>best_NAME, ...</term><description>the same of each expert</description></item>
/// </list>
/// and under <see cref="PredictionsMetadata.Key"/> what made them and the vocabulary, with a hash over all of it, which reading checks.
/// </summary>
public static class AnswerPredictionsParquet
{
    private const string MeansKey = "i2m2.entropy_of_mean", Best = "best", BestLog = "best_log_prob", OwnLog = "answer_log_prob", EntropyName = "entropy";
    private static readonly string[] Texts = ["id", "cluster", "answer_type", "question_type"], Numbers = ["ood_mask", "majority"], Lists = ["answers", "counts"];

    /// <summary>Whether a file is such a file, by its columns.</summary>
    /// <exception cref="InputRefusedException">It cannot be read.</exception>
    public static bool IsAt(string path)
    {
        if (!ParquetFile.IsAt(path))
            return false;
        using var file = ParquetFile.Open(path);
        return file.Columns.Any(c => c.Name == Best) && file.Columns.Any(c => c.Name == Lists[0]);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InputRefusedException">It is not as described; says where and what to do.</exception>
    public static (AnswerPredictions Predictions, PredictionsMetadata Metadata) Read(string path)
    {
        using var file = ParquetFile.Open(path);
        if (!file.Metadata.TryGetValue(PredictionsMetadata.Key, out var json) || !file.Metadata.TryGetValue(ContentHash.Key, out var hash) || !file.Metadata.TryGetValue(MeansKey, out var means))
            throw new InputRefusedException(path, "does not say what made it and what its answers are called", "give predictions that this program wrote");
        var names = file.Columns.Select(c => c.Name).Where(n => n.StartsWith(BestLog, StringComparison.Ordinal)).Select(n => n[BestLog.Length..]).OrderBy(n => n.Length > 0).ToList();
        var columns = Columns(names);
        foreach (var (name, type, element) in columns)
            file.Require(name, $"{type}{(element is null ? "" : $" of {element}")}".ToLowerInvariant(), c => c.Type == type && (element is null || c.Element == element));
        var rows = new AnswerRows(path, [.. columns.Select(c => c.Name)], Texts.Length, Numbers.Length);
        file.Read([.. columns.Select(c => new ParquetSelection(c.Name, Sql.Name(c.Name)))], rows.Add);
        if (hash != rows.Hash(json + means))
            throw new InputRefusedException(path, "its rows or metadata are not those that were written (their SHA-256 differs)", "write or copy the file again");
        var metadata = PredictionsMetadata.ParseAny(path, json);
        var entropies = Means(path, means, names);
        return (AnswerPredictions.Create(path, rows.Answered(), metadata.ClassNames, rows.Distribution(0, "", entropies[0]), [.. names.Skip(1).Select((n, k) => rows.Distribution(k + 1, n[1..], entropies[k + 1]))]), metadata);
    }

    /// <summary>Writes a file, whole or not at all, rows in their order. The same predictions and metadata give the same bytes.</summary>
    /// <param name="path">The file to make or replace; its folder exists.</param>
    /// <param name="predictions">What to write.</param>
    /// <param name="metadata">What made them; its class names are the vocabulary.</param>
    public static void Write(string path, AnswerPredictions predictions, PredictionsMetadata metadata)
    {
        if (!metadata.ClassNames.SequenceEqual(predictions.Vocabulary))
            throw new ArgumentException("The metadata has another vocabulary than the predictions", nameof(metadata));
        using var database = DuckDatabase.Open(new DuckOptions { Files = [ParquetWriter.TemporaryName(path)], MemoryLimit = 8L << 30 });
        AnswerDistribution[] all = [predictions.Product, .. predictions.Experts];
        var columns = Columns([.. all.Select(d => d.Name.Length > 0 ? $"_{d.Name}" : "")]);
        var types = columns.Select(c => $"{Sql.Name(c.Name)} {(c.Element is { } element ? $"{Named(element)}[]" : Named(c.Type))}");
        database.Execute($"write {path}", $"CREATE TABLE predictions (row INTEGER, {string.Join(", ", types)})");
        var gathered = new AnswerRows(path, [.. columns.Select(c => c.Name)], Texts.Length, Numbers.Length);
        gathered.Take(predictions.Rows, all);
        using (var appender = database.Append("predictions"))
        {
            for (var first = 0; first < predictions.Rows.Count; first += DuckAppender.Capacity)
            {
                var count = Math.Min(DuckAppender.Capacity, predictions.Rows.Count - first);
                for (var i = 0; i < count; i++)
                {
                    appender.Column<int>(0)[i] = first + i;
                    Set(appender, i, first + i, predictions.Rows, all);
                }

                appender.Append(count);
            }

            appender.Finish();
        }

        var json = metadata.ToJson(predictions.Experts.Select(e => e.Name));
        var means = JsonSerializer.Serialize(all.Select(d => d.EntropyOfMean));
        ParquetWriter.Write(
            database, path, "SELECT * EXCLUDE (row) FROM predictions", "row",
            new Dictionary<string, string> { [PredictionsMetadata.Key] = json, [MeansKey] = means, [ContentHash.Key] = gathered.Hash(json + means) });
    }

    private static void Set(DuckAppender appender, int at, int row, AnsweredRows rows, AnswerDistribution[] all)
    {
        var column = 1;
        foreach (var text in new[] { rows.Ids[row], rows.Clusters[row], rows.AnswerTypes[row], rows.QuestionTypes[row] })
            appender.SetText(column++, at, text);
        appender.Column<int>(column++)[at] = rows.Sets[row];
        appender.Column<int>(column++)[at] = rows.Majority[row];
        appender.SetList<int>(column++, at, rows.Answers[row]);
        appender.SetList<int>(column++, at, rows.Counts[row]);
        foreach (var of in all)
        {
            appender.SetList<int>(column++, at, of.Best[row]);
            appender.SetList<float>(column++, at, of.BestLogs[row]);
            appender.SetList<float>(column++, at, of.OwnLogs[row]);
            appender.Column<double>(column++)[at] = of.Entropies[row];
        }
    }

    private static IReadOnlyList<(string Name, DuckDBType Type, DuckDBType? Element)> Columns(IReadOnlyList<string> suffixes) =>
    [
        .. Texts.Select(t => (t, DuckDBType.Varchar, (DuckDBType?)null)), .. Numbers.Select(n => (n, DuckDBType.Integer, (DuckDBType?)null)),
        .. Lists.Select(l => (l, DuckDBType.List, (DuckDBType?)DuckDBType.Integer)),
        .. suffixes.SelectMany(s => new[]
        {
            ($"{Best}{s}", DuckDBType.List, DuckDBType.Integer), ($"{BestLog}{s}", DuckDBType.List, DuckDBType.Float), ($"{OwnLog}{s}", DuckDBType.List, DuckDBType.Float),
            ($"{EntropyName}{s}", DuckDBType.Double, (DuckDBType?)null),
        }),
    ];

    private static string Named(DuckDBType type) => type switch { DuckDBType.Varchar => "VARCHAR", DuckDBType.Integer => "INTEGER", DuckDBType.Float => "FLOAT", _ => "DOUBLE" };

    private static double[] Means(string path, string json, List<string> names)
    {
        try
        {
            var means = JsonSerializer.Deserialize<double[]>(json) ?? [];
            if (means.Length == names.Count)
                return means;
        }
        catch (JsonException)
        {
            // Said below.
        }

        throw new InputRefusedException(path, string.Create(CultureInfo.InvariantCulture, $"its {MeansKey} are not {names.Count} numbers"), "write the predictions again");
    }
}
