namespace I2M2.Preprocessing.Synth.Mimic3;

/// <summary>The tables of MIMIC-III v1.4 that preprocessing reads, with their columns as released.</summary>
internal static class ReleasedTables
{
    internal const string Admissions = "ADMISSIONS";
    internal const string Patients = "PATIENTS";
    internal const string IcuStays = "ICUSTAYS";
    internal const string Transfers = "TRANSFERS";
    internal const string Services = "SERVICES";
    internal const string Diagnoses = "DIAGNOSES_ICD";
    internal const string ChartEvents = "CHARTEVENTS";
    internal const string LabEvents = "LABEVENTS";
    internal const string OutputEvents = "OUTPUTEVENTS";

    /// <summary>Columns by table.</summary>
    internal static IReadOnlyDictionary<string, string> Columns { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Admissions] = "ROW_ID,SUBJECT_ID,HADM_ID,ADMITTIME,DISCHTIME,DEATHTIME,ADMISSION_TYPE,ADMISSION_LOCATION,DISCHARGE_LOCATION,INSURANCE,LANGUAGE,RELIGION,"
            + "MARITAL_STATUS,ETHNICITY,EDREGTIME,EDOUTTIME,DIAGNOSIS,HOSPITAL_EXPIRE_FLAG,HAS_CHARTEVENTS_DATA",
        [Patients] = "ROW_ID,SUBJECT_ID,GENDER,DOB,DOD,DOD_HOSP,DOD_SSN,EXPIRE_FLAG",
        [IcuStays] = "ROW_ID,SUBJECT_ID,HADM_ID,ICUSTAY_ID,DBSOURCE,FIRST_CAREUNIT,LAST_CAREUNIT,FIRST_WARDID,LAST_WARDID,INTIME,OUTTIME,LOS",
        [Transfers] = "ROW_ID,SUBJECT_ID,HADM_ID,ICUSTAY_ID,DBSOURCE,EVENTTYPE,PREV_CAREUNIT,CURR_CAREUNIT,PREV_WARDID,CURR_WARDID,INTIME,OUTTIME,LOS",
        [Services] = "ROW_ID,SUBJECT_ID,HADM_ID,TRANSFERTIME,PREV_SERVICE,CURR_SERVICE",
        [Diagnoses] = "ROW_ID,SUBJECT_ID,HADM_ID,SEQ_NUM,ICD9_CODE",
        [ChartEvents] = "ROW_ID,SUBJECT_ID,HADM_ID,ICUSTAY_ID,ITEMID,CHARTTIME,STORETIME,CGID,VALUE,VALUENUM,VALUEUOM,WARNING,ERROR,RESULTSTATUS,STOPPED",
        [LabEvents] = "ROW_ID,SUBJECT_ID,HADM_ID,ITEMID,CHARTTIME,VALUE,VALUENUM,VALUEUOM,FLAG",
        [OutputEvents] = "ROW_ID,SUBJECT_ID,HADM_ID,ICUSTAY_ID,CHARTTIME,ITEMID,VALUE,VALUEUOM,STORETIME,CGID,STOPPED,NEWBOTTLE,ISERROR",
    };
}
