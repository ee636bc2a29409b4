namespace I2M2.Tests.Mimic3.Rules;

/// <summary>Which admissions are in the cohort. Numbers of the funnel: all, of ICUSTAYS or TRANSFERS, first, old enough, with an ICU stay, in order, with a record, long enough.</summary>
public sealed class CohortTests
{
    private const int HeartRate = 211;

    [Fact]
    public void An_admission_needs_an_ICU_stay()
    {
        using var ward = new Ward();
        var whole = ward.Admit().LastsADay();
        var moved = ward.Admit().LastsADay();
        ward.Admit().LastsADay();
        ward.Execute($"DELETE FROM icustays WHERE hadm_id <> {whole.Admission}");
        ward.Execute($"INSERT INTO transfers VALUES ({moved.Admission}), ({moved.Admission})");
        Assert.Equal($"{whole.Admission}", ward.Cohort());
        Assert.Equal("3 2 2 2 1 1 1 1", ward.CohortFunnel());
    }

    [Fact]
    public void Only_a_patients_first_admission_counts_even_if_another_rule_drops_it()
    {
        using var ward = new Ward();
        var first = ward.Admit().LastsADay();
        ward.AddAdmission(50, first.Patient, "900:00");
        (first with { Admission = 50, Stay = 5 }).AddStay("900:00").Chart(HeartRate, "900:00", 80).Chart(HeartRate, "930:00", 80);
        var second = ward.Admit().LastsADay();
        ward.AddAdmission(51, second.Patient, "-900:00");
        Assert.Equal($"{first.Admission}", ward.Cohort());
        // 51 is a first admission in neither ICUSTAYS nor TRANSFERS.
        Assert.Equal("4 3 1 1 1 1 1 1", ward.CohortFunnel());
    }

    [Fact]
    public void Patients_are_15_years_of_365_and_a_quarter_days_or_older_at_ADMITTIME()
    {
        using var ward = new Ward();
        var born = $"{TinyStay.Time("0:00")} - INTERVAL '5478 days 18 hours'";
        var old = ward.Admit().LastsADay().Set("patients", "dob", born);
        ward.Admit().LastsADay().Set("patients", "dob", $"{born} + INTERVAL 1 SECOND");
        ward.Admit().LastsADay().Set("patients", "dob", born).Set("admissions", "admittime", TinyStay.Time("-0:01"));
        var shifted = ward.Admit().LastsADay().Set("patients", "dob", "TIMESTAMP '1800-06-01'");
        Assert.Equal($"{old.Admission}, {shifted.Admission}", ward.Cohort());
        Assert.Equal("4 4 4 2 2 2 2 2", ward.CohortFunnel());
    }

    [Fact]
    public void Records_of_any_series_span_more_than_24_hours()
    {
        using var ward = new Ward();
        ward.Admit();
        ward.Admit().Chart(HeartRate, "0:00", 80);
        ward.Admit().Chart(HeartRate, "0:00", 80).Chart(HeartRate, "24:00", 80);
        var over = ward.Admit().Chart(HeartRate, "0:00", 80).Chart(HeartRate, "24:00:01", 80);
        var others = ward.Admit().Lab(50983, "-6:00", 140).Output(40055, "18:01", 10);
        // Out of range, or before the window: no records.
        ward.Admit().Chart(HeartRate, "0:00", 80).Chart(HeartRate, "30:00", 300).Lab(50983, "-7:00", 140);
        Assert.Equal($"{over.Admission}, {others.Admission}", ward.Cohort());
        Assert.Equal("6 6 6 6 6 6 5 2", ward.CohortFunnel());
    }

    [Theory]
    [InlineData("profile=clean", false, "5")]
    [InlineData("profile=reference", true, "6")]
    [InlineData("keep_records_after_death=true", true, "6")]
    public void Records_after_death_count_in_the_reference_alone(string setting, bool kept, string records)
    {
        using var ward = new Ward(setting);
        var only = ward.Admit().Set("admissions", "deathtime", TinyStay.Time("24:00")).Chart(HeartRate, "0:00", 80).Chart(HeartRate, "24:00", 80).Chart(HeartRate, "25:00", 80);
        var lives = ward.Admit().Set("admissions", "deathtime", TinyStay.Time("24:00:01")).Chart(HeartRate, "0:00", 80).Chart(HeartRate, "12:00", 80).Chart(HeartRate, "24:00:01", 80);
        Assert.Equal(kept ? $"{only.Admission}, {lives.Admission}" : $"{lives.Admission}", ward.Cohort());
        Assert.Equal("6", ward.Funnel("records of candidates", "merged"));
        Assert.Equal(records, ward.Funnel("records of candidates", "not after DEATHTIME, or kept by option"));
    }

    [Fact]
    public void A_stay_years_away_from_its_admission_is_out()
    {
        using var ward = new Ward();
        var near = ward.Admit().LastsADay().Set("admissions", "admittime", TinyStay.Time("-8784:00"));
        ward.Admit().LastsADay().Set("admissions", "admittime", TinyStay.Time("-8784:01"));
        Assert.Equal($"{near.Admission}", ward.Cohort());
        Assert.Equal("2 2 2 2 2 1 1 1", ward.CohortFunnel());
    }
}
