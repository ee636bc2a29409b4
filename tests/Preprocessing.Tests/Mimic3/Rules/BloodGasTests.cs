namespace I2M2.Tests.Mimic3.Rules;

/// <summary>Which blood gases are arterial, and what oxygen was breathed at their time.</summary>
public sealed class BloodGasTests
{
    private const sbyte Arterial = 2;
    private const sbyte Other = 3;

    [Fact]
    public void A_specimen_called_arterial_counts_and_any_other_by_its_score() => Ward.Check(s => s.Records("pao2"),
    [
        new("1:00 20", s => Gas(s, 20, Arterial)),
        new("", s => Gas(s, 46, Other)),
        new("1:00 47", s => Gas(s, 47, Other)),
        new("", s => Gas(s, 46, 0)),
        new("1:00 47", s => Gas(s, 47, 0)),
        new("1:00 800", s => Gas(s, 800, Arterial)),
        new("", s => Gas(s, 800.1m, Arterial)),
        new("", s => Gas(s, 0, Arterial)),
        // The specimen of another time says nothing.
        new("", s => s.Lab(50821, "1:00", 40).Lab(50800, "1:01", null, flag: Arterial)),
    ]);

    // The logit of spec 1B.3 in decimal arithmetic; it must exceed ln 3 = 1.0986123. With PO2 alone, all other terms replaced:
    // 46 -> 1.0686526 (p = 0.74434), 47 -> 1.1146326 (p = 0.75299).
    [Fact]
    public void Every_term_moves_the_score() => Ward.Check(s => s.Records("pao2"),
    [
        .. Between(24, 1.0736120, 25, 1.1195920, s => s.Chart(220277, "1:00", 90)),
        .. Between(24, 1.0736120, 25, 1.1195920, s => s.Chart(646, "1:00", 90, error: true)),
        .. Between(34, 1.0676856, 35, 1.1136656, s => s.Chart(3420, "1:00", 100)),
        .. Between(37, 1.0891297, 38, 1.1351097, s => s.Lab(50811, "1:00", 15)),
        .. Between(80, 1.0528918, 81, 1.0988718, s => s.Lab(50817, "1:00", 80)),
        .. Between(55, 1.0770323, 56, 1.1230123, s => s.Lab(50818, "1:00", 70)),
        .. Between(28, 1.0855529, 29, 1.1315329, s => s.Lab(50816, "1:00", 100)),
        .. Between(53, 1.0882163, 54, 1.1341963, s => s.Lab(50801, "1:00", 600)),
        .. Between(57, 1.0913825, 58, 1.1373625, s => s.Lab(50803, "1:00", 40)),
        .. Between(63, 1.0714976, 64, 1.1174776, s => s.Lab(50804, "1:00", 10)),
        .. Between(35, 1.0713538, 36, 1.1173338, s => s.Lab(50813, "1:00", 10)),
        .. Between(52, 1.0918858, 53, 1.1378658, s => s.Lab(50820, "1:00", 5)),
        .. Between(37, 1.0756687, 38, 1.1216487, s => s.Lab(50815, "1:00", 15)),
        .. Between(18, 1.0635940, 19, 1.1095740, s => s.Chart(646, "1:00", 99).Chart(3420, "1:00", 50).Lab(50811, "1:00", 10).Lab(50817, "1:00", 97).Lab(50818, "1:00", 40).Lab(50816, "1:00", 50)
            .Lab(50801, "1:00", 200).Lab(50803, "1:00", 24).Lab(50804, "1:00", 25).Lab(50813, "1:00", 1).Lab(50820, "1:00", 7.4m).Lab(50815, "1:00", 5)),
    ]);

    [Fact]
    public void Numbers_out_of_range_or_too_old_count_as_missing_in_the_score() => Ward.Check(s => s.Records("pao2"),
    [
        .. Between(46, 1.0686526, 47, 1.1146326, s => s.Lab(50817, "1:00", 100.1m).Lab(50815, "1:00", 70.1m).Lab(50816, "1:00", 100.1m).Lab(50811, "1:00", 0).Lab(50813, "1:00", -1)),
        .. Between(46, 1.0686526, 47, 1.1146326, s => s.Chart(646, "1:00", 100.1m).Chart(220277, "1:00", 0)),
        // Oxygen saturation by pulse oximetry: the latest of 2 h.
        .. Between(46, 1.0686526, 47, 1.1146326, s => s.Chart(646, "0:59", 90), "3:00"),
        .. Between(24, 1.0736120, 25, 1.1195920, s => s.Chart(646, "1:00", 90), "3:00"),
        .. Between(24, 1.0736120, 25, 1.1195920, s => s.Chart(646, "1:00", 99).Chart(646, "2:00", 90), "3:00"),
        // Before the stay, of no stay, after the gas.
        .. Between(46, 1.0686526, 47, 1.1146326, s => s.Chart(646, "-0:01", 90).Chart(3420, "-0:01", 100)),
        .. Between(46, 1.0686526, 47, 1.1146326, s => s.Chart(646, "0:30", 90, inStay: false).Chart(646, "1:01", 90)),
    ]);

