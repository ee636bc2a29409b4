using System.Globalization;

namespace I2M2.Tests.Mimic3.Rules;

/// <summary>Glasgow coma scale from its components. Rows are texts "time verbal motor eye"; -: none, ET: intubated, 0: a verbal response of 0.</summary>
public sealed class GcsTests
{
    [Fact]
    public void What_is_charted_adds_up() => Check(("0:00 15", ["0:00 5 6 4"]), ("0:00 3", ["0:00 1 1 1"]));

    [Fact]
    public void Intubated_counts_as_15_whatever_else_is_charted() => Check(("0:00 15", ["0:00 ET 1 1"]), ("0:00 15", ["0:00 0 4 3"]), ("0:00 15", ["0:00 ET - -"]));

    [Fact]
    public void No_verbal_response_after_intubated_counts_as_15() =>
        Check(("0:00 15, 1:00 15", ["0:00 ET 1 1", "1:00 - 2 2"]), ("0:00 15, 1:00 15", ["0:00 0 1 1", "1:00 - 2 2"]));

    [Fact]
    public void A_verbal_response_after_intubated_takes_normal_values_not_those_before() =>
        Check(("0:00 15, 1:00 12", ["0:00 ET 1 1", "1:00 2 - -"]), ("0:00 15, 1:00 7", ["0:00 ET 1 1", "1:00 2 3 2"]));

    [Fact]
    public void Missing_components_come_from_the_row_before() => Check(
        ("0:00 6, 1:00 8", ["0:00 2 3 1", "1:00 4 - -"]),
        ("0:00 6, 1:00 8", ["0:00 2 3 1", "1:00 - 5 -"]),
        ("0:00 6, 1:00 9", ["0:00 2 3 1", "1:00 - - 4"]),
        // From that row as charted: what it took itself is not handed on.
        ("0:00 6, 1:00 5, 2:00 7", ["0:00 2 3 1", "1:00 - 2 -", "2:00 1 - -"]),
        ("0:00 15, 1:00 15, 2:00 12", ["0:00 ET 1 1", "1:00 - 3 -", "2:00 - - 4"]));

    [Fact]
    public void A_row_is_recent_while_less_than_6_hours_old() => Check(
        ("0:00 6, 5:59 5", ["0:00 2 3 1", "5:59 1 - -"]),
        ("0:00 6, 6:00 11", ["0:00 2 3 1", "6:00 1 - -"]),
        ("0:00 6, 6:01 11", ["0:00 2 3 1", "6:01 1 - -"]),
        ("0:00 15, 5:59 15", ["0:00 ET 1 1", "5:59 - 2 2"]),
        ("0:00 15, 6:00 9", ["0:00 ET 1 1", "6:00 - 2 2"]));

    [Fact]
    public void Missing_everywhere_is_normal_motor_6_verbal_5_eye_4() => Check(("0:00 10", ["0:00 - 1 -"]), ("0:00 11", ["0:00 1 - -"]), ("0:00 12", ["0:00 - - 1"]));

    [Fact]
    public void The_greatest_of_a_component_at_one_time_counts() => Check(("0:00 12", ["0:00 2 3 1", "0:00 4 1 2", "0:00 1 6 1"]), ("0:00 10", ["0:00 ET 3 1", "0:00 2 6 2"]));

    [Fact]
    public void The_row_before_is_of_the_same_stay_and_stays_merge_to_the_greatest()
    {
        using var ward = new Ward();
        var stay = ward.Admit();
        var other = stay.AddStay("0:00", 1);
        Add(stay, "0:00 1 1 1");
        Add(other, "1:00 2 - -");
        Add(stay, "2:00 3 1 1");
        Add(other, "2:00 4 2 2");
        Assert.Equal("0:00 3, 1:00 12, 2:00 8", stay.Records("gcs"));
    }

    [Fact]
    public void Components_are_rows_of_CareVue_or_MetaVision_and_rows_without_a_number_are_none() => Ward.Check(s => s.Records("gcs"),
    [
        new("0:00 6", s => s.Chart(723, "0:00", 1).Chart(454, "0:00", 2).Chart(184, "0:00", 3)),
        new("0:00 8", s => s.Chart(223900, "0:00", 3).Chart(223901, "0:00", 4).Chart(220739, "0:00", 1)),
        new("0:00 15, 1:00 15", s => s.Chart(223900, "0:00", null, flag: 1).Chart(723, "1:00", 1, flag: 1)),
        new("", s => s.Chart(723, "0:00", null).Chart(454, "1:00", null)),
        new("", s => s.Chart(723, "0:00", 1, error: true).Chart(723, "1:00", 1, flag: 1, error: true)),
    ]);

    private static void Check(params (string Expected, string[] Rows)[] cases) => Ward.Check(
        s => s.Records("gcs"),
        [
            .. cases.Select(c => new Case(c.Expected, s =>
            {
                foreach (var row in c.Rows)
                    Add(s, row);
            })),
        ]);

    private static void Add(TinyStay stay, string row)
    {
        var (time, verbal, motor, eye) = row.Split(' ') switch { var p => (p[0], p[1], p[2], p[3]) };
        if (verbal == "ET")
            stay.Chart(723, time, 1, flag: 1);
        foreach (var (item, value) in new[] { (723, verbal), (454, motor), (184, eye) }.Where(c => c.Item2 is not ("-" or "ET")))
            stay.Chart(item, time, decimal.Parse(value, CultureInfo.InvariantCulture));
    }
}
