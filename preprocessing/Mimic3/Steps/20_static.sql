-- Static features of every candidate.
-- in:  candidates, admissions, patients, services, diagnoses, comorbidities, options
-- out: static_features (hadm_id, age_years in hundredths, aids, hematologic_malignancy, metastatic_cancer, admission_type)
-- Age: whole days from DOB to the first ICU stay's date, / 365.242, to two decimals; hundredths are exact integers.
-- Comorbidities: codes padded with blanks to 5 characters, compared as text.
-- Admission type: 1 scheduled surgical, 2 unscheduled surgical, 0 medical, by the first service.
CREATE TABLE static_features AS
WITH age AS (
    SELECT c.hadm_id, round_div(date_diff('day', p.dob::DATE, c.icu_intime::DATE) * 100_000, 365_242) AS hundredths
    FROM candidates c JOIN patients p USING (subject_id)
), present AS (
    SELECT d.hadm_id, r.comorbidity
    FROM diagnoses d
    JOIN comorbidities r ON rpad(d.icd9_code, 5, ' ') BETWEEN rpad(r.first, 5, ' ') AND rpad(r.last, 5, ' ')
), comorbidity AS (
    SELECT
        hadm_id,
        bool_or(comorbidity = 'aids') AS aids,
        bool_or(comorbidity = 'hematologic_malignancy') AS hematologic_malignancy,
        bool_or(comorbidity = 'metastatic_cancer') AS metastatic_cancer
    FROM present GROUP BY hadm_id
), service AS (
    SELECT hadm_id, contains(lower(curr_service), 'surg') AS surgical
    FROM services
    QUALIFY row_number() OVER (PARTITION BY hadm_id ORDER BY transfertime NULLS LAST, curr_service) = 1
)
SELECT
    c.hadm_id,
    CASE WHEN o.cap_age THEN least(age.hundredths, 9_140) ELSE age.hundredths END AS age_years,
    coalesce(m.aids, false) AS aids,
    coalesce(m.hematologic_malignancy, false) AS hematologic_malignancy,
    coalesce(m.metastatic_cancer, false) AS metastatic_cancer,
    CASE
        WHEN NOT coalesce(s.surgical, false) THEN 0
        WHEN a.admission_type = 'ELECTIVE' THEN 1
        ELSE 2
    END AS admission_type
FROM candidates c
JOIN admissions a USING (hadm_id)
JOIN age USING (hadm_id)
LEFT JOIN comorbidity m USING (hadm_id)
LEFT JOIN service s USING (hadm_id)
CROSS JOIN options o;
