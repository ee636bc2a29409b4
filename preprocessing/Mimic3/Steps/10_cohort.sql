-- Candidates: admissions that can be in the cohort as far as hospital tables tell, rules 1 to 4.
-- in:  admissions, patients, icustays, transfers
-- out: candidates (hadm_id, subject_id, icu_intime: INTIME of the earliest ICU stay), funnel
CREATE TABLE funnel (position INTEGER, source VARCHAR, rule VARCHAR, "rows" BIGINT, admissions BIGINT, patients BIGINT);

CREATE TABLE candidate_rules AS
WITH icu AS (
    SELECT hadm_id, min(intime) AS icu_intime FROM icustays GROUP BY hadm_id
), ordered AS (
    SELECT *, row_number() OVER (PARTITION BY subject_id ORDER BY admittime, hadm_id) AS nth_admission FROM admissions
)
SELECT
    a.hadm_id,
    a.subject_id,
    icu.icu_intime,
    icu.hadm_id IS NOT NULL OR moved.hadm_id IS NOT NULL AS rule_1,
    rule_1 AND a.nth_admission = 1 AS rule_2,
    rule_2 AND coalesce(epoch_us(a.admittime) - epoch_us(p.dob) >= 15 * 365.25 * 86_400_000_000, false) AS rule_3,
    rule_3 AND icu.icu_intime IS NOT NULL AS rule_4,
    -- Dates are shifted, but all of a patient's by the same time: a stay years away from its admission is a wrong row.
    rule_4 AND abs(epoch_us(icu.icu_intime) - epoch_us(a.admittime)) <= 366 * 86_400_000_000 AS in_order
FROM ordered a
LEFT JOIN patients p USING (subject_id)
LEFT JOIN icu USING (hadm_id)
LEFT JOIN (SELECT DISTINCT hadm_id FROM transfers) moved USING (hadm_id);

CREATE TABLE candidates AS
SELECT hadm_id, subject_id, icu_intime FROM candidate_rules WHERE in_order;

INSERT INTO funnel
SELECT position, 'ADMISSIONS', rule, count(*), count(*), count(DISTINCT subject_id)
FROM (
    SELECT 0 AS position, 'in ADMISSIONS' AS rule, subject_id FROM candidate_rules
    UNION ALL SELECT 1, 'in ICUSTAYS or TRANSFERS', subject_id FROM candidate_rules WHERE rule_1
    UNION ALL SELECT 2, 'first of their patient', subject_id FROM candidate_rules WHERE rule_2
    UNION ALL SELECT 3, 'aged 15 or more', subject_id FROM candidate_rules WHERE rule_3
    UNION ALL SELECT 4, 'with an ICU stay', subject_id FROM candidate_rules WHERE rule_4
    UNION ALL SELECT 5, 'whose stay is within a year of the admission', subject_id FROM candidate_rules WHERE in_order
)
GROUP BY position, rule;
