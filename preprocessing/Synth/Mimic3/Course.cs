using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>The times of an adult's stay that make its mortality class true.</summary>
/// <param name="Hours">From INTIME to the last regular record; 0: no events.</param>
/// <param name="Out">OUTTIME.</param>
/// <param name="Discharged">DISCHTIME.</param>
/// <param name="Death">DEATHTIME, of those who die in hospital.</param>
/// <param name="Died">DOD, midnight.</param>
internal sealed record Course(double Hours, DateTime Out, DateTime Discharged, DateTime? Death, DateTime? Died)
{
    /// <summary>Draws the times.</summary>
    /// <param name="mortality">Class 0 to 5 of the rule: death within 1, 2, 3 days of INTIME; DOD within 30 days, within a year of DISCHTIME.</param>
    /// <param name="into">INTIME.</param>
    /// <param name="slot">7 and 8: a stay without events; 9 to 12: under 24 hours, unless the class needs more.</param>
    /// <param name="random">The patient's numbers.</param>
    internal static Course Of(int mortality, DateTime into, int slot, RandomNumbers random)
    {
        double hours = 26 + random.Whole(0, 30) + random.Whole(0, 30) + (random.Uniform() < 0.1 ? random.Whole(0, 120) : 0);
        var minutes = random.Whole(0, 59);
        switch (mortality)
        {
            case 1:
                return InHospital(random.Whole(19, 22), minutes, into);
            case 2:
                return InHospital(random.Whole(26, 46), minutes, into);
            case 3:
                return InHospital(random.Whole(49, 70), minutes, into);
            case 4 when random.Uniform() < 0.5:
                return InHospital(random.Whole(73, 140), minutes, into);
        }

        hours = slot switch { 7 or 8 => 0, >= 9 and <= 12 => random.Whole(4, 15), _ => hours };
        var left = into.AddHours(hours + 1).AddMinutes(minutes);
        var discharged = left.AddHours(random.Whole(0, 190));
        DateTime? died = mortality switch
        {
            4 => discharged.Date.AddDays(random.Whole(2, 29)),
            5 => discharged.Date.AddDays(random.Whole(33, 360)),
            _ => random.Uniform() < 0.15 ? discharged.Date.AddDays(random.Whole(400, 1800)) : null,
        };
        return new(hours, left, discharged, null, died);
    }

    private static Course InHospital(int hours, int minutes, DateTime into)
    {
        var death = into.AddHours(hours).AddMinutes(minutes);
        death = death.AddSeconds(-death.Second);
        return new((death - into).TotalHours, death.AddMinutes(40), death, death, death.Date);
    }
}
