namespace I2M2.Modeling.Tasks;

/// <summary>Whether and when the patient dies: six classes, most of them rare.</summary>
public sealed class Mimic3MortalityTask : Mimic3Task
{
    private const string OfClass4 = "mortality_class4";

    /// <inheritdoc/>
    public override string Name => "mortality";

    /// <inheritdoc/>
    public override string RecipeName => Name;

    /// <inheritdoc/>
    public override string ComparedBy => "accuracy";

    /// <inheritdoc/>
    public override string LabelColumn => "mortality_class";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Remarks(IReadOnlyDictionary<string, string> options) =>
    [
        options.GetValueOrDefault(OfClass4) switch
        {
            "30d_after_discharge" => $"Class 4 is death within 30 days after discharge ({OfClass4}=30d_after_discharge), as in the public preprocessing code; the papers call it one week. "
                + "Deaths in hospital after 72 hours are in it too.",
            "7d_after_icu_in" => $"Class 4 is death within 7 days after the first ICU admission ({OfClass4}=7d_after_icu_in), as the papers describe it, not as the public preprocessing code makes it.",
            { } other => $"Class 4 is defined by {OfClass4}={other}.",
            null => "How class 4 is defined is not known here: the shards that say so are out of reach.",
        },
        "Class 1, death within a day, is nearly empty by construction: admissions need more than 24 hours of records.",
    ];
}

/// <summary>Whether the admission has a diagnosis of one group of ICD-9 codes.</summary>
public abstract class Mimic3Icd9Task : Mimic3Task
{
    /// <inheritdoc/>
    public override string RecipeName => "icd9";

    /// <inheritdoc/>
    public override string ComparedBy => "auroc";
}

/// <summary>Group 1, codes 140-239: neoplasms.</summary>
public sealed class Mimic3NeoplasmsTask : Mimic3Icd9Task
{
    /// <inheritdoc/>
    public override string Name => "icd9-1";

    /// <inheritdoc/>
    public override string LabelColumn => "icd9_group_01";

    /// <inheritdoc/>
    public override Leak Leak { get; } = new(
        ["hematologic_malignancy", "metastatic_cancer"],
        "The static features hematologic_malignancy and metastatic_cancer are made from the same diagnoses as the label, among them codes "
            + "140-239, which are the label: part of what is predicted is handed in.");
}

/// <summary>Group 7, codes 460-519: diseases of the respiratory system.</summary>
public sealed class Mimic3RespiratoryTask : Mimic3Icd9Task
{
    /// <inheritdoc/>
    public override string Name => "icd9-7";

    /// <inheritdoc/>
    public override string LabelColumn => "icd9_group_07";
}
