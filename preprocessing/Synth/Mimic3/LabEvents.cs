using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>A row of LABEVENTS before it has its identifiers.</summary>
/// <param name="Time">CHARTTIME.</param>
/// <param name="Item">ITEMID.</param>
/// <param name="Text">VALUE where it is not the number.</param>
/// <param name="Number">VALUENUM.</param>
/// <param name="Unit">VALUEUOM.</param>
/// <param name="Outside">Drawn before the admission: HADM_ID is missing.</param>
internal readonly record struct LabEvent(DateTime Time, int Item, string? Text, Measured? Number, string? Unit, bool Outside = false);

/// <summary>Draws lab panels and blood gases; most of a panel's items are not wanted by preprocessing.</summary>
/// <param name="stay">The stay.</param>
/// <param name="body">Its values.</param>
/// <param name="random">Its numbers.</param>
internal sealed class LabEvents(StayPlan stay, Physiology body, RandomNumbers random)
{
    private readonly List<LabEvent> rows = [];

    /// <summary>The rows, panel after panel.</summary>
    internal List<LabEvent> Draw()
    {
        if (stay.Newborn)
            return rows;
        if (random.Uniform() < 0.3)
        {
            for (var visits = random.Whole(1, 2); visits > 0; visits--)
                Panel(stay.In.AddDays(-random.Whole(4, 90)), outside: true);
        }

        // A stay without events: its labs are all of another time.
        if (stay.Hours <= 0)
            return rows;
        var time = stay.In.AddHours(-stay.FirstDraw);
        for (var end = stay.In.AddHours(stay.Hours); time <= end; time = time.AddHours(random.Whole(6, 11)))
            Panel(time, outside: false);
        if (!stay.Ventilated)
            return rows;
        time = stay.In.AddHours(1);
        for (var end = stay.In.AddHours(stay.Hours); time <= end; time = time.AddHours(random.Whole(3, 7)))
            Gas(time);
        return rows;
    }

    private void Panel(DateTime when, bool outside)
    {
        var time = Minute(when);
        var hour = (time - stay.In).TotalHours;
        Add(51006, Physiology.Urea, 0, "mg/dL");
        Add(50882, Physiology.Bicarbonate, 0, "mEq/L");
        Add(random.Uniform() < 0.05 ? 50824 : 50983, Physiology.Sodium, 0, "mEq/L");
        Add(random.Uniform() < 0.05 ? 50822 : 50971, Physiology.Potassium, 1, "mEq/L");
        Other(50912, 5, 30, 1, "mg/dL");
        Other(50902, 95, 112, 0, "mEq/L");
        Other(50931, 80, 220, 0, "mg/dL");
        Other(50868, 8, 20, 0, "mEq/L");
        Other(50960, 15, 26, 1, "mg/dL");
        if (random.Uniform() < 0.8)
        {
            Add(random.Uniform() < 0.03 ? 51300 : 51301, Physiology.WhiteCells, 1, "K/uL");
            Other(51221, 250, 420, 1, "%");
            Other(51222, 80, 140, 1, "g/dL");
            Other(51265, 80, 400, 0, "K/uL");
            Other(51249, 310, 350, 1, "%");
        }

        if (random.Uniform() < 0.4)
        {
            Add(50885, Physiology.Bilirubin, 1, "mg/dL");
            Other(50861, 10, 90, 0, "IU/L");
            Other(50878, 10, 90, 0, "IU/L");
        }

        if (random.Uniform() < 0.05)
            rows.Add(new(time, 51506, "HAZY", null, null, outside));

        void Add(int item, Quantity quantity, int decimals, string unit)
        {
            var value = Measured.Of(body.At(quantity, hour), decimals);
            var row = new LabEvent(time, item, null, value, unit, outside);
            rows.Add(random.Whole(0, 999) switch
            {
                < 3 => row with { Text = "UNABLE TO REPORT", Number = null },
                < 6 => row with { Unit = null },
                < 8 => row with { Number = new(0, 0) },
                < 10 => row with { Number = new(99999, 0) },
                _ => row,
            });
        }

        void Other(int item, int least, int most, int decimals, string unit)
            => rows.Add(new(time, item, null, new(random.Whole(least, most), decimals), unit, outside));
    }

    private void Gas(DateTime when)
    {
        var time = Minute(when);
        var kind = random.Uniform();
        var venous = kind is >= 0.75 and < 0.85;
        if (kind < 0.9)
            rows.Add(new(time, 50800, venous ? "VEN" : kind < 0.75 ? "ART" : "MIX", null, null));
        var tension = body.At(Physiology.OxygenTension, (time - stay.In).TotalHours);
        if (random.Uniform() > 0.03)
            rows.Add(new(time, 50821, null, Measured.Of(venous ? tension / 3 : tension, 0), "mm Hg"));
        rows.Add(new(time, 50820, null, new(random.Whole(725, 750), 2), "units"));
        rows.Add(new(time, 50818, null, new(random.Whole(32, 55), 0), "mm Hg"));
        rows.Add(new(time, 50804, null, new(random.Whole(20, 32), 0), "mEq/L"));
        rows.Add(new(time, 50802, null, new(random.Whole(-8, 8), 0), "mEq/L"));
        if (random.Uniform() < 0.4)
            rows.Add(new(time, 50816, null, random.Uniform() < 0.05 ? new(random.Whole(40, 90), 2) : new(random.Whole(8, 20) * 5, 0), "%"));
        if (random.Uniform() < 0.5)
            rows.Add(new(time, 50817, null, new(random.Whole(venous ? 55 : 90, venous ? 75 : 99), 0), "%"));
        if (random.Uniform() < 0.5)
            rows.Add(new(time, 50813, null, new(random.Whole(7, 50), 1), "mmol/L"));
        if (random.Uniform() < 0.1)
            rows.Add(new(time, 50801, null, new(random.Whole(150, 600), 0), "mm Hg"));
    }

    private static DateTime Minute(DateTime time) => time.AddSeconds(-time.Second).AddTicks(-(time.Ticks % TimeSpan.TicksPerSecond));
}
