using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>A row of OUTPUTEVENTS before it has its identifiers; VALUE is in mL.</summary>
internal readonly record struct OutputEvent(DateTime Time, int Item, Measured? Value, bool Error = false);

/// <summary>Draws charted volumes: urine, irrigation, drains.</summary>
/// <param name="stay">The stay.</param>
/// <param name="body">Its values.</param>
/// <param name="random">Its numbers.</param>
internal sealed class OutputEvents(StayPlan stay, Physiology body, RandomNumbers random)
{
    /// <summary>The rows in order of time.</summary>
    internal List<OutputEvent> Draw()
    {
        var rows = new List<OutputEvent>();
        if (stay.Hours <= 0 || stay.Newborn)
            return rows;
        var end = stay.In.AddHours(stay.Hours);
        var spacing = random.Whole(1, 2);
        for (var time = stay.In.Date.AddHours(stay.In.Hour + 1); time <= end; time = time.AddHours(spacing))
        {
            var volume = Measured.Of(body.At(Physiology.Urine, (time - stay.In).TotalHours), 0);
            var row = new OutputEvent(time, stay.CareVue ? (random.Uniform() < 0.9 ? 40055 : 40069) : (random.Uniform() < 0.85 ? 226559 : 226560), volume);
            switch (random.Whole(0, 999))
            {
                case < 4:
                    rows.Add(row with { Value = null });
                    break;
                case < 7 when !stay.CareVue:
                    rows.Add(row with { Error = true });
                    break;
                case < 9:
                    rows.Add(row);
                    rows.Add(row);
                    break;
                default:
                    rows.Add(row);
                    break;
            }

            if (random.Uniform() < 0.1)
                rows.Add(new(time, stay.CareVue ? 40048 : 226588, new(random.Whole(5, 120), 0)));
            if (stay.Irrigated && !stay.CareVue && random.Uniform() < 0.2)
            {
                var given = random.Whole(4, 20) * 50;
                rows.Add(new(time, 227488, new(given, 0)));
                rows.Add(new(time, 227489, new(given + volume.Units, 0)));
            }

            // A jug mistyped: the release has volumes like it.
            if (random.Whole(0, 4999) == 0)
                rows.Add(new(time, stay.CareVue ? 40055 : 226559, new(25_000, 0)));
        }

        return rows;
    }
}
