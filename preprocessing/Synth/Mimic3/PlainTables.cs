using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>Writes the six tables that have a few rows for each admission.</summary>
/// <param name="patients">All patients, in order of SUBJECT_ID.</param>
/// <param name="seed">The user's seed.</param>
internal sealed class PlainTables(IReadOnlyList<PatientPlan> patients, long seed)
{
    private readonly CsvBuffer rows = new();
    private long row;

    /// <summary>Writes them to a folder.</summary>
    internal void Write(string folder)
    {
        Write(folder, ReleasedTables.Patients, (p, _) => Patient(p));
        Write(folder, ReleasedTables.Admissions, (p, random) => Each(p, a => Admission(p, a, random)));
        Write(folder, ReleasedTables.IcuStays, (p, _) => Each(p, a => Stay(p, a)));
        Write(folder, ReleasedTables.Transfers, (p, _) => Each(p, a => Transfers(p, a)));
        Write(folder, ReleasedTables.Services, (p, _) => Each(p, a => Services(p, a)));
        Write(folder, ReleasedTables.Diagnoses, (p, _) => Each(p, a => Diagnoses(p, a)));
    }

    private void Write(string folder, string table, Action<PatientPlan, RandomNumbers> write)
    {
        using var file = new TableFile(folder, table);
        var random = new RandomNumbers(seed, $"mimic3 {table}");
        row = 1;
        foreach (var patient in patients)
        {
            write(patient, random);
            file.Write(rows);
            rows.Clear();
        }
    }

    private static void Each(PatientPlan patient, Action<AdmissionPlan> write)
    {
        foreach (var admission in patient.Admissions)
            write(admission);
    }

    private CsvBuffer Begin(PatientPlan patient) => rows.Whole(row++).Whole(patient.Subject);

    private void Patient(PatientPlan p)
    {
        var inHospital = p.Admissions.Any(a => a.Death is not null);
        Begin(p).Text(p.Male ? "M" : "F").Time(p.Born).Time(p.Died).Time(inHospital ? p.Died : null).Time(inHospital ? null : p.Died)
            .Whole(p.Died is null ? 0 : 1).End();
    }

    private void Admission(PatientPlan p, AdmissionPlan a, RandomNumbers random)
    {
        var emergency = a.Type == "EMERGENCY" && random.Uniform() < 0.7;
        Begin(p).Whole(a.Id).Time(a.Admitted).Time(a.Discharged).Time(a.Death).Text(a.Type)
            .Text(emergency ? "EMERGENCY ROOM ADMIT" : "PHYS REFERRAL/NORMAL DELI").Text(a.Death is null ? "HOME" : "DEAD/EXPIRED")
            .Text(random.Uniform() < 0.5 ? "Medicare" : "Private").Text(random.Uniform() < 0.6 ? "ENGL" : null)
            .Text(random.Uniform() < 0.5 ? "CATHOLIC" : "NOT SPECIFIED").Text(random.Uniform() < 0.8 ? "MARRIED" : null)
            .Text(random.Uniform() < 0.7 ? "WHITE" : "UNKNOWN/NOT SPECIFIED")
            .Time(emergency ? a.Admitted.AddHours(-5) : null).Time(emergency ? a.Admitted.AddMinutes(40) : null)
            .Text(random.Uniform() < 0.5 ? "SYNTHETIC" : "SYNTHETIC;\"MADE UP\", NOT A DIAGNOSIS").Whole(a.Death is null ? 0 : 1).Whole(a.Stay is { Hours: > 0 } ? 1 : 0).End();
    }

    private void Stay(PatientPlan p, AdmissionPlan a)
    {
        if (a.Stay is not { } s)
            return;
        Begin(p).Whole(a.Id).Whole(s.Id).Text(Source(s)).Text(s.Unit).Text(s.Unit).Whole(52).Whole(52).Time(s.In).Time(s.Out)
            .Number(Measured.Of((s.Out - s.In).TotalDays, 2)).End();
    }

    private void Transfers(PatientPlan p, AdmissionPlan a)
    {
        if (!a.Transferred)
            return;
        var last = a.Admitted;
        if (a.Stay is { } s)
        {
            Begin(p).Whole(a.Id).Whole(s.Id).Text(Source(s)).Text("admit").Text(null).Text(s.Unit).None().Whole(52).Time(s.In).Time(s.Out)
                .Number(Measured.Of((s.Out - s.In).TotalHours, 2)).End();
            last = s.Out;
        }

        if (a.Discharged > last)
        {
            Begin(p).Whole(a.Id).None().Text(a.Stay is null ? "metavision" : Source(a.Stay)).Text(a.Stay is null ? "admit" : "transfer").Text(a.Stay?.Unit).Text(null)
                .Whole(a.Stay is null ? null : 52).Whole(45).Time(last).Time(a.Discharged).Number(Measured.Of((a.Discharged - last).TotalHours, 2)).End();
        }

        Begin(p).Whole(a.Id).None().Text(a.Stay is null ? "metavision" : Source(a.Stay)).Text("discharge").Text(null).Text(null).Whole(45).None().Time(a.Discharged).None().None().End();
    }

    private void Services(PatientPlan p, AdmissionPlan a)
    {
        // Not in order of time: the first row of the release need not be the first service.
        if (a.LaterService is { } later)
            Begin(p).Whole(a.Id).Time(a.Admitted.AddHours(20)).Text(a.Service).Text(later).End();
        Begin(p).Whole(a.Id).Time(a.Admitted.AddMinutes(1)).Text(null).Text(a.Service).End();
    }

    private void Diagnoses(PatientPlan p, AdmissionPlan a)
    {
        for (var i = 0; i < a.Codes.Count; i++)
            Begin(p).Whole(a.Id).Whole(a.Codes[i] is null ? null : i + 1).Text(a.Codes[i]).End();
    }

    private static string Source(StayPlan stay) => stay.CareVue ? "carevue" : "metavision";
}
