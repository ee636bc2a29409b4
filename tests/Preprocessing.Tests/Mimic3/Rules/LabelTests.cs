namespace I2M2.Tests.Mimic3.Rules;

/// <summary>Mortality classes and ICD-9 groups. DISCHTIME is 240 h after INTIME unless said.</summary>
public sealed class LabelTests
{
    // 30 days after DISCHTIME: 960:00; 365.245 days after it: 9005:52:48.
    [Fact]
    public void The_class_is_the_first_flag_that_is_set() => Ward.Check(s => s.Row("mortality_class"),
    [
        Dies("1", "24:00", "0:00"),
        Dies("1", "-1:00", "0:00"),
        Dies("2", "24:00:01", "24:00"),
        Dies("2", "48:00", "24:00"),
        Dies("3", "48:00:01", "48:00"),
        Dies("3", "72:00", "48:00"),
        // In hospital after three days: the flag of 30 days, if there is a date.
        Dies("4", "72:00:01", "72:00"),
        Dies("0", "72:00:01", null),
        Dies("4", null, "960:00"),
        Dies("5", null, "960:00:01"),
        Dies("5", null, "9005:52:48"),
        Dies("0", null, "9005:52:49"),
        Dies("0", null, null),
    ]);

    [Fact]
    public void Class_4_can_be_seven_days_after_INTIME() => Ward.Check(s => s.Row("mortality_class"),
    [
        Dies("3", "72:00", "48:00"),
        Dies("4", null, "168:00"),
        Dies("5", null, "168:00:01"),
        Dies("5", null, "960:00"),
        Dies("0", null, "9005:52:49"),
    ], "mortality_class4=7d_after_icu_in");

    [Fact]
    public void Hours_count_from_the_earliest_stay() => Ward.Check(s => s.Row("mortality_class"), [new("2", s => Death(s, "30:00", "24:00").AddStay("10:00", 1))]);

    [Fact]
    public void Death_in_hospital_is_a_DEATHTIME() => Ward.Check(s => s.Row("in_hospital"), [Dies("true", "300:00", null), Dies("false", null, "24:00")]);

    [Fact]
    public void The_first_three_characters_of_a_code_are_its_group() => Ward.Check(s => s.Icd9Groups(),
    [
        .. new (string Code, string Group)[]
        {
            ("1629", "1"), ("486", "7"), ("V1582", "19"), ("E8889", "20"), ("6780", ""), ("679", ""), ("000", ""),
            ("001", "0"), ("1398", "0"), ("140", "1"), ("2399", "1"), ("240", "2"), ("2799", "2"), ("280", "3"), ("2899", "3"), ("290", "4"), ("319", "4"), ("320", "5"), ("3899", "5"),
            ("390", "6"), ("4599", "6"), ("460", "7"), ("5199", "7"), ("520", "8"), ("5799", "8"), ("580", "9"), ("6299", "9"), ("630", "10"), ("6779", "10"), ("680", "11"), ("7099", "11"),
            ("710", "12"), ("7399", "12"), ("740", "13"), ("7599", "13"), ("760", "14"), ("7799", "14"), ("780", "15"), ("7899", "15"), ("790", "16"), ("7969", "16"), ("797", "17"),
            ("7999", "17"), ("800", "18"), ("9999", "18"), ("V01", "19"), ("V9103", "19"), ("E000", "20"), ("E9999", "20"),
        }.Select(c => new Case(c.Group, s => s.Diagnosis(c.Code))),
    ]);

    [Fact]
    public void An_admission_has_the_groups_of_all_its_codes_and_a_code_of_none_takes_none_over() => Ward.Check(s => s.Icd9Groups(),
    [
        new("6", s => s.Diagnosis("4019").Diagnosis("6780").Diagnosis("000")),
        new("1, 7, 19", s => s.Diagnosis("V1582").Diagnosis("1629").Diagnosis("486").Diagnosis("4660").Diagnosis("1985")),
        new("", _ => { }),
    ]);

    private static Case Dies(string expected, string? deathTime, string? dod) => new(expected, s => Death(s, deathTime, dod));

    private static TinyStay Death(TinyStay stay, string? deathTime, string? dod) =>
        stay.Set("admissions", "deathtime", deathTime is null ? "NULL" : TinyStay.Time(deathTime)).Set("patients", "dod", dod is null ? "NULL" : TinyStay.Time(dod));
}
