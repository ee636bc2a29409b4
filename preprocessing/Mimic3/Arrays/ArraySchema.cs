using System.Globalization;
using I2M2.Shards;

namespace I2M2.Preprocessing.Mimic3.Arrays;

/// <summary>The columns of a set that is made from ready-made arrays; those that training reads are called as in a set from tables.</summary>
internal static class ArraySchema
{
    /// <summary>Hours of the series.</summary>
    internal const int Hours = 24;

    /// <summary>Groups of ICD-9 codes that there are; arrays may lack one.</summary>
    internal const int AllGroups = 21;

    // The published code trains on columns 1 and 7 as groups 1 and 7. Columns are in the order of groups, so that where column 7 is group 7,
    // the first eight columns are the first eight groups; the group that is left out comes later.
    private const int CertainGroups = 8;

    /// <summary>The last axis of `ep_tdata`, in order.</summary>
    internal static IReadOnlyList<string> SeriesFeatures { get; } =
        ["gcs", "sbp", "heart_rate", "temperature", "pao2_fio2", "urine_output", "bun", "wbc", "bicarbonate", "sodium", "potassium", "bilirubin"];

    /// <summary>The last axis of `adm_features_all`, in order.</summary>
    internal static IReadOnlyList<string> StaticFeatures { get; } = ["age_days", "aids", "hematologic_malignancy", "metastatic_cancer", "admission_type"];

    /// <summary>The last axis of `adm_labels_all`, in order.</summary>
    internal static IReadOnlyList<string> Flags { get; } = ["in_hospital", "within_24h", "within_48h", "within_72h", "within_30d", "within_1y"];

    /// <summary>Names of the classes of death, by label.</summary>
    internal static IReadOnlyList<string> MortalityClasses { get; } = ["none", "1 day", "2 days", "3 days", "30 days or 1 week", "1 year"];

    /// <summary>Name of a label column of diagnoses: the group where it is certain, else the position.</summary>
    /// <param name="column">Position in `y_icd9`.</param>
    /// <param name="columns">How many it has.</param>
    internal static string DiagnosisName(int column, int columns)
        => string.Create(CultureInfo.InvariantCulture, $"icd9_{(IsCertain(column, columns) ? "group" : "column")}_{column:00}");

    /// <summary>All columns.</summary>
    /// <param name="diagnoses">Columns of `y_icd9`.</param>
    internal static IReadOnlyList<ColumnSchema> Columns(int diagnoses) =>
    [
        Input("static", [StaticFeatures.Count], StaticFeatures, "days; 0 or 1; 0 or 1; 0 or 1; 0 medical, 1 scheduled surgical, 2 unscheduled surgical", $"Static features of the admission, '{Mimic3Arrays.Statics}' as it is; NaN where it holds no finite number."),
        Input("series", [Hours, SeriesFeatures.Count], SeriesFeatures, "points; mmHg; 1/min; degC; mmHg per percent; mL; mg/dL; 10^3/uL; mEq/L; mEq/L; mEq/L; mg/dL", $"Hour x feature, '{Mimic3Arrays.Series}' as it is, imputed by whoever made it; NaN where it holds no finite number, which stands for never observed."),
        Label("mortality_class", MortalityClasses, $"First of columns 1 to 5 of '{Mimic3Arrays.Flags}' that is 1; 0 where none is."),
        .. Enumerable.Range(0, diagnoses).Select(c => Label(DiagnosisName(c, diagnoses), ["no", "yes"], DiagnosisText(c, diagnoses))),
        new()
        {
            Name = "hadm_id",
            Role = ColumnRole.Id,
            Dtype = Dtype.I64,
            Shape = [],
            Unit = "index",
            Description = "Row of the arrays, from 0: they hold no HADM_ID.",
        },
    ];

    private static bool IsCertain(int column, int columns) => columns == AllGroups || column < CertainGroups;

    private static string DiagnosisText(int column, int columns)
    {
        var source = $"Column {column} of '{Mimic3Arrays.Diagnoses}'";
        return IsCertain(column, columns)
            ? $"{source}: a diagnosis of ICD-9 group {column}."
            : $"{source}: a diagnosis of ICD-9 group {column} or {column + 1}; one group is left out, and which is not known.";
    }

    private static ColumnSchema Input(string name, long[] shape, IReadOnlyList<string> features, string unit, string description) => new()
    {
        Name = name,
        Role = ColumnRole.Input,
        Modality = name,
        Dtype = Dtype.F32,
        Shape = shape,
        Features = features,
        Unit = unit,
        Description = description,
    };

    private static ColumnSchema Label(string name, IReadOnlyList<string> classes, string description) => new()
    {
        Name = name,
        Role = ColumnRole.Label,
        Dtype = Dtype.I64,
        Shape = [],
        Unit = "class index",
        ClassNames = classes,
        Description = description,
    };
}
