namespace I2M2.Preprocessing.Mimic3.Extraction;

/// <summary>A raw table of MIMIC-III v1.4: which of its columns are read, and what makes a row wanted.</summary>
/// <param name="Name">Name of the file without its ending, e.g. "CHARTEVENTS".</param>
/// <param name="Columns">What is read of it.</param>
internal sealed record RawTable(string Name, IReadOnlyList<TableColumn> Columns)
{
    /// <summary>Column (as kept) that no two rows share; null: none.</summary>
    internal string? Key { get; init; }

    /// <summary>Source of items.csv whose ITEMIDs are wanted; null: every row is.</summary>
    internal string? Items { get; init; }

    /// <summary>Name of the table in the work database.</summary>
    internal string Kept => Name switch { "DIAGNOSES_ICD" => "diagnoses", _ => Name.ToLowerInvariant() };

    /// <summary>The tables that are read, the longest first. A field may be empty where the release's own schema lets it be NULL.</summary>
    internal static IReadOnlyList<RawTable> All { get; } =
    [
        new("CHARTEVENTS", [Id("HADM_ID"), Id("ICUSTAY_ID"), Time("CHARTTIME"), Item, new("VALUENUM", ColumnKind.Number, "value"), new("VALUE", ColumnKind.Flag, "flag"), new("ERROR", ColumnKind.IsOne, "error")])
        {
            Items = "chart",
        },
        new("LABEVENTS", [Id("HADM_ID"), Time("CHARTTIME"), Item, new("VALUENUM", ColumnKind.Number, "value"), new("VALUE", ColumnKind.Flag, "flag")])
        {
            Items = "lab",
        },
        new("OUTPUTEVENTS", [Id("HADM_ID"), Id("ICUSTAY_ID"), Time("CHARTTIME"), Item, new("VALUE", ColumnKind.Number, "value"), new("ISERROR", ColumnKind.IsOne, "error")])
        {
            Items = "output",
        },
        new("DIAGNOSES_ICD", [Id("HADM_ID", required: true), Id("SEQ_NUM"), new("ICD9_CODE", ColumnKind.Text, "icd9_code")]),
        new("TRANSFERS", [Id("HADM_ID")]),
        new("SERVICES", [Id("HADM_ID", required: true), Time("TRANSFERTIME"), new("CURR_SERVICE", ColumnKind.Text, "curr_service")]),
        new("ICUSTAYS", [Id("ICUSTAY_ID", required: true), Id("HADM_ID", required: true), Id("SUBJECT_ID", required: true), Time("INTIME", required: true), Time("OUTTIME")]) { Key = "icustay_id" },
        new("ADMISSIONS", [Id("HADM_ID", required: true), Id("SUBJECT_ID", required: true), Time("ADMITTIME", required: true), Time("DISCHTIME", required: true), Time("DEATHTIME"), new("ADMISSION_TYPE", ColumnKind.Text, "admission_type")])
        {
            Key = "hadm_id",
        },
        new("PATIENTS", [Id("SUBJECT_ID", required: true), Time("DOB", required: true), Time("DOD")]) { Key = "subject_id" },
    ];

    private static TableColumn Item => new("ITEMID", ColumnKind.Item, "itemid");

    private static TableColumn Id(string name, bool required = false) => new(name, ColumnKind.Identifier, name.ToLowerInvariant(), required);

    private static TableColumn Time(string name, bool required = false) => new(name, ColumnKind.Time, name.ToLowerInvariant(), required);
}
