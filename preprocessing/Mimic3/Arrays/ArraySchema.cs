using I2M2.Shards;

namespace I2M2.Preprocessing.Mimic3.Arrays;

/// <summary>The columns of a set that is made from ready-made arrays; those that training reads are called as in a set from tables.</summary>
internal static class ArraySchema
{
    // The published code trains on columns 1 and 7 as groups 1 and 7. Columns are in the order of groups, so that where column 7 is group 7,
    // the first eight columns are the first eight groups; the group that is left out comes later.
    private const int CertainGroups = 8;

    /// <summary>The last axis of `adm_labels_all`, in order.</summary>
    internal static IReadOnlyList<string> Flags { get; } = ["in_hospital", "within_24h", "within_48h", "within_72h", "within_30d", "within_1y"];

    /// <summary>Name of a label column of diagnoses: the group where it is certain, else the position.</summary>
    /// <param name="column">Position in `y_icd9`.</param>
    /// <param name="columns">How many it has.</param>
    internal static string DiagnosisName(int column, int columns) => IsCertain(column, columns) ? Mimic3Schema.GroupColumn(column) : $"icd9_column_{column:00}";

    /// <summary>All columns.</summary>
    /// <param name="diagnoses">Columns of `y_icd9`.</param>
    internal static IReadOnlyList<ColumnSchema> Columns(int diagnoses)
    {
        const string unobserved = "NaN where it holds no finite number, which stands for never observed";
        var own = Mimic3Schema.Columns(ArrayOptions.AsInArrays, "Row of the arrays, from 0: they hold no HADM_ID.").ToDictionary(c => c.Name);
        return
        [
            own["static"] with { Description = $"{own["static"].Description} '{Mimic3Arrays.Statics}' as it is; {unobserved}." },
            own["series"] with { Description = $"Hour x feature, '{Mimic3Arrays.Series}' as it is, imputed by whoever made it; {unobserved}." },
            own["mortality_class"] with
            {
                ClassNames = [.. own["mortality_class"].ClassNames!.Select((name, c) => c == 4 ? "within 30 days or 1 week" : name)],
                Description = $"First of columns 1 to 5 of '{Mimic3Arrays.Flags}' that is 1; 0 where none is.",
            },
            .. Enumerable.Range(0, diagnoses).Select(c => Diagnosis(own[Mimic3Schema.GroupColumn(c)], c, diagnoses)),
            own["hadm_id"] with { Unit = "index" },
        ];
    }

    private static bool IsCertain(int column, int columns) => columns == Mimic3Schema.Groups || column < CertainGroups;

    private static ColumnSchema Diagnosis(ColumnSchema group, int column, int columns) => IsCertain(column, columns)
        ? group with { Description = $"{group.Description} Column {column} of '{Mimic3Arrays.Diagnoses}'." }
        : group with
        {
            Name = DiagnosisName(column, columns),
            ClassNames = ["no", "yes"],
            Description = $"Column {column} of '{Mimic3Arrays.Diagnoses}': group {column} or {column + 1}, since one group is left out and which is not known.",
        };
}
