using I2M2.Preprocessing.Pipeline;

namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>Decides what happens to each patient.</summary>
/// <param name="signal">The ground truth.</param>
/// <param name="patients">How many there are.</param>
/// <param name="seed">The user's seed.</param>
internal sealed class PatientPlanner(PlantedSignal signal, int patients, long seed)
{
    /// <summary>More patients than these have identifiers of more digits than any program expects.</summary>
    internal const int Most = 10_000_000;

    private const int AdmissionsEach = 2;
    private static readonly string[] Medical = ["MED", "CMED", "NMED", "OMED", "ORTHO"];
    private static readonly string[] Surgical = ["SURG", "CSURG", "NSURG", "VSURG", "TSURG"];
    private static readonly string[] MedicalUnits = ["MICU", "CCU"];
    private static readonly string[] SurgicalUnits = ["SICU", "CSRU", "TSICU"];

    /// <summary>The plan of the patient with a number, from 0. It depends on the seed and the number alone.</summary>
    internal PatientPlan Plan(int number)
    {
        var random = new RandomNumbers(seed, $"mimic3 patient {number}");
        // From 2109 on, as births 300 years before must not lie before 1800, which the release's do not either.
        var admitted = new DateTime(2109, 1, 1).AddDays(random.Whole(0, 87 * 365)).AddMinutes(random.Whole(0, 1439));

        // Every kind comes up among any hundred patients in a row, the rarer ones not all at the start.
        return (int)(((number * 37L) + 50) % 100) switch
        {
            < 5 => Newborn(number, admitted, random),
            < 7 => WardOnly(number, admitted, random),
            var slot => Adult(number, admitted, random, slot),
        };
    }

    private PatientPlan Adult(int number, DateTime admitted, RandomNumbers random, int slot)
    {
        var (lung, growth) = (signal.Lung.Draw(random.Uniform()), signal.Growth.Draw(random.Uniform()));
        var mortality = signal.MortalityClass(lung, random.Uniform(), random.Uniform());
        var respiratory = random.Uniform() < signal.Lung.Probability(PlantedSignal.RespiratoryOdds, lung);
        var neoplasm = random.Uniform() < signal.Growth.Probability(PlantedSignal.NeoplasmOdds, growth);
        var age = Age(lung.Static > 0, random);
        var surgical = growth.Static > 0;
        var into = admitted.AddMinutes(random.Whole(1, surgical ? 1500 : 300)).AddSeconds(random.Whole(0, 59));
        var course = Course.Of(mortality, into, slot, random);
        var stay = new StayPlan
        {
            Id = Identifiers.Stay((long)number * AdmissionsEach, Identities),
            In = into,
            Out = course.Out,
            Unit = Of(surgical ? SurgicalUnits : MedicalUnits, random),
            CareVue = random.Uniform() < 0.5,
            FirstDraw = mortality == 1 ? 5.5 : Math.Max(0, random.Whole(-30, 55) / 10.0),
            Hours = course.Hours,
            Afterwards = course.Death is not null && random.Uniform() < 0.3,
            Ventilated = random.Uniform() < 0.45,
            ArterialLine = random.Uniform() < 0.5,
            Irrigated = slot is >= 20 and < 24,
            Course = lung.Series,
            Chemistry = growth.Series,
        };
        var first = new AdmissionPlan
        {
            Id = Identifiers.Admission((long)number * AdmissionsEach, Identities),
            Admitted = admitted,
            Discharged = course.Discharged,
            Death = course.Death,
            Type = surgical && random.Uniform() < 0.45 ? "ELECTIVE" : random.Uniform() < 0.04 ? "URGENT" : "EMERGENCY",
            Service = Of(surgical ? Surgical : Medical, random),
            LaterService = random.Uniform() < 0.15 ? Of(random.Uniform() < 0.5 ? Surgical : Medical, random) : null,
            Codes = Codes.Adult(random, respiratory, neoplasm, aids: random.Uniform() < 0.02),
            Stay = stay,
        };
        AdmissionPlan[] admissions = mortality == 0 && course.Died is null && random.Uniform() < 0.15 ? [first, Second(number, first, random)] : [first];
        return new(Subject(number), random.Uniform() < 0.56, Birth(admitted, age), course.Died, admissions);
    }

