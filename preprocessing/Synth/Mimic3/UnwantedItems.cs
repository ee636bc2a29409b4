using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>An ITEMID that preprocessing passes over: a number in a range, or one of some texts.</summary>
internal sealed record UnwantedItem(int Item, int Least, int Most, string? Unit, params string[] Texts);

/// <summary>What fills nine tenths of CHARTEVENTS: alarms, positions, ventilator settings, assessments.</summary>
internal static class UnwantedItems
{
    private static readonly UnwantedItem[] CareVue =
    [
        new(618, 8, 35, "BPM"), new(8368, 40, 90, "mmHg"), new(52, 55, 110, "mmHg"), new(8441, 40, 90, "mmHg"), new(456, 55, 110, "mmHg"),
        new(113, 2, 20, "mmHg"), new(581, 50, 120, "kg"), new(5815, 50, 60, "BPM"), new(8549, 110, 130, "BPM"), new(5819, 8, 10, "BPM"),
        new(8553, 30, 40, "BPM"), new(5820, 88, 92, "%"), new(8554, 100, 100, "%"), new(742, 1, 1, null), new(128, 0, 0, null, "Full Code", "Do Not Resuscita"),
        new(212, 0, 0, null, "Normal Sinus", "Sinus Tachy", "Atrial Fib"), new(161, 0, 0, null, "None", "PVC's", "PAC's"), new(159, 0, 0, null, "Rare", "Occasional"),
        new(550, 0, 0, null, "Contact", "None", "Universal"), new(1125, 0, 0, null, "MICU", "Medicine", "C-Surg"), new(1484, 0, 0, null, "Yes", "No"),
        new(1703, 0, 0, null, "Health Care Proxy, in chart", "Not Applicable"), new(8381, 0, 0, null, "Turn \"Q2h\", back to side", "Self"),
        new(8397, 0, 0, null, "Right Femoral", "Left Brachial"), new(8466, 0, 0, null, "Brisk", "Sluggish"), new(677, 36, 39, "Deg. C"),
    ];

    private static readonly UnwantedItem[] MetaVision =
    [
        new(220210, 8, 35, "insp/min"), new(220180, 40, 90, "mmHg"), new(220181, 55, 110, "mmHg"), new(220051, 40, 90, "mmHg"), new(220052, 55, 110, "mmHg"),
        new(220074, 2, 20, "mmHg"), new(223751, 140, 180, "mmHg"), new(223752, 85, 95, "mmHg"), new(220046, 110, 130, "bpm"), new(220047, 50, 60, "bpm"),
        new(224685, 380, 620, "mL"), new(224686, 380, 620, "mL"), new(224695, 14, 32, "cmH2O"), new(223875, 30, 40, "insp/min"), new(224169, 2, 8, null),
        new(220048, 0, 0, null, "SR (Sinus Rhythm)", "ST (Sinus Tachycardia) ", "AF (Atrial Fibrillation)"), new(224650, 0, 0, null, "None", "PVC's"),
        new(227969, 0, 0, null, "Call light within reach, bed locked in low position", "Side rails up"), new(224082, 0, 0, null, "Left Side", "Right Side", "Supine"),
        new(224080, 0, 0, null, "HOB > 30 degrees", "Reverse Trendelenburg"), new(224084, 0, 0, null, "Bedrest", "Chair"), new(224093, 0, 0, null, "Turn \"Q2h\", Supine"),
        new(223792, 0, 0, null, "No pain", "Repositioned"), new(226104, 0, 0, null, "Alert", "Lethargic"), new(223986, 0, 0, null, "Clear", "Diminished", "Rhonchi"),
        new(223898, 0, 0, null, "Oriented x 3", "Unable to Assess"), new(227958, 0, 0, null, "1:1 supervision, verbal redirection"),
    ];

    /// <summary>One row at a time.</summary>
    internal static ChartEvent Draw(DateTime time, bool careVue, RandomNumbers random)
    {
        var draw = random.Next();
        var items = careVue ? CareVue : MetaVision;
        var item = items[(int)(draw % (uint)items.Length)];
        var pick = (int)((draw >> 32) & 0xFFFF);
        return item.Texts.Length > 0
            ? new(time, item.Item, item.Texts[pick % item.Texts.Length], null, item.Unit)
            : new(time, item.Item, null, new(item.Least + (pick % (item.Most - item.Least + 1)), 0), item.Unit);
    }
}
