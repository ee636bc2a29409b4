namespace I2M2.Tests.Mimic3.Rules;

/// <summary>From records to 24 hours without gaps.</summary>
public sealed class HoursTests
{
    private const int HeartRate = 211;
    private const int Foley = 40055;

    [Fact]
    public void An_hour_is_the_mean_of_its_records_both_ends_included() => Ward.Check(s => s.Hourly("heart_rate"),
    [
        new("0 85, 2 70", s => s.LastsADay().Chart(HeartRate, "0:10", 80).Chart(HeartRate, "0:50", 90).Chart(HeartRate, "2:30", 70)),
        new("0 85, 1 90", s => s.LastsADay().Chart(HeartRate, "0:30", 80).Chart(HeartRate, "1:00", 90)),
        new("0 80", s => s.LastsADay().Chart(HeartRate, "0:00", 80)),
        new("1 80", s => s.LastsADay().Chart(HeartRate, "1:00:01", 80)),
        new("23 80", s => s.LastsADay().Chart(HeartRate, "24:00", 80)),
        new("", s => s.LastsADay().Chart(HeartRate, "24:00:01", 80)),
    ]);

    [Fact]
    public void Half_open_hours_count_a_record_on_the_hour_once() => Ward.Check(s => s.Hourly("heart_rate"),
    [
        new("0 80, 1 90", s => s.LastsADay().Chart(HeartRate, "0:30", 80).Chart(HeartRate, "1:00", 90)),
        new("0 80", s => s.LastsADay().Chart(HeartRate, "0:00", 80)),
        new("", s => s.LastsADay().Chart(HeartRate, "24:00", 80)),
    ], "bins=half_open");

    [Fact]
    public void Hours_count_from_the_first_record_not_from_INTIME() => Ward.Check(s => s.Hourly("heart_rate"),
        [new("5 80, 6 80", s => s.Lab(50983, "-6:00", 140).Lab(50983, "20:00", 140).Chart(HeartRate, "0:00", 80))]);

    [Theory]
    [InlineData("bins=closed", "24 85", "24 85, 25 90")]
    [InlineData("bins=half_open", "24 80", "24 80, 25 90")]
    public void The_last_hour_holds_the_last_record_of_the_stay(string bins, string onTheHour, string later) => Ward.Check(s => s.Hourly("heart_rate"),
    [
        // 25 hours: one on the end of the last counts there if ends do, and in no 26th.
        new(onTheHour, s => s.Lab(50983, "0:00", 140).Chart(HeartRate, "24:30", 80).Chart(HeartRate, "25:00", 90)),
        new(later, s => s.Lab(50983, "0:00", 140).Chart(HeartRate, "24:30", 80).Chart(HeartRate, "25:00", 90).Lab(50983, "25:00:01", 140)),
    ], "imputation_horizon=stay", bins);

    [Fact]
    public void Gaps_are_filled_from_before_and_at_the_start_from_after() => Ward.Check(s => s.Day("heart_rate"),
    [
        new("0-4 80, 5-23 90", s => s.LastsADay().Chart(HeartRate, "2:30", 80).Chart(HeartRate, "5:30", 90)),
        new("0-23 80", s => s.LastsADay().Chart(HeartRate, "23:30", 80).Chart(HeartRate, "24:30", 90)),
        new("0-23 NULL", s => s.LastsADay().Chart(HeartRate, "24:30", 90)),
        new("0-23 NULL", s => s.LastsADay()),
    ]);

    [Fact]
    public void With_the_whole_stay_the_next_day_fills_a_first_one_without_records() => Ward.Check(s => s.Day("heart_rate"),
    [
        new("0-4 80, 5-23 90", s => s.LastsADay().Chart(HeartRate, "2:30", 80).Chart(HeartRate, "5:30", 90).Chart(HeartRate, "30:30", 100)),
        new("0-23 90", s => s.LastsADay().Chart(HeartRate, "24:30", 90).Chart(HeartRate, "30:30", 100)),
        new("0-23 NULL", s => s.LastsADay()),
    ], "imputation_horizon=stay");

    [Theory]
    [InlineData("day", "0-1 150, 2 100, 3-4 150, 5 200, 6-23 150", "0-23 NULL")]
    [InlineData("stay", "0-1 200, 2 100, 3-23 200", "0-23 300")]
    public void Gaps_of_urine_are_the_mean_of_its_hours(string horizon, string twoHours, string nextDay) => Ward.Check(s => s.Day("urine_output"),
    [
        new(twoHours, s => s.LastsADay().Output(Foley, "2:30", 100).Output(Foley, "5:30", 200).Output(Foley, "30:30", 300)),
        new(nextDay, s => s.LastsADay().Output(Foley, "30:30", 300)),
        new("0-23 NULL", s => s.LastsADay()),
    ], $"imputation_horizon={horizon}");

    [Fact]
    public void The_ratio_is_of_the_imputed_pressure_and_fraction_and_observed_where_both_are() => Ward.Check(s => $"{s.Day("pao2_fio2")}; {s.ObservedHours("pao2_fio2")}",
    [
        new("0-2 2, 3-23 3; 2, 3", s => Gas(Gas(s.LastsADay(), "2:30", 80, 40), "3:30", 90, 30)),
        // Fraction of 2:30, pressure of 9:30.
        new("0-8 2, 9-23 2.5; 2", s => Gas(Gas(s.LastsADay(), "2:30", 80, 40), "9:30", 100, null)),
        // The fraction of 9:30 reaches back to the pressure of 2:30.
        new("0-8 2, 9-23 1; 9", s => Gas(Gas(s.LastsADay(), "2:30", 80, null), "9:30", 40, 40)),
        // Means of an hour, then their quotient: 90 / 30, not the mean of 3.2 and 2.857.
        new("0-23 3; 2", s => Gas(Gas(s.LastsADay(), "2:10", 80, 25), "2:50", 100, 35)),
        new("0-23 NULL; ", s => Gas(s.LastsADay(), "2:30", 80, null)),
    ]);

    private static TinyStay Gas(TinyStay stay, string time, decimal po2, decimal? fio2) => stay.Lab(50800, time, null, flag: 2).Lab(50821, time, po2).Lab(50816, time, fio2);
}
