-- Labels of every candidate.
-- in:  candidates, admissions, patients, diagnoses, icd9_groups, options
-- out: mortality (hadm_id, flags, mortality_class), icd9_labels (hadm_id, icd9_group: one row for each group that is present)
-- Mortality: hours count from the earliest ICU stay's INTIME, days after discharge from DISCHTIME; DOD is a date at midnight.
-- The class is the first flag that is set: 1 = 24 h, 2 = 48 h, 3 = 72 h, 4 = by option, 5 = one year; 0 = none.
CREATE TABLE mortality AS
WITH flags AS (
    SELECT
        c.hadm_id,
        a.deathtime IS NOT NULL AS in_hospital,
        coalesce(a.deathtime - c.icu_intime <= INTERVAL 24 HOURS, false) AS within_24h,
        coalesce(a.deathtime - c.icu_intime <= INTERVAL 48 HOURS, false) AS within_48h,
        coalesce(a.deathtime - c.icu_intime <= INTERVAL 72 HOURS, false) AS within_72h,
        coalesce(epoch_us(p.dod) - epoch_us(a.dischtime) <= 30 * 86_400_000_000, false) AS days_30_after_discharge,
        coalesce(epoch_us(p.dod) - epoch_us(c.icu_intime) <= 7 * 86_400_000_000, false) AS days_7_after_icu_in,
        coalesce(epoch_us(p.dod) - epoch_us(a.dischtime) <= 365.245 * 86_400_000_000, false) AS year_after_discharge
    FROM candidates c
    JOIN admissions a USING (hadm_id)
    JOIN patients p ON p.subject_id = c.subject_id
)
SELECT
    f.*,
    CASE
        WHEN within_24h THEN 1
        WHEN within_48h THEN 2
        WHEN within_72h THEN 3
        WHEN CASE o.mortality_class4 WHEN '7d_after_icu_in' THEN days_7_after_icu_in ELSE days_30_after_discharge END THEN 4
        WHEN year_after_discharge THEN 5
        ELSE 0
    END AS mortality_class
FROM flags f CROSS JOIN options o;

-- The first three characters decide; 678, 679 and 000 lie in no group.
CREATE TABLE icd9_labels AS
SELECT DISTINCT d.hadm_id, g.icd9_group
FROM diagnoses d
JOIN candidates USING (hadm_id)
JOIN icd9_groups g ON left(d.icd9_code, 3) BETWEEN g.first AND g.last;
