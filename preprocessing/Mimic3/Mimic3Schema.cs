using I2M2.Shards;

namespace I2M2.Preprocessing.Mimic3;

/// <summary>The columns of a MIMIC-III set.</summary>
internal static class Mimic3Schema
{
    /// <summary>Hours of a series.</summary>
    internal const int Hours = 24;

    /// <summary>Groups of ICD-9 codes.</summary>
    internal const int Groups = 21;

    /// <summary>Features of an hour and their units; order of the reference's arrays.</summary>
    internal static IReadOnlyList<(string Name, string Unit)> Series { get; } =
    [
        ("gcs", "points, 3 to 15"), ("sbp", "mmHg"), ("heart_rate", "1/min"), ("temperature", "degC"), ("pao2_fio2", "mmHg per percent"), ("urine_output", "mL"),
        ("bun", "mg/dL"), ("wbc", "10^3/uL"), ("bicarbonate", "mEq/L"), ("sodium", "mEq/L"), ("potassium", "mEq/L"), ("bilirubin", "mg/dL"),
    ];

    /// <summary>Static features; order of the reference's arrays.</summary>
    internal static IReadOnlyList<string> Static { get; } = ["age_days", "aids", "hematologic_malignancy", "metastatic_cancer", "admission_type"];

    /// <summary>Name of a group's label column.</summary>
    internal static string GroupColumn(int group) => $"icd9_group_{group:00}";

    /// <summary>All columns.</summary>
    /// <param name="mortalityClass4">The option of that name.</param>
    /// <param name="id">What names a row.</param>
    internal static IReadOnlyList<ColumnSchema> Columns(string mortalityClass4, string id) =>
    [
        new()
        {
            Name = "static", Role = ColumnRole.Input, Modality = "static", Dtype = Dtype.F32, Shape = [Static.Count], Features = Static,
            Unit = "days; 0 or 1; 0 medical, 1 scheduled surgical, 2 unscheduled surgical",
            Description = "Age at the first ICU stay, three comorbidities by ICD-9 codes of the whole admission, type of admission.",
        },
        new()
        {
            Name = "series", Role = ColumnRole.Input, Modality = "series", Dtype = Dtype.F32, Shape = [Hours, Series.Count], Features = [.. Series.Select(s => s.Name)],
            Unit = string.Join("; ", Series.Select(s => $"{s.Name} {s.Unit}")),
            Description = "Hour x feature from the first record on, imputed; NaN where a feature was never observed.",
        },
        new()
        {
            Name = "mortality_class", Role = ColumnRole.Label, Dtype = Dtype.I64, Shape = [], Unit = "class index", ClassNames = MortalityClasses(mortalityClass4),
            Description = "Death, by the first rule that holds: hours count from the first ICU stay, days from discharge where it says so.",
        },
        .. Enumerable.Range(0, Groups).Select(g => new ColumnSchema
        {
            Name = GroupColumn(g), Role = ColumnRole.Label, Dtype = Dtype.I64, Shape = [], Unit = "class index", ClassNames = ["no", GroupName(g)],
            Description = "Whether a diagnosis of the admission, assigned at discharge, is of this group.",
        }),
        new() { Name = "hadm_id", Role = ColumnRole.Id, Dtype = Dtype.I64, Shape = [], Unit = "identifier", Description = id },
    ];

    /// <summary>E.g. "460-519 diseases of the respiratory system".</summary>
    internal static string GroupName(int group)
    {
        var row = RuleTables.Rows("icd9_groups")[group];
        return $"{row["first"]}-{row["last"]} {row["name"]}";
    }

    private static IReadOnlyList<string> MortalityClasses(string class4) =>
    [
        "none of these", "within 24 h", "within 48 h", "within 72 h", class4 == "7d_after_icu_in" ? "within 7 days of ICU admission" : "within 30 days of discharge, or in hospital later", "within a year of discharge",
    ];
}
