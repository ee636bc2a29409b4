namespace I2M2.Tests.Mimic3.Rules;

/// <summary>Age, comorbidities, admission type.</summary>
public sealed class StaticTests
{
    // Days from the date of birth to the date of INTIME (2100-06-01), / 365.242, in hundredths: 21,914 -> 6000, 11,094 -> 3037,
    // 33,381 -> 9139, 33,382 -> 9140, 33,602 -> 9200, 109,573 -> 30000 (a shifted date of birth).
    [Theory]
    [InlineData("cap_age=true", "6000", "3037", "9139", "9140", "9140", "9140")]
    [InlineData("cap_age=false", "6000", "3037", "9139", "9140", "9200", "30000")]
    public void Age_is_whole_days_in_years_to_two_decimals(string setting, params string[] expected) => Ward.Check(s => s.Row("age_years"),
        [.. new[] { "2040-06-01", "2070-01-15", "2009-01-08", "2009-01-07", "2008-06-01", "1800-06-01" }.Zip(expected, (born, age) => new Case(age, s => s.Set("patients", "dob", $"TIMESTAMP '{born}'")))], setting);

    [Fact]
    public void Age_counts_to_the_date_of_the_first_stay_whatever_the_hour() => Ward.Check(s => s.Row("age_years"),
    [
        new("3037", s => s.Set("patients", "dob", "TIMESTAMP '2070-01-15'").Set("icustays", "intime", "TIMESTAMP '2100-06-01 23:59:59'")),
        new("3038", s => s.Set("patients", "dob", "TIMESTAMP '2070-01-15'").Set("icustays", "intime", "TIMESTAMP '2100-06-04'")),
    ]);

    [Fact]
    public void Codes_of_a_range_are_a_comorbidity()
    {
        (string Comorbidity, string[] In, string[] Out)[] ranges =
        [
            ("aids", ["042", "0420", "0429", "043", "0449"], ["041", "0419", "04490", "045", "0450"]),
            ("hematologic_malignancy",
                ["20000", "20238", "20240", "20248", "20250", "20302", "20310", "20312", "20303", "20382", "20400", "20522", "20580", "20702", "20720", "20892", "2386", "2733"],
                ["199", "20239", "20249", "20383", "20399", "20523", "20579", "20703", "20719", "20893", "2385", "2387", "2732", "2734"]),
            ("metastatic_cancer", ["1960", "1970", "1985", "1991", "20970", "20975", "20979", "78951"], ["1959", "196", "1992", "20969", "20976", "20978", "78950", "78952"]),
        ];
        foreach (var (comorbidity, inside, outside) in ranges)
        {
            Ward.Check(s => s.Row(comorbidity), [
                .. inside.Select(code => new Case("true", s => s.Diagnosis("4019").Diagnosis(code))),
                .. outside.Select(code => new Case("false", s => s.Diagnosis(code))),
                new("false", _ => { }),
            ]);
        }
    }

    [Fact]
    public void Admission_type_is_by_the_first_service_and_the_schedule() => Ward.Check(s => s.Row("admission_type"),
    [
        new("1", s => s.Set("admissions", "admission_type", "'ELECTIVE'").Service("0:00", "CSURG")),
        new("1", s => s.Set("admissions", "admission_type", "'ELECTIVE'").Service("0:00", "vsurg")),
        new("2", s => s.Service("0:00", "TSURG")),
        new("2", s => s.Set("admissions", "admission_type", "'URGENT'").Service("0:00", "SURG")),
        new("0", s => s.Service("0:00", "MED")),
        new("0", s => s.Set("admissions", "admission_type", "'ELECTIVE'").Service("0:00", "ORTHO")),
        new("2", s => s.Service("5:00", "MED").Service("0:00", "NSURG")),
        new("0", s => s.Service("5:00", "NSURG").Service("0:00", "MED")),
        new("0", _ => { }),
    ]);
}
