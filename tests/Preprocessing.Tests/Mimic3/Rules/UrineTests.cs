namespace I2M2.Tests.Mimic3.Rules;

/// <summary>Urine output from charted volumes.</summary>
public sealed class UrineTests
{
    private const int Foley = 40055;
    private const int Void = 226560;
    private const int IrrigantIn = 227488;
    private const int IrrigantAndUrineOut = 227489;

    [Fact]
    public void Every_item_counts()
    {
        int[] items =
        [
            40055, 43175, 40069, 40094, 40715, 40473, 40085, 40057, 40056, 40405, 40428, 40086, 40096, 40651, 226559, 226560, 226561, 226584, 226563, 226564, 226565, 226567, 226557, 226558,
            227489,
        ];
        Ward.Check(s => s.Records("urine_output"), [.. items.Select(i => new Case("1:00 120", s => s.Output(i, "1:00", 120)))]);
    }

    [Fact]
    public void Volumes_of_one_time_of_a_stay_add_up_and_irrigant_comes_off() => Ward.Check(s => s.Records("urine_output"),
    [
        new("1:00 150, 2:00 30", s => s.Output(Foley, "1:00", 100).Output(Void, "1:00", 50).Output(Foley, "2:00", 30)),
        new("1:00 200", s => s.Output(IrrigantAndUrineOut, "1:00", 1000).Output(IrrigantIn, "1:00", 800)),
        new("1:00 0", s => s.Output(Foley, "1:00", 0)),
        new("", s => s.Output(Foley, "1:00", 100, error: true).Output(Foley, "2:00", null)),
    ]);

    [Fact]
    public void Stays_of_one_time_are_averaged()
    {
        using var ward = new Ward();
        var stay = ward.Admit().Output(Foley, "1:00", 100).Output(Void, "1:00", 50);
        stay.AddStay("0:00", 1).Output(Foley, "1:00", 51);
        Assert.Equal("1:00 100.5", stay.Records("urine_output"));
    }

    [Theory]
    [InlineData("profile=clean", "1:00 2445, 3:00 2000, 5:00 0")]
    [InlineData("urine_limit=1000", "5:00 0")]
    [InlineData("profile=reference", "1:00 2445, 2:00 2446, 3:00 2000, 4:00 -1, 5:00 0, 6:00 25000")]
    [InlineData("urine_limit=none", "1:00 2445, 2:00 2446, 3:00 2000, 4:00 -1, 5:00 0, 6:00 25000")]
    public void Net_volumes_have_a_limit_in_the_clean_profile(string setting, string expected)
    {
        using var ward = new Ward(setting);
        var stay = ward.Admit()
            .Output(Foley, "1:00", 2445)
            .Output(Foley, "2:00", 2446)
            .Output(IrrigantAndUrineOut, "3:00", 3000).Output(IrrigantIn, "3:00", 1000)
            .Output(Foley, "4:00", 9).Output(IrrigantIn, "4:00", 10)
            .Output(Foley, "5:00", 10).Output(IrrigantIn, "5:00", 10)
            .Output(Foley, "6:00", 25_000);
        Assert.Equal(expected, stay.Records("urine_output"));
        Assert.Equal("6", ward.Funnel("urine_output (OUTPUTEVENTS)", "net volume of a stay and time"));
        Assert.Equal($"{expected.Split(", ").Length}", ward.Funnel("urine_output (OUTPUTEVENTS)", "net volume within the limit"));
    }
}