    private AdmissionPlan Second(int number, AdmissionPlan first, RandomNumbers random)
    {
        var admitted = first.Discharged.AddDays(random.Whole(20, 700)).AddMinutes(random.Whole(0, 1439));
        var into = admitted.AddMinutes(random.Whole(2, 600)).AddSeconds(random.Whole(0, 59));
        var hours = random.Whole(20, 80);
        var stay = first.Stay! with
        {
            Id = Identifiers.Stay(((long)number * AdmissionsEach) + 1, Identities),
            In = into,
            Out = into.AddHours(hours),
            Hours = hours,
            FirstDraw = 1,
            Course = 0,
            Chemistry = 0,
        };
        return first with
        {
            Id = Identifiers.Admission(((long)number * AdmissionsEach) + 1, Identities),
            Admitted = admitted,
            Discharged = into.AddHours(hours + random.Whole(2, 150)),
            Codes = Codes.Adult(random, random.Uniform() < 0.4, random.Uniform() < 0.2, aids: false),
            Stay = random.Uniform() < 0.5 ? stay : null,
        };
    }

    private PatientPlan Newborn(int number, DateTime admitted, RandomNumbers random)
    {
        var days = random.Whole(1, 12);
        var older = random.Uniform() < 0.1;
        var admission = new AdmissionPlan
        {
            Id = Identifiers.Admission((long)number * AdmissionsEach, Identities),
            Admitted = admitted,
            Discharged = admitted.AddDays(days + 1),
            Type = older ? "EMERGENCY" : "NEWBORN",
            Service = older ? "MED" : "NB",
            Codes = Codes.Child(random),
            Stay = new()
            {
                Id = Identifiers.Stay((long)number * AdmissionsEach, Identities),
                In = admitted.AddMinutes(20),
                Out = admitted.AddDays(days),
                Unit = "NICU",
                CareVue = random.Uniform() < 0.8,
                Hours = days * 24,
                Newborn = true,
            },
        };
        var born = older ? admitted.Date.AddDays(-random.Whole(400, 5400)) : admitted.Date;
        return new(Subject(number), random.Uniform() < 0.5, born, null, [admission]);
    }

    private PatientPlan WardOnly(int number, DateTime admitted, RandomNumbers random)
    {
        var admission = new AdmissionPlan
        {
            Id = Identifiers.Admission((long)number * AdmissionsEach, Identities),
            Admitted = admitted,
            Discharged = admitted.AddHours(random.Whole(20, 200)),
            Type = "EMERGENCY",
            Service = Of(Medical, random),
            Codes = Codes.Adult(random, random.Uniform() < 0.3, random.Uniform() < 0.2, aids: false),
            Transferred = random.Uniform() < 0.6,
        };
        return new(Subject(number), random.Uniform() < 0.5, Birth(admitted, Age(random.Uniform() < 0.5, random)), null, [admission]);
    }

    private long Identities => (long)patients * AdmissionsEach;

    /// <summary>SUBJECT_ID of a patient.</summary>
    private static int Subject(int number) => number + 3;

    // Years; over 89 the release shifts births so that patients seem 300 years old.
    private static double Age(bool old, RandomNumbers random)
    {
        var normal = random.Normal();
        if (!old)
            return Math.Clamp(44 + (9 * normal), 18, 57);
        return random.Uniform() < 0.05 ? 300 + random.Whole(0, 8) : Math.Clamp(74 + (7 * normal), 63, 88.9);
    }

    private static DateTime Birth(DateTime admitted, double years) => admitted.Date.AddDays(-Math.Round(years * 365.242));

    private static string Of(string[] values, RandomNumbers random) => values[random.Whole(0, values.Length - 1)];
}
