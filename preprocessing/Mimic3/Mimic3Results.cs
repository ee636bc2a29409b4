using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.Preprocessing.Mimic3;

/// <summary>What the steps left in the work database.</summary>
internal static class Mimic3Results
{
    /// <summary>The splits of the cohort, put into the table that the last step asks for.</summary>
    /// <returns>Admissions.</returns>
    internal static int Split(DuckDatabase database, Mimic3Options options)
    {
        var (ids, subjects) = (new List<long>(), new List<long>());
        Read(database, "SELECT hadm_id, subject_id FROM cohort ORDER BY hadm_id", (rows, r) =>
        {
            ids.Add(rows.Column(0).Values<long>()[r]);
            subjects.Add(rows.Column(1).Values<long>()[r]);
        });
        database.Execute("make splits", "CREATE OR REPLACE TABLE splits (hadm_id BIGINT, split VARCHAR)");
        if (ids.Count < Mimic3Splits.Fewest)
            return ids.Count;
        var splits = Mimic3Splits.Of(subjects, options);
        using var appender = database.Append("splits");
        for (var first = 0; first < ids.Count; first += DuckAppender.Capacity)
        {
            var count = Math.Min(DuckAppender.Capacity, ids.Count - first);
            for (var i = 0; i < count; i++)
            {
                appender.Column<long>(0)[i] = ids[first + i];
                appender.SetText(1, i, splits[first + i]);
            }

            appender.Append(count);
        }

        appender.Finish();
        return ids.Count;
    }

    /// <summary>Rows of each split, in the order of the splits.</summary>
    internal static IReadOnlyList<(string Name, long Rows)> SplitRows(DuckDatabase database)
    {
        var names = new List<string>();
        Read(database, "SELECT split FROM splits", (rows, r) => names.Add(rows.Column(0).Text(r)));
        return [.. new[] { "train", "valid", "test" }.Select(s => (s, (long)names.Count(n => n == s)))];
    }

    /// <summary>The three tables as arrays.</summary>
    internal static Mimic3Rows Rows(DuckDatabase database, int admissions)
    {
        var all = new Mimic3Rows(admissions);
        var at = 0;
        Read(database, "SELECT hadm_id, split, age_days, aids, hematologic_malignancy, metastatic_cancer, admission_type::BIGINT FROM static_table ORDER BY hadm_id", (rows, r) =>
        {
            all.Ids[at] = rows.Column(0).Values<long>()[r];
            all.Splits[at] = rows.Column(1).Text(r);
            var features = all.Static.AsSpan(at * Mimic3Schema.Static.Count);
            features[0] = rows.Column(2).Values<double>()[r];
            for (var f = 1; f <= 3; f++)
                features[f] = rows.Column(2 + f).Values<bool>()[r] ? 1 : 0;
            features[4] = rows.Column(6).Values<long>()[r];
            at++;
        });

        at = 0;
        Read(database, $"SELECT mortality_class::BIGINT, {string.Join(", ", Groups())} FROM label_table ORDER BY hadm_id", (rows, r) =>
        {
            all.Mortality[at] = rows.Column(0).Values<long>()[r];
            for (var g = 0; g < Mimic3Schema.Groups; g++)
                all.Groups[(at * Mimic3Schema.Groups) + g] = rows.Column(1 + g).Values<int>()[r] == 1;
            at++;
        });

        ReadSeries(database, all.Series);
        return all;
    }

    // Cells are many: column by column.
    private static void ReadSeries(DuckDatabase database, double[] series)
    {
        var width = Mimic3Schema.Series.Count;
        using var rows = database.Query("read series", $"SELECT {string.Join(", ", Mimic3Schema.Series.Select(s => s.Name))} FROM series_table ORDER BY hadm_id, hour");
        for (var first = 0; rows.Read(); first += rows.Rows)
        {
            for (var f = 0; f < width; f++)
            {
                var column = rows.Column(f);
                var values = column.Values<double>();
                for (var r = 0; r < values.Length; r++)
                {
                    if (!column.IsNull(r))
                        series[((first + r) * width) + f] = values[r];
                }
            }
        }
    }

    /// <summary>The label columns of the groups, as SQL over label_table.</summary>
    internal static IEnumerable<string> Groups() => Enumerable.Range(0, Mimic3Schema.Groups).Select(g => $"list_contains(icd9, {g})::INTEGER AS {Mimic3Schema.GroupColumn(g)}");

    /// <summary>The funnel, in the order of the rules.</summary>
    internal static IReadOnlyList<FunnelStep> Funnel(DuckDatabase database)
    {
        var steps = new List<FunnelStep>();
        Read(database, "SELECT source, rule, \"rows\", admissions, patients FROM funnel ORDER BY position, source, rule", (rows, r) => steps.Add(new FunnelStep(
            rows.Column(0).Text(r), rows.Column(1).Text(r), rows.Column(2).Values<long>()[r], Maybe(rows.Column(3), r), Maybe(rows.Column(4), r))));
        return steps;

        static long? Maybe(DuckVector column, int row) => column.IsNull(row) ? null : column.Values<long>()[row];
    }

    private static void Read(DuckDatabase database, string sql, Action<DuckResult, int> row)
    {
        using var rows = database.Query("read results", sql);
        while (rows.Read())
        {
            for (var r = 0; r < rows.Rows; r++)
                row(rows, r);
        }
    }
}
