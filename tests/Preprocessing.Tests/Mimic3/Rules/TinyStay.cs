using System.Globalization;

namespace I2M2.Tests.Mimic3.Rules;

/// <summary>
/// An invented admission and its ICU stay, for a test to add rows to. Times are hours and minutes after INTIME ("1:30", "-6:00"; seconds may
/// follow). Answers are text: "1:30 80, 2:00 85".
/// </summary>
internal sealed record TinyStay(Ward Ward, long Admission, long Patient, long Stay)
{
    private static readonly DateTime InTime = new(2100, 6, 1, 8, 0, 0, DateTimeKind.Unspecified);

    /// <summary>A time as SQL.</summary>
    internal static string Time(string clock) => string.Create(CultureInfo.InvariantCulture, $"TIMESTAMP '{InTime + Span(clock):yyyy-MM-dd HH:mm:ss}'");

    /// <summary>Adds an ICU stay to the admission; numbers other than 0 are further ones.</summary>
    internal TinyStay AddStay(string from, int number = 0)
    {
        Ward.Execute($"INSERT INTO icustays (icustay_id, hadm_id, subject_id, intime) VALUES ({Stay + number}, {Admission}, {Patient}, {Time(from)})");
        return this with { Stay = Stay + number };
    }

    /// <summary>Changes a column of the admission's or the patient's row; the value is SQL.</summary>
    internal TinyStay Set(string table, string column, string value)
    {
        Ward.Execute($"UPDATE {table} SET {column} = {value} WHERE {(table == "patients" ? $"subject_id = {Patient}" : $"hadm_id = {Admission}")}");
        return this;
    }

    internal TinyStay Diagnosis(string code)
    {
        Ward.Execute($"INSERT INTO diagnoses VALUES ({Admission}, 1, '{code}')");
        return this;
    }

    internal TinyStay Service(string time, string service)
    {
        Ward.Execute($"INSERT INTO services VALUES ({Admission}, {Time(time)}, '{service}')");
        return this;
    }

    /// <summary>A row of CHARTEVENTS; null: no number; flags of <see cref="Preprocessing.Mimic3.Extraction.ValueFlags"/>.</summary>
    internal TinyStay Chart(int item, string time, decimal? value, sbyte flag = 0, bool error = false, bool inStay = true)
    {
        Ward.AddEvent("chartevents", "hadm_id, icustay_id, charttime, itemid, value, flag, error", $"{Admission}, {(inStay ? Fixed(Stay) : "NULL")}, {Time(time)}, {item}, {Fixed(value * Unit)}, {flag}, {error}");
        return this;
    }

    /// <summary>A row of LABEVENTS.</summary>
    internal TinyStay Lab(int item, string time, decimal? value, sbyte flag = 0)
    {
        Ward.AddEvent("labevents", "hadm_id, charttime, itemid, value, flag", $"{Admission}, {Time(time)}, {item}, {Fixed(value * Unit)}, {flag}");
        return this;
    }

    /// <summary>A row of OUTPUTEVENTS.</summary>
    internal TinyStay Output(int item, string time, decimal? value, bool error = false, bool inStay = true)
    {
        Ward.AddEvent("outputevents", "hadm_id, icustay_id, charttime, itemid, value, error", $"{Admission}, {(inStay ? Fixed(Stay) : "NULL")}, {Time(time)}, {item}, {Fixed(value * Unit)}, {error}");
        return this;
    }

    /// <summary>Records of potassium from INTIME to a minute more than a day later: time starts at INTIME, the admission is in the cohort.</summary>
    internal TinyStay LastsADay() => Lab(50971, "0:00", 4).Lab(50971, "24:01", 4);

    /// <summary>Records of a series by time.</summary>
    internal string Records(string series) => string.Join(", ", Ward.Query(
        $"SELECT date_diff('second', {Time("0:00")}, charttime), value FROM records WHERE hadm_id = {Admission} AND series = '{series}' ORDER BY charttime").Select(r => $"{Clock(r[0]!)} {Number(r[1]!)}"));

    /// <summary>Means of a series by hour, of the hours that have one.</summary>
    internal string Hourly(string series) => string.Join(", ", Ward.Query(
        $"SELECT hour, value FROM hourly WHERE hadm_id = {Admission} AND series = '{series}' ORDER BY hour").Select(r => $"{r[0]} {Number(r[1]!)}"));

    /// <summary>A day's values of a feature of the finished table; runs of equal ones together: "0-3 80, 4-23 85".</summary>
    internal string Day(string feature)
    {
        var values = Ward.Query($"SELECT round({feature} * 1e9)::BIGINT FROM series_table WHERE hadm_id = {Admission} ORDER BY hour").Select(r => r[0] is { } v ? Number(v) : "NULL").ToList();
        var runs = new List<string>();
        for (var first = 0; first < values.Count;)
        {
            var next = values.FindIndex(first, v => v != values[first]);
            var last = (next < 0 ? values.Count : next) - 1;
            runs.Add($"{(first == last ? $"{first}" : $"{first}-{last}")} {values[first]}");
            first = last + 1;
        }

        return string.Join(", ", runs);
    }

    /// <summary>Hours in which a feature of the finished table is observed.</summary>
    internal string ObservedHours(string feature) =>
        string.Join(", ", Ward.Query($"SELECT hour FROM series_table WHERE hadm_id = {Admission} AND {feature}_observed ORDER BY hour").Select(r => r[0]));

    /// <summary>A column of the static features or of the mortality labels.</summary>
    internal string? Row(string column) => Ward.Query($"SELECT {column} FROM static_features JOIN mortality USING (hadm_id) WHERE hadm_id = {Admission}").Single()[0];

    /// <summary>Groups of the diagnoses.</summary>
    internal string Icd9Groups() => string.Join(", ", Ward.Query($"SELECT icd9_group FROM icd9_labels WHERE hadm_id = {Admission} ORDER BY icd9_group").Select(r => r[0]));

    private const decimal Unit = 1_000_000_000m;

    private static TimeSpan Span(string clock)
    {
        var parts = clock.TrimStart('-').Split(':').Select(p => int.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        var span = new TimeSpan(parts[0], parts[1], parts.Length > 2 ? parts[2] : 0);
        return clock.StartsWith('-') ? -span : span;
    }

    private static string Clock(string seconds)
    {
        var whole = int.Parse(seconds.TrimStart('-'), CultureInfo.InvariantCulture);
        return $"{(seconds.StartsWith('-') ? "-" : "")}{whole / 3600}:{whole / 60 % 60:00}{(whole % 60 == 0 ? "" : $":{whole % 60:00}")}";
    }

    private static string Fixed(decimal? whole) => whole is { } w ? ((long)w).ToString(CultureInfo.InvariantCulture) : "NULL";

    private static string Number(string billionths) => (decimal.Parse(billionths, CultureInfo.InvariantCulture) / Unit).ToString("0.#########", CultureInfo.InvariantCulture);
}
