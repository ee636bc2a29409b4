using I2M2.Shards;
using I2M2.Storage;

namespace I2M2.Preprocessing.Mimic3.Arrays;

/// <summary>The three Parquet tables, by row number (hadm_id) and, of the series, hour.</summary>
/// <param name="admissions">The values.</param>
/// <param name="splits">The split of every row.</param>
/// <param name="stop">Makes it throw.</param>
internal sealed class ArrayTables(Admissions admissions, string[] splits, CancellationToken stop)
{
    private static readonly string[] Names = ["series", "static", "labels"];

    private static IEnumerable<string> SeriesNames => Mimic3Schema.Series.Select(s => s.Name);

    /// <summary>The files to plan.</summary>
    internal static IReadOnlyList<ParquetPart> Parts(int admissions)
        => [.. Names.Select(n => new ParquetPart(n, 0, n == "series" ? (long)admissions * Mimic3Schema.Hours : admissions))];

    /// <summary>Writes one file.</summary>
    internal void Write(ParquetPart part, string path, IReadOnlyDictionary<string, string> metadata)
    {
        using var database = DuckDatabase.Open(new DuckOptions { Files = [ParquetWriter.TemporaryName(path)] });
        var isSeries = part.Name == "series";
        var columns = part.Name switch
        {
            "series" => ["hour INTEGER", .. Doubles(SeriesNames), .. SeriesNames.Select(f => $"{f}_observed BOOLEAN")],
            "static" => Doubles(Mimic3Schema.Static),
            _ => (IEnumerable<string>)[.. ArraySchema.Flags.Select(f => $"{f} BOOLEAN"), "mortality_class INTEGER", .. DiagnosisNames().Select(n => $"{n} INTEGER")],
        };
        database.Execute($"write {path}", $"CREATE TABLE rows (hadm_id BIGINT, split VARCHAR, {string.Join(", ", columns)})");
        Append(database, isSeries ? Mimic3Schema.Hours : 1, part.Name switch { "series" => SetSeries, "static" => SetStatic, _ => SetLabels });
        ParquetWriter.Write(database, path, "SELECT * FROM rows", isSeries ? "hadm_id, hour" : "hadm_id", metadata, stop: stop);
    }

    private void Append(DuckDatabase database, int perAdmission, Action<DuckAppender, int, int> set)
    {
        using var appender = database.Append("rows");
        var total = admissions.Count * perAdmission;
        for (var first = 0; first < total; first += DuckAppender.Capacity)
        {
            stop.ThrowIfCancellationRequested();
            var count = Math.Min(DuckAppender.Capacity, total - first);
            for (var i = 0; i < count; i++)
            {
                var row = (first + i) / perAdmission;
                appender.Column<long>(0)[i] = row;
                appender.SetText(1, i, splits[row]);
                set(appender, i, first + i);
            }

            appender.Append(count);
        }

        appender.Finish();
    }

    private void SetSeries(DuckAppender appender, int at, int rowAndHour)
    {
        var features = Mimic3Schema.Series.Count;
        appender.Column<int>(2)[at] = rowAndHour % Mimic3Schema.Hours;
        for (var f = 0; f < features; f++)
        {
            var value = admissions.Series[(rowAndHour * features) + f];
            SetDouble(appender, 3 + f, at, value);

            // A number may be observed or imputed: the arrays do not tell.
            if (double.IsNaN(value))
                appender.Column<bool>(3 + features + f)[at] = false;
            else
                appender.SetNull(3 + features + f, at);
        }
    }

    private void SetStatic(DuckAppender appender, int at, int row)
    {
        for (var f = 0; f < Mimic3Schema.Static.Count; f++)
            SetDouble(appender, 2 + f, at, admissions.Statics[(row * Mimic3Schema.Static.Count) + f]);
    }

    private void SetLabels(DuckAppender appender, int at, int row)
    {
        var flags = ArraySchema.Flags.Count;
        for (var f = 0; f < flags; f++)
            appender.Column<bool>(2 + f)[at] = admissions.Flag(row, f);
        appender.Column<int>(2 + flags)[at] = admissions.MortalityClass(row);
        for (var c = 0; c < admissions.Groups; c++)
            appender.Column<int>(3 + flags + c)[at] = admissions.Diagnosis(row, c) ? 1 : 0;
    }

    private IEnumerable<string> DiagnosisNames() => Enumerable.Range(0, admissions.Groups).Select(c => ArraySchema.DiagnosisName(c, admissions.Groups));

    private static void SetDouble(DuckAppender appender, int column, int at, double value)
    {
        if (double.IsNaN(value))
            appender.SetNull(column, at);
        else
            appender.Column<double>(column)[at] = value;
    }

    private static IEnumerable<string> Doubles(IEnumerable<string> names) => names.Select(n => $"{n} DOUBLE");
}
