namespace I2M2.Tests.Mimic3.Rules;

/// <summary>From when on rows count, and what rows of one time become.</summary>
public sealed class TimeWindowTests
{
    private const int HeartRate = 211;
    private const int Foley = 40055;
    private const int Sodium = 50983;

    [Fact]
    public void Charted_rows_count_from_INTIME_of_their_stay_and_without_end()
    {
        using var ward = new Ward();
        var stay = ward.Admit().Chart(HeartRate, "-0:01", 70).Chart(HeartRate, "0:00", 80).Chart(HeartRate, "900:00", 90)
            .Output(Foley, "-0:01", 1).Output(Foley, "0:00", 2).Output(Foley, "900:00", 3);
        stay.AddStay("48:00", 1).Chart(HeartRate, "47:59", 71).Chart(HeartRate, "48:00", 81);
        Assert.Equal("0:00 80, 48:00 81, 900:00 90", stay.Records("heart_rate"));
        Assert.Equal("0:00 2, 900:00 3", stay.Records("urine_output"));
    }

    [Fact]
    public void Charted_rows_of_no_stay_do_not_count()
    {
        using var ward = new Ward();
        var stay = ward.Admit().Chart(HeartRate, "1:00", 80, inStay: false).Output(Foley, "1:00", 80, inStay: false);
        Assert.Equal("", stay.Records("heart_rate") + stay.Records("urine_output"));
    }

    [Fact]
    public void Results_of_the_laboratory_count_from_6_hours_before_the_earliest_stay_and_without_end()
    {
        using var ward = new Ward();
        var stay = ward.Admit().Lab(Sodium, "-6:01", 130).Lab(Sodium, "-6:00", 131).Lab(Sodium, "20:00", 132).Lab(Sodium, "900:00", 133);
        stay.AddStay("48:00", 1);
        Assert.Equal("-6:00 131, 20:00 132, 900:00 133", stay.Records("sodium"));
    }

    [Fact]
    public void Results_of_an_admission_without_a_stay_do_not_count()
    {
        using var ward = new Ward();
        var stay = ward.Admit().Lab(Sodium, "1:00", 130);
        ward.Execute("DELETE FROM icustays");
        Assert.Equal("", stay.Records("sodium"));
    }

    [Fact]
    public void Bedside_numbers_of_one_time_are_averaged_over_items_and_stays()
    {
        using var ward = new Ward();
        var stay = ward.Admit().Chart(HeartRate, "1:00", 80).Chart(220045, "1:00", 91).Chart(678, "1:00", 98.6m).Chart(676, "1:00", 38);
        stay.AddStay("0:00", 1).Chart(HeartRate, "1:00", 100);
        Assert.Equal("1:00 90.333333333", stay.Records("heart_rate"));
        Assert.Equal("1:00 37.5", stay.Records("temperature"));
    }

    [Theory]
    [InlineData("bun", 51006, 51006)]
    [InlineData("wbc", 51300, 51301)]
    [InlineData("bicarbonate", 50882, 50882)]
    [InlineData("sodium", 50824, 50983)]
    [InlineData("potassium", 50822, 50971)]
    [InlineData("bilirubin", 50885, 50885)]
    public void The_least_result_of_one_time_counts(string series, int first, int second)
    {
        using var ward = new Ward();
        Assert.Equal("1:00 4.1", ward.Admit().Lab(first, "1:00", 5).Lab(second, "1:00", 4.1m).Lab(first, "1:00", 0).Records(series));
    }
}
