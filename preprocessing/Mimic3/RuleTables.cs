using System.Globalization;
using System.Reflection;
using CsvHelper;
using I2M2.Storage;

namespace I2M2.Preprocessing.Mimic3;

/// <summary>The rules that are data, as tables of the work database: items.csv, arterial.csv, comorbidities.csv, icd9_groups.csv, and the options.</summary>
internal static class RuleTables
{
    // Values are whole numbers of 1e-9 of their unit, coefficients of 1e-5: both exact.
    private const int ValueDigits = 9;
    private const int CoefficientDigits = 5;

    // Series that steps make of others.
    private static readonly string[] MadeSeries = ["gcs", "fio2"];

    /// <summary>Makes them, whatever was there.</summary>
    internal static void Make(DuckDatabase database, Mimic3Options options)
    {
        Fill(database, "options", "cap_age BOOLEAN, keep_records_after_death BOOLEAN, closed_bins BOOLEAN, impute_from_whole_stay BOOLEAN, urine_limit BIGINT, mortality_class4 VARCHAR",
            [$"{options.CapsAge}, {options.KeepsRecordsAfterDeath}, {options.ClosedBins}, {options.ImputesFromWholeStay}, {Fixed(options.UrineLimit?.ToString(CultureInfo.InvariantCulture) ?? "", ValueDigits)}, {Sql.Text(options.MortalityClass4)}"]);
        // Numbers under their names: rows are grouped by them a dozen times.
        var series = Rows("items").Select(r => r["series"]).Concat(MadeSeries).Distinct().Order(StringComparer.Ordinal);
        database.Execute("make series_name", $"CREATE TYPE IF NOT EXISTS series_name AS ENUM ({string.Join(", ", series.Select(Sql.Text))})");
        database.Execute("make event_source", "CREATE TYPE IF NOT EXISTS event_source AS ENUM ('chart', 'lab', 'output')");
        Fill(database, "items",
            "itemid INTEGER, source event_source, series series_name, lowest BIGINT, highest BIGINT, subtract BIGINT, multiply BIGINT, divide BIGINT, merge VARCHAR, drops_errors BOOLEAN",
            Rows("items").Where(r => Holds(r["only_with"], options)).Select(Item));
        Fill(database, "arterial", "term VARCHAR, coefficient BIGINT, mean BIGINT, if_missing BIGINT",
            Rows("arterial").Select(r => $"{Sql.Text(r["term"])}, {Fixed(r["coefficient"], CoefficientDigits)}, {Fixed(r["mean"], CoefficientDigits)}, {Fixed(r["if_missing"], CoefficientDigits)}"));
        Fill(database, "comorbidities", "comorbidity VARCHAR, first VARCHAR, last VARCHAR",
            Rows("comorbidities").Select(r => $"{Sql.Text(r["comorbidity"])}, {Sql.Text(r["first"])}, {Sql.Text(r["last"])}"));
        Fill(database, "icd9_groups", "icd9_group INTEGER, first VARCHAR, last VARCHAR",
            Rows("icd9_groups").Select(r => $"{r["icd9_group"]}, {Sql.Text(r["first"])}, {Sql.Text(r["last"])}"));
    }

    /// <summary>Rows of one of the files, by column name.</summary>
    internal static IReadOnlyList<IReadOnlyDictionary<string, string>> Rows(string file)
    {
        using var text = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream($"mimic3/{file}.csv")!);
        using var csv = CsvReader.Create(text, new CsvReaderOptions());
        csv.ReadHeader();
        var headers = csv.Headers.ToList();
        var rows = new List<IReadOnlyDictionary<string, string>>();
        while (csv.Read())
            rows.Add(headers.Select((name, i) => (name, Value: csv.GetString(i))).ToDictionary(p => p.name, p => p.Value, StringComparer.Ordinal));
        return rows;
    }

    private static string Item(IReadOnlyDictionary<string, string> r)
    {
        // Values are whole numbers: one that is excluded is the next one included.
        string Bound(string key, int inwards, long none) => r[key].Length == 0
            ? $"{none}"
            : $"{long.Parse(Fixed(r[key], ValueDigits), CultureInfo.InvariantCulture) + (r[key + "_included"] == "yes" ? 0 : inwards)}";
        string Whole(string key) => r[key].Length > 0 ? r[key] : "1";
        return $"{r["itemid"]}, {Sql.Text(r["source"])}, {Sql.Text(r["series"])}, {Bound("low", 1, long.MinValue)}, {Bound("high", -1, long.MaxValue)}, "
            + $"{(r["subtract"].Length > 0 ? Fixed(r["subtract"], ValueDigits) : "0")}, {Whole("multiply")}, {Whole("divide")}, {Sql.Text(r["merge"])}, {(r["error_rows"] == "drop" ? "true" : "false")}";
    }

    // "key=value": the row is one of a choice that an option makes.
    private static bool Holds(string condition, Mimic3Options options) =>
        condition.Length == 0 || (condition.Split('=') is [var key, var value] && options.Values[key] == value);

    private static string Fixed(string text, int digits) => text.Length == 0
        ? "NULL"
        : ((long)(decimal.Parse(text, CultureInfo.InvariantCulture) * (decimal)Math.Pow(10, digits))).ToString(CultureInfo.InvariantCulture);

    private static void Fill(DuckDatabase database, string table, string columns, IEnumerable<string> rows)
    {
        database.Execute($"make {table}", $"CREATE OR REPLACE TABLE {table} ({columns})");
        database.Execute($"fill {table}", $"INSERT INTO {table} VALUES {string.Join(", ", rows.Select(r => $"({r})"))}");
    }
}
