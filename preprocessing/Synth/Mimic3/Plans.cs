namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>What happens to a patient, before any row is written.</summary>
/// <param name="Subject">SUBJECT_ID.</param>
/// <param name="Male">Gender.</param>
/// <param name="Born">DOB, midnight; about 300 years before the admission of those over 89.</param>
/// <param name="Died">DOD, midnight.</param>
/// <param name="Admissions">In order of time.</param>
internal sealed record PatientPlan(int Subject, bool Male, DateTime Born, DateTime? Died, IReadOnlyList<AdmissionPlan> Admissions);

/// <summary>One admission.</summary>
internal sealed record AdmissionPlan
{
    /// <summary>HADM_ID.</summary>
    internal required long Id { get; init; }

    /// <summary>ADMITTIME.</summary>
    internal required DateTime Admitted { get; init; }

    /// <summary>DISCHTIME.</summary>
    internal required DateTime Discharged { get; init; }

    /// <summary>DEATHTIME.</summary>
    internal DateTime? Death { get; init; }

    /// <summary>ADMISSION_TYPE.</summary>
    internal required string Type { get; init; }

    /// <summary>CURR_SERVICE of the first row of SERVICES.</summary>
    internal required string Service { get; init; }

    /// <summary>CURR_SERVICE of a second row.</summary>
    internal string? LaterService { get; init; }

    /// <summary>ICD9_CODE by SEQ_NUM; null where the release has none.</summary>
    internal required IReadOnlyList<string?> Codes { get; init; }

    /// <summary>Whether TRANSFERS knows it.</summary>
    internal bool Transferred { get; init; } = true;

    /// <summary>Its ICU stay.</summary>
    internal StayPlan? Stay { get; init; }
}

/// <summary>One ICU stay.</summary>
internal sealed record StayPlan
{
    /// <summary>ICUSTAY_ID.</summary>
    internal required long Id { get; init; }

    /// <summary>INTIME.</summary>
    internal required DateTime In { get; init; }

    /// <summary>OUTTIME.</summary>
    internal required DateTime Out { get; init; }

    /// <summary>The unit, e.g. MICU.</summary>
    internal required string Unit { get; init; }

    /// <summary>CareVue's items (below 100,000) or MetaVision's.</summary>
    internal required bool CareVue { get; init; }

    /// <summary>Hours before INTIME of the first lab draw of the admission.</summary>
    internal double FirstDraw { get; init; }

    /// <summary>Hours from INTIME to the last regular record; 0: the stay has no events at all.</summary>
    internal double Hours { get; init; }

    /// <summary>Whether a few records come after the death.</summary>
    internal bool Afterwards { get; init; }

    /// <summary>A newborn, with few kinds of records.</summary>
    internal bool Newborn { get; init; }

    /// <summary>Ventilated: blood gases, FiO2, intubated GCS.</summary>
    internal bool Ventilated { get; init; }

    /// <summary>Pressure by arterial line.</summary>
    internal bool ArterialLine { get; init; }

    /// <summary>Bladder irrigation among the outputs.</summary>
    internal bool Irrigated { get; init; }

    /// <summary>Series factor of icd9-7 and mortality, -1 or +1; 0: none.</summary>
    internal int Course { get; init; }

    /// <summary>Series factor of icd9-1.</summary>
    internal int Chemistry { get; init; }
}
