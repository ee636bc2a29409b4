using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>Rows of the three event tables.</summary>
/// <param name="Chart">CHARTEVENTS.</param>
/// <param name="Lab">LABEVENTS.</param>
/// <param name="Output">OUTPUTEVENTS.</param>
internal readonly record struct RowCounts(long Chart, long Lab, long Output)
{
    public static RowCounts operator +(RowCounts a, RowCounts b) => new(a.Chart + b.Chart, a.Lab + b.Lab, a.Output + b.Output);
}

/// <summary>Writes a patient's rows of the event tables.</summary>
/// <param name="seed">The user's seed.</param>
internal sealed class EventRows(long seed)
{
    /// <summary>Rows without padding.</summary>
    internal RowCounts Count(PatientPlan patient)
        => patient.Admissions.Where(a => a.Stay is not null).Select(Draw).Aggregate(default(RowCounts), (sum, d) => sum + new RowCounts(d.Chart.Count, d.Lab.Count, d.Output.Count));

    /// <summary>Writes the rows.</summary>
    /// <param name="patient">Whose.</param>
    /// <param name="firstRow">ROW_ID of its first row in each table.</param>
    /// <param name="unwanted">Rows of other ITEMIDs to strew among CHARTEVENTS.</param>
    /// <param name="buffers">What is written to, one for each table.</param>
    internal void Write(PatientPlan patient, RowCounts firstRow, long unwanted, (CsvBuffer Chart, CsvBuffer Lab, CsvBuffer Output) buffers)
    {
        var drawn = patient.Admissions.Where(a => a.Stay is not null).Select(a => (Admission: a, Rows: Draw(a))).ToArray();
        var wanted = drawn.Sum(d => (long)d.Rows.Chart.Count);
        var (chartRow, labRow, outputRow) = (firstRow.Chart, firstRow.Lab, firstRow.Output);
        var (written, strewn) = (0L, 0L);
        foreach (var (admission, rows) in drawn)
        {
            var stay = admission.Stay!;
            var random = new RandomNumbers(seed, $"mimic3 rows {stay.Id}");
            var nurse = random.Whole(14_000, 21_500);
            foreach (var row in rows.Chart)
            {
                WriteChart(buffers.Chart, chartRow++, patient.Subject, admission.Id, stay, row, nurse, random);
                for (var due = ++written * unwanted / wanted; strewn < due; strewn++)
                    WriteChart(buffers.Chart, chartRow++, patient.Subject, admission.Id, stay, UnwantedItems.Draw(row.Time, stay.CareVue, random), nurse, random);
            }

            foreach (var row in rows.Lab)
                WriteLab(buffers.Lab, labRow++, patient.Subject, admission.Id, row, random);
            foreach (var row in rows.Output)
                WriteOutput(buffers.Output, outputRow++, patient.Subject, admission.Id, stay, row, nurse);
        }
    }

    private static void WriteChart(CsvBuffer buffer, long id, int subject, long admission, StayPlan stay, ChartEvent row, int nurse, RandomNumbers random)
    {
        buffer.Whole(id).Whole(subject).Whole(admission).Whole(row.Loose ? null : stay.Id).Whole(row.Item).Time(row.Time)
            .Time(row.Time.AddMinutes(2 + (int)(random.Next() % 70))).Whole(nurse);
        if (row.Text is not null || row.Number is null)
            buffer.Text(row.Text);
        else
            buffer.Quoted(row.Number.Value);
        if (row.Number is { } number)
            buffer.Number(number);
        else
            buffer.None();
        buffer.Text(row.Unit);
        if (stay.CareVue)
            buffer.None().None().None().Text("NotStopd");
        else
            buffer.Whole(0).Whole(row.Error ? 1 : 0).None().None();
        buffer.End();
    }

    private static void WriteLab(CsvBuffer buffer, long id, int subject, long admission, LabEvent row, RandomNumbers random)
    {
        buffer.Whole(id).Whole(subject).Whole(row.Outside ? null : admission).Whole(row.Item).Time(row.Time);
        if (row.Text is not null || row.Number is null)
            buffer.Text(row.Text);
        else
            buffer.Quoted(row.Number.Value);
        if (row.Number is { } number)
            buffer.Number(number);
        else
            buffer.None();
        buffer.Text(row.Unit).Text(random.Next() % 4 == 0 ? "abnormal" : null).End();
    }

    private static void WriteOutput(CsvBuffer buffer, long id, int subject, long admission, StayPlan stay, OutputEvent row, int nurse)
    {
        buffer.Whole(id).Whole(subject).Whole(admission).Whole(stay.Id).Time(row.Time).Whole(row.Item);
        if (row.Value is { } value)
            buffer.Number(value);
        else
            buffer.None();
        buffer.Text(stay.CareVue ? "ml" : "mL").Time(row.Time.AddMinutes(25)).Whole(nurse).None().None().Whole(row.Error ? 1 : null).End();
    }

    private (List<ChartEvent> Chart, List<LabEvent> Lab, List<OutputEvent> Output) Draw(AdmissionPlan admission)
    {
        var stay = admission.Stay!;
        var random = new RandomNumbers(seed, $"mimic3 stay {stay.Id}");
        var body = new Physiology(stay, random);
        return (new ChartEvents(stay, body, random).Draw(), new LabEvents(stay, body, random).Draw(), new OutputEvents(stay, body, random).Draw());
    }
}
