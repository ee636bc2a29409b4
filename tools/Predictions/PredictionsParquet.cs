using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.PredictionFiles;

/// <summary>
/// Predictions as Parquet. Ours:
/// <list type="table">
/// <item><term>id</term><description>text, unique</description></item>
/// <item><term>label</term><description>int32, the true class, 0..C-1</description></item>
/// <item><term>log_prob</term><description>list of float, [C], nats; negative infinity for probability 0</description></item>
/// <item><term>log_prob_NAME</term><description>the same for each expert</description></item>
/// <item><term>subset</term><description>text, where parts of the split have names; nothing: a row of none</description></item>
/// </list>
/// and under <see cref="PredictionsMetadata.Key"/> what made them, with a hash over all of it, which reading checks. Floats hold exactly what a
/// float32 network says; a row then sums to 1 within 1e-6. Anyone's: these columns (double will do), or those of <see cref="PredictionsCsv"/>,
/// p_0, p_1, ... and so on, as float or double; whole numbers will do as ids. Columns may stand in any order, others are ignored.
/// </summary>
public static class PredictionsParquet
{
    /// <summary>Reads a file.</summary>
    /// <returns>The predictions, and what made them if the file says so.</returns>
    /// <exception cref="InputRefusedException">The file is not as described; says where and what to do.</exception>
    public static (Predictions Predictions, PredictionsMetadata? Metadata) Read(string path)
    {
        using var file = ParquetFile.Open(path);
        var layout = ParquetLayout.Of(path, file);
        var rows = new ParquetRows(path, layout);
        file.Read(layout.Selections, rows.Add);
        // Either key makes the file one of ours, which has both.
        if (!file.Metadata.TryGetValue(PredictionsMetadata.Key, out var json) & !file.Metadata.TryGetValue(ContentHash.Key, out var hash))
            return (rows.ToPredictions(), null);
        if (json is null || hash != rows.Hash(json))
        {
            throw new InputRefusedException(
                path, "its rows or metadata are not those that were written (their SHA-256 differs)", "write or copy the file again");
        }

        var predictions = rows.ToPredictions();
        return (predictions, PredictionsMetadata.Parse(path, json, predictions.Classes));
    }

    /// <summary>
    /// Writes a file, whole or not at all, rows in their order. The same predictions and metadata give the same bytes.
    /// </summary>
    /// <param name="path">The file to make or replace; its folder exists.</param>
    /// <param name="predictions">What to write, rounded to float.</param>
    /// <param name="metadata">What made them.</param>
    public static void Write(string path, Predictions predictions, PredictionsMetadata metadata)
    {
        using var database = DuckDatabase.Open(new DuckOptions { Files = [ParquetWriter.TemporaryName(path)], MemoryLimit = 8L << 30 });
        var experts = predictions.Experts.Select(e => e.Name).ToArray();
        var lists = experts.Select(ParquetLayout.LogProbOf).Prepend(ParquetLayout.LogProb).Select(name => $"{Sql.Name(name)} FLOAT[]");
        database.Execute($"write {path}", $"CREATE TABLE predictions (row INTEGER, id VARCHAR, label INTEGER, {string.Join(", ", lists)}{(predictions.Subsets is null ? "" : $", {ParquetLayout.Subset} VARCHAR")})");
        Append(database, predictions);
        var json = metadata.ToJson(experts);
        var hash = ContentHash.Of(
            json, predictions.Ids, predictions.Labels, Distributions(predictions).Select(d => d.Values), predictions.Subsets);
        ParquetWriter.Write(
            database,
            path,
            "SELECT * EXCLUDE (row) FROM predictions",
            "row",
            new Dictionary<string, string> { [PredictionsMetadata.Key] = json, [ContentHash.Key] = hash });
    }

    private static LogProbabilities[] Distributions(Predictions predictions) =>
        [predictions.Product, .. predictions.Experts.Select(e => e.LogProbabilities)];

    private static void Append(DuckDatabase database, Predictions predictions)
    {
        var distributions = Distributions(predictions);
        var floats = new float[predictions.Classes];
        using var appender = database.Append("predictions");
        for (var first = 0; first < predictions.Rows; first += DuckAppender.Capacity)
        {
            var count = Math.Min(DuckAppender.Capacity, predictions.Rows - first);
            for (var i = 0; i < count; i++)
            {
                appender.Column<int>(0)[i] = first + i;
                appender.SetText(1, i, predictions.Ids[first + i]);
                appender.Column<int>(2)[i] = predictions.Labels[first + i];
                for (var d = 0; d < distributions.Length; d++)
                {
                    var logs = distributions[d].Row(first + i);
                    for (var k = 0; k < floats.Length; k++)
                        floats[k] = (float)logs[k];
                    appender.SetList<float>(3 + d, i, floats);
                }

                if (predictions.Subsets is { } subsets)
                    appender.SetText(3 + distributions.Length, i, subsets[first + i]);
            }

            appender.Append(count);
        }

        appender.Finish();
    }
}
