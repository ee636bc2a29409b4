-- The three tables of the shard set, one row for each admission (and hour).
-- in:  cohort, imputed, static_features, mortality, icd9_labels, splits (hadm_id, split)
-- out: series_table, static_table, label_table
-- PaO2/FiO2 is the quotient of the imputed two, mmHg per percent; observed where both are.
CREATE VIEW series_table AS
SELECT
    hadm_id,
    s.split,
    hour::INTEGER AS hour,
    gcs / 1e9 AS gcs,
    sbp / 1e9 AS sbp,
    heart_rate / 1e9 AS heart_rate,
    temperature / 1e9 AS temperature,
    round_div(pao2::HUGEINT * 1_000_000_000, fio2) / 1e9 AS pao2_fio2,
    urine_output / 1e9 AS urine_output,
    bun / 1e9 AS bun,
    wbc / 1e9 AS wbc,
    bicarbonate / 1e9 AS bicarbonate,
    sodium / 1e9 AS sodium,
    potassium / 1e9 AS potassium,
    bilirubin / 1e9 AS bilirubin,
    gcs_observed,
    sbp_observed,
    heart_rate_observed,
    temperature_observed,
    pao2_observed AND fio2_observed AS pao2_fio2_observed,
    urine_output_observed,
    bun_observed,
    wbc_observed,
    bicarbonate_observed,
    sodium_observed,
    potassium_observed,
    bilirubin_observed
FROM imputed JOIN splits s USING (hadm_id);

CREATE TABLE static_table AS
SELECT
    hadm_id,
    s.split,
    -- Hundredths of years of 365.242 days.
    f.age_years * 365_242 / 1e5 AS age_days,
    f.aids,
    f.hematologic_malignancy,
    f.metastatic_cancer,
    f.admission_type
FROM static_features f JOIN splits s USING (hadm_id);

CREATE TABLE label_table AS
WITH present AS (
    SELECT hadm_id, list(icd9_group) AS icd9 FROM icd9_labels GROUP BY hadm_id
)
SELECT hadm_id, s.split, m.mortality_class, coalesce(p.icd9, []) AS icd9
FROM splits s JOIN mortality m USING (hadm_id) LEFT JOIN present p USING (hadm_id);