    [Fact]
    public void Charted_FiO2_is_a_fraction_or_percent_by_item() => Ward.Check(s => s.Records("fio2"),
    [
        .. Charted(223835, "0 -", "0.21 21", "0.5 50", "1 100", "1.1 -", "20.9 -", "21", "50", "100", "100.1 -"),
        .. Charted(3420, "0 -", "0.5", "20", "50", "100", "100.1 -"),
        .. Charted(3422, "0 -", "0.5", "20", "50", "100", "100.1 -"),
        .. Charted(190, "0 -", "0.2 -", "0.21 21", "0.99 99", "1 100", "1.01 -", "50 -"),
    ]);

    [Fact]
    public void The_reference_drops_pure_oxygen_of_item_190() => Ward.Check(s => s.Records("fio2"), Charted(190, "0.2 -", "0.21 21", "0.99 99", "1 -", "1.01 -"), "profile=reference");

    [Theory]
    [InlineData("profile=clean", "0 -", "0.21 21", "0.5 50", "1 100", "1.1 -", "20.9 -", "21", "100", "100.1 -")]
    [InlineData("profile=reference", "0 -", "0.21", "0.5", "1", "1.1", "20.9", "21", "100", "100.1 -")]
    public void FiO2_of_a_gas_may_be_a_fraction_in_the_clean_profile(string setting, params string[] numbers) => Ward.Check(
        s => s.Records("fio2"), [.. numbers.Select(n => Becomes(n, (s, value) => Gas(s, 90, Arterial).Lab(50816, "1:00", value)))], setting);

    [Fact]
    public void A_gas_has_its_own_FiO2_else_the_latest_charted_of_4_hours() => Ward.Check(s => s.Records("fio2"),
    [
        new("5:00 40", s => Gas(s, 90, Arterial, "5:00").Lab(50816, "5:00", 40).Chart(3420, "5:00", 60)),
        new("5:00 60", s => Gas(s, 90, Arterial, "5:00").Lab(50816, "5:00", 100.1m).Chart(3420, "5:00", 60)),
        new("5:00 60", s => Gas(s, 90, Arterial, "5:00").Chart(3420, "1:00", 60)),
        new("", s => Gas(s, 90, Arterial, "5:00").Chart(3420, "0:59", 60)),
        new("", s => Gas(s, 90, Arterial, "5:00").Chart(3420, "5:01", 60)),
        new("5:00 35", s => Gas(s, 90, Arterial, "5:00").Chart(3420, "2:00", 60).Chart(223835, "3:00", 35)),
        new("5:00 60", s => Gas(s, 90, Arterial, "5:00").Chart(3420, "3:00", 60).Chart(223835, "3:00", 35)),
        // Unusable ones are no latest ones.
        new("5:00 60", s => Gas(s, 90, Arterial, "5:00").Chart(3420, "2:00", 60).Chart(223835, "3:00", 5).Chart(3420, "4:00", 70, error: true)),
        new("", s => Gas(s, 90, Arterial).Chart(3420, "-0:01", 60)),
        new("", s => Gas(s, 90, Arterial).Chart(3420, "0:30", 60, inStay: false)),
        // FiO2 is known at the times of a PaO2 alone.
        new("", s => s.Lab(50816, "1:00", 40).Lab(50800, "1:00", null, flag: Arterial)),
        new("", s => Gas(s, 40, Other).Lab(50816, "1:00", 21)),
    ]);

    [Fact]
    public void Gases_of_one_time_have_the_greatest_values_and_stays_are_averaged()
    {
        using var ward = new Ward();
        var stay = Gas(ward.Admit(), 80, Arterial).Lab(50821, "1:00", 90).Lab(50816, "2:00", 30).Lab(50816, "2:00", 35);
        Gas(stay, 70, Arterial, "2:00").Chart(3420, "0:30", 40);
        stay.AddStay("0:00", 1).Chart(3420, "0:45", 61);
        Assert.Equal("1:00 90, 2:00 70", stay.Records("pao2"));
        Assert.Equal("1:00 50.5, 2:00 35", stay.Records("fio2"));
    }

    private static TinyStay Gas(TinyStay stay, decimal po2, sbyte specimen, string time = "1:00") =>
        (specimen == 0 ? stay : stay.Lab(50800, time, null, flag: specimen)).Lab(50821, time, po2);

    // The greatest whole PO2 with which the gas is not arterial, the least with which it is, and their scores.
    private static Case[] Between(int not, double scoreNot, int yes, double scoreYes, Action<TinyStay> rows, string time = "1:00")
    {
        Assert.True(scoreNot < Math.Log(3) && scoreYes > Math.Log(3));
        return [new("", s => rows(Gas(s, not, Other, time))), new($"{time} {yes}", s => rows(Gas(s, yes, Other, time)))];
    }

    private static Case[] Charted(int item, params string[] numbers) => [.. numbers.Select(n => Becomes(n, (s, value) => Gas(s, 90, Arterial).Chart(item, "0:30", value)))];

    // "number": it is the record; "number record": it becomes that one; "number -": none.
    private static Case Becomes(string number, Action<TinyStay, decimal> rows)
    {
        var parts = number.Split(' ');
        return new(parts[^1] == "-" ? "" : $"1:00 {parts[^1]}", s => rows(s, decimal.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture)));
    }
}
