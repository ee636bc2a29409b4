using I2M2.Storage;

namespace I2M2.Tests.Mimic3;

/// <summary>series-00000.parquet of a set, read by DuckDB: values and whether they were observed, [24, 12] for each admission.</summary>
internal sealed class SeriesFile
{
    private const int Hours = 24;

    internal static readonly string[] Features =
        ["gcs", "sbp", "heart_rate", "temperature", "pao2_fio2", "urine_output", "bun", "wbc", "bicarbonate", "sodium", "potassium", "bilirubin"];

    internal SeriesFile(string set)
    {
        var path = Path.Combine(set, "shards/series-00000.parquet");
        using var database = DuckDatabase.Open(new DuckOptions { Files = [path] });
        var columns = string.Join(", ", Features.Select(f => $"{f}, {f}_observed"));
        using var rows = database.Query("read", $"SELECT hadm_id, hour, {columns} FROM read_parquet('{path}') ORDER BY hadm_id, hour");
        while (rows.Read())
        {
            for (var r = 0; r < rows.Rows; r++)
            {
                var id = rows.Column(0).Values<long>()[r];
                if (!Values.TryGetValue(id, out var values))
                {
                    Values[id] = values = new double?[Hours, Features.Length];
                    Observed[id] = new bool[Hours, Features.Length];
                }

                var hour = rows.Column(1).Values<int>()[r];
                for (var f = 0; f < Features.Length; f++)
                {
                    values[hour, f] = rows.Column(2 + (2 * f)).IsNull(r) ? null : rows.Column(2 + (2 * f)).Values<double>()[r];
                    Observed[id][hour, f] = rows.Column(3 + (2 * f)).Values<bool>()[r];
                }
            }
        }
    }

    /// <summary>Imputed values, null where the feature was never observed, by HADM_ID.</summary>
    internal SortedDictionary<long, double?[,]> Values { get; } = [];

    /// <summary>Whether they were observed.</summary>
    internal SortedDictionary<long, bool[,]> Observed { get; } = [];

    /// <summary>A feature's values over hours, and over admissions in ascending order.</summary>
    internal IEnumerable<(double? Value, bool Observed)> Of(int feature) => Values.Keys.SelectMany(id => Of(id, feature));

    /// <summary>A feature's values over an admission's hours.</summary>
    internal IEnumerable<(double? Value, bool Observed)> Of(long id, int feature) =>
        Enumerable.Range(0, Hours).Select(h => (Values[id][h, feature], Observed[id][h, feature]));
}
