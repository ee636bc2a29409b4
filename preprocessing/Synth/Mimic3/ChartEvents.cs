using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>A row of CHARTEVENTS before it has its identifiers.</summary>
/// <param name="Time">CHARTTIME.</param>
/// <param name="Item">ITEMID.</param>
/// <param name="Text">VALUE where it is not the number.</param>
/// <param name="Number">VALUENUM; null: missing.</param>
/// <param name="Unit">VALUEUOM.</param>
/// <param name="Error">ERROR = 1; MetaVision alone says so.</param>
/// <param name="Loose">Whether ICUSTAY_ID is missing.</param>
internal readonly record struct ChartEvent(DateTime Time, int Item, string? Text, Measured? Number, string? Unit, bool Error = false, bool Loose = false);

/// <summary>Draws the rows of the ITEMIDs that preprocessing wants, quirks included.</summary>
/// <param name="stay">The stay.</param>
/// <param name="body">Its values.</param>
/// <param name="random">Its numbers.</param>
internal sealed class ChartEvents(StayPlan stay, Physiology body, RandomNumbers random)
{
    private readonly List<ChartEvent> rows = [];

    /// <summary>The rows in order of CHARTTIME.</summary>
    internal List<ChartEvent> Draw()
    {
        if (stay.Hours <= 0)
            return rows;
        var first = stay.In.Date.AddHours(stay.In.Hour + 1);
        var end = stay.In.AddHours(stay.Hours);
        if (random.Uniform() < 0.1)
            Vitals(first.AddHours(-2));
        var phase = random.Whole(0, 3);
        for (var (time, hour) = (first, 0); time <= end; (time, hour) = (time.AddHours(1), hour + 1))
        {
            Vitals(time);
            if (stay.Newborn)
                continue;
            if (hour % 4 == phase)
            {
                Temperature(time);
                Coma(time);
            }

            if (stay.Ventilated && hour % 3 == 0)
                InspiredOxygen(time);
        }

        if (stay.Afterwards)
            Vitals(end.AddMinutes(90));

        // List.Sort is not stable; rows of one time keep the order in which they were drawn.
        return [.. rows.OrderBy(r => r.Time)];
    }

    private void Vitals(DateTime time)
    {
        var at = time.AddMinutes(random.Uniform() < 0.7 ? 0 : random.Whole(1, 59));
        Chart(at, stay.CareVue ? 211 : 220045, Physiology.HeartRate, stay.CareVue ? "BPM" : "bpm", 999);
        Chart(at, stay.CareVue ? 646 : 220277, Physiology.Oxygen, "%", 0);
        if (stay.Newborn)
            return;
        if (stay.ArterialLine)
            Chart(at, stay.CareVue ? 51 : 220050, Physiology.Pressure, "mmHg", 0);
        if (!stay.ArterialLine || random.Uniform() < 0.25)
            Chart(at, stay.CareVue ? (random.Uniform() < 0.02 ? 442 : 455) : 220179, Physiology.Pressure, "mmHg", 1190);
    }

    private void Temperature(DateTime time)
    {
        var celsius = body.At(Physiology.Celsius, Hour(time));
        var wrong = random.Uniform() < 0.003;
        if (random.Uniform() < 0.6)
            Add(new(time, stay.CareVue ? 678 : 223761, null, Measured.Of(wrong ? celsius : (celsius * 1.8) + 32, 1), stay.CareVue ? "Deg. F" : "?F"));
        else
            Add(new(time, stay.CareVue ? 676 : 223762, null, Measured.Of(wrong ? (celsius * 1.8) + 32 : celsius, 1), stay.CareVue ? "Deg. C" : "?C"));
    }

    private void Coma(DateTime time)
    {
        var (eyes, motor) = (random.Whole(stay.Ventilated ? 1 : 3, 4), random.Whole(stay.Ventilated ? 4 : 5, 6));
        Score(time, stay.CareVue ? 184 : 220739, ComaTexts.Eyes[eyes - 1], eyes);
        if (random.Uniform() > 0.05)
            Score(time, stay.CareVue ? 454 : 223901, ComaTexts.Motor[motor - 1], motor);
        if (stay.Ventilated && random.Uniform() < 0.8)
        {
            Add(new(time, stay.CareVue ? 723 : 223900, stay.CareVue ? "1.0 ET/Trach" : "No Response-ETT", Measured.Of(1, 0), stay.CareVue ? "points" : null));
        }
        else if (random.Uniform() > 0.05)
        {
            var verbal = random.Whole(3, 5);
            Score(time, stay.CareVue ? 723 : 223900, ComaTexts.Verbal[verbal - 1], verbal);
        }
    }

    private void Score(DateTime time, int item, string text, int points)
        => Add(new(time, item, stay.CareVue ? $"{points} {text}" : text, Measured.Of(points, 0), stay.CareVue ? "points" : null));

    private void InspiredOxygen(DateTime time)
    {
        var percent = (random.Whole(7, 13) * 5) + (random.Uniform() < 0.15 ? 40 : 0);
        percent = Math.Min(percent, 100);
        if (!stay.CareVue)
        {
            var kind = random.Uniform();
            var value = kind < 0.75 ? Measured.Of(percent, 0) : kind < 0.97 ? Measured.Of(percent / 100.0, 2) : Measured.Of(random.Whole(2, 15), 0);
            Add(new(time, 223835, null, value, kind < 0.1 ? null : "%"));
        }
        else if (random.Uniform() < 0.7)
        {
            // "FiO2 set" is a fraction, 1.0 for pure oxygen.
            Add(new(time, 190, null, Measured.Of(percent / 100.0, 2), "torr"));
        }
        else
        {
            Add(new(time, random.Uniform() < 0.5 ? 3420 : 3422, null, Measured.Of(percent, 0), random.Uniform() < 0.5 ? "%" : null));
        }
    }

    private void Chart(DateTime time, int item, Quantity quantity, string unit, int absurd)
    {
        var value = Measured.Of(body.At(quantity, Hour(time)), 0);
        var row = new ChartEvent(time, item, null, value, unit);
        switch (random.Whole(0, 999))
        {
            case < 8:
                // Charted twice: the same again, or another value at the same time.
                Add(row);
                Add(random.Uniform() < 0.5 ? row : row with { Number = new(value.Units + 4, 0) });
                break;
            case < 11:
                Add(row with { Number = new(absurd, 0) });
                break;
            case < 16:
                Add(row with { Unit = null });
                break;
            case < 19:
                Add(row with { Number = null, Text = "Other/Remarks" });
                break;
            case < 21:
                Add(row with { Number = null });
                break;
            case < 26 when !stay.CareVue:
                Add(row with { Number = new(value.Units * 2, 0), Error = true });
                break;
            case < 28:
                Add(row with { Loose = true });
                break;
            default:
                Add(row);
                break;
        }
    }

    private void Add(ChartEvent row) => rows.Add(row);

    private double Hour(DateTime time) => (time - stay.In).TotalHours;
}
