using DuckDB.NET.Native;
using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.PredictionFiles;

/// <summary>
/// Predictions of independent labels as Parquet:
/// <list type="table">
/// <item><term>id</term><description>text, unique</description></item>
/// <item><term>labels</term><description>list of int32, [L], 1 where a label is present, else 0</description></item>
/// <item><term>logit</term><description>list of float, [L], margins in nats, see <see cref="LabelPredictions"/></description></item>
/// <item><term>logit_NAME</term><description>the same for each expert</description></item>
/// <item><term>cluster</term><description>optional text: the unit whose rows are not independent, e.g. the patient</description></item>
/// <item><term>group</term><description>optional text: what the row is a part of, e.g. the volume</description></item>
/// </list>
/// and under <see cref="PredictionsMetadata.Key"/> what made them and the labels' names, with a hash over all of it, which reading checks.
/// Columns may stand in any order, others are ignored.
/// </summary>
public static class LabelPredictionsParquet
{
    private const string Labels = "labels", Logit = "logit", Cluster = "cluster", Group = "group";

    /// <summary>Whether a file is such a file, by its columns.</summary>
    /// <exception cref="InputRefusedException">It cannot be read.</exception>
    public static bool IsAt(string path)
    {
        if (!ParquetFile.IsAt(path))
            return false;
        using var file = ParquetFile.Open(path);
        return file.Columns.Any(c => c.Name == Labels) && file.Columns.Any(c => c.Name == Logit);
    }

    /// <summary>Reads a file.</summary>
    /// <returns>The predictions, and what made them if the file says so.</returns>
    /// <exception cref="InputRefusedException">The file is not as described; says where and what to do.</exception>
    public static (LabelPredictions Predictions, PredictionsMetadata? Metadata) Read(string path)
    {
        using var file = ParquetFile.Open(path);
        var names = file.Columns.Select(c => c.Name).ToList();
        var margins = names.Where(n => n == Logit || n.StartsWith(Logit + "_", StringComparison.Ordinal)).OrderBy(n => n != Logit).ToList();
        var texts = new[] { "id", Cluster, Group }.Where(n => n == "id" || names.Contains(n)).ToList();
        foreach (var text in texts)
            file.Require(text, "text", c => c.Type == DuckDBType.Varchar);
        file.Require(Labels, "lists of whole numbers", c => c.Type == DuckDBType.List && c.Element is DuckDBType.TinyInt or DuckDBType.UnsignedTinyInt or DuckDBType.Integer or DuckDBType.BigInt);
        foreach (var margin in margins)
            file.Require(margin, "lists of float or double", c => c.Type == DuckDBType.List && c.Element is DuckDBType.Float or DuckDBType.Double);
        var rows = new LabelRows(path, texts, margins);
        file.Read(
            [
                .. texts.Select(t => new ParquetSelection(t, $"{Sql.Name(t)}::VARCHAR")),
                new(Labels, $"{Sql.Name(Labels)}::INTEGER[]"),
                .. margins.Select(m => new ParquetSelection(m, $"{Sql.Name(m)}::DOUBLE[]")),
            ],
            rows.Add);
        // Either key makes the file one of ours, which has both.
        if (!file.Metadata.TryGetValue(PredictionsMetadata.Key, out var json) & !file.Metadata.TryGetValue(ContentHash.Key, out var hash))
            return (Create(rows, [.. Enumerable.Range(0, rows.Width).Select(k => $"label {k}")]), null);
        if (json is null || hash != ContentHash.Of(json, rows.AllTexts, rows.AllLabels, rows.AllMargins))
        {
            throw new InputRefusedException(
                path, "its rows or metadata are not those that were written (their SHA-256 differs)", "write or copy the file again");
        }

        var metadata = PredictionsMetadata.Parse(path, json, rows.Width, PredictionsMetadata.Labels);
        return (Create(rows, metadata.ClassNames), metadata);

        LabelPredictions Create(LabelRows read, IReadOnlyList<string> labels) => LabelPredictions.Create(
            path,
            new(read.Texts("id")!, labels, read.AllLabels.ToArray(), read.Texts(Cluster), read.Texts(Group)),
            read.Margins(0),
            [.. margins.Select((m, k) => (m, k)).Skip(1).Select(m => (m.m[(Logit.Length + 1)..], read.Margins(m.k)))]);
    }

    /// <summary>Writes a file, whole or not at all, rows in their order. The same predictions and metadata give the same bytes.</summary>
    /// <param name="path">The file to make or replace; its folder exists.</param>
    /// <param name="predictions">What to write, rounded to float.</param>
    /// <param name="metadata">What made them; its class names are the labels'.</param>
    public static void Write(string path, LabelPredictions predictions, PredictionsMetadata metadata)
    {
        var rows = predictions.Rows;
        if (!metadata.ClassNames.SequenceEqual(rows.Names))
            throw new ArgumentException("The metadata names other labels than the predictions", nameof(metadata));
        using var database = DuckDatabase.Open(new DuckOptions { Files = [ParquetWriter.TemporaryName(path)], MemoryLimit = 8L << 30 });
        (string Name, IReadOnlyList<string> Values)[] texts = [("id", rows.Ids), .. Optional(Cluster, rows.Clusters), .. Optional(Group, rows.Groups)];
        double[][] margins = [predictions.Margins, .. predictions.Experts.Select(e => e.Margins)];
        var columns = texts.Select(t => $"{Sql.Name(t.Name)} VARCHAR").Append($"{Sql.Name(Labels)} INTEGER[]")
            .Concat(predictions.Experts.Select(e => $"{Logit}_{e.Name}").Prepend(Logit).Select(n => $"{Sql.Name(n)} FLOAT[]"));
        database.Execute($"write {path}", $"CREATE TABLE predictions (row INTEGER, {string.Join(", ", columns)})");
        Append(database, rows, [.. texts.Select(t => t.Values)], margins);
        var json = metadata.ToJson(predictions.Experts.Select(e => e.Name), PredictionsMetadata.Labels);
        var hash = ContentHash.Of(json, [.. texts.SelectMany(t => t.Values)], rows.Labels, margins);
        ParquetWriter.Write(
            database,
            path,
            "SELECT * EXCLUDE (row) FROM predictions",
            "row",
            new Dictionary<string, string> { [PredictionsMetadata.Key] = json, [ContentHash.Key] = hash });
    }

    private static IEnumerable<(string Name, IReadOnlyList<string> Values)> Optional(string name, IReadOnlyList<string>? values) => values is null ? [] : [(name, values)];

    private static void Append(DuckDatabase database, LabelledRows rows, IReadOnlyList<string>[] texts, double[][] margins)
    {
        var width = rows.Names.Count;
        var floats = new float[width];
        using var appender = database.Append("predictions");
        for (var first = 0; first < rows.Ids.Count; first += DuckAppender.Capacity)
        {
            var count = Math.Min(DuckAppender.Capacity, rows.Ids.Count - first);
            for (var i = 0; i < count; i++)
            {
                appender.Column<int>(0)[i] = first + i;
                for (var t = 0; t < texts.Length; t++)
                    appender.SetText(1 + t, i, texts[t][first + i]);
                appender.SetList<int>(1 + texts.Length, i, rows.Labels.AsSpan((first + i) * width, width));
                for (var d = 0; d < margins.Length; d++)
                {
                    for (var k = 0; k < width; k++)
                        floats[k] = (float)margins[d][((first + i) * width) + k];
                    appender.SetList<float>(2 + texts.Length + d, i, floats);
                }
            }

            appender.Append(count);
        }

        appender.Finish();
    }
}
