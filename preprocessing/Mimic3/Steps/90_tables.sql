-- The three tables of the shard set, one row for each admission (and hour).
-- in:  cohort, imputed, static_features, mortality, icd9_labels, splits (hadm_id, split)
-- out: series_table, static_table, label_table
-- PaO2/FiO2 is the quotient of the imputed two, mmHg per percent; observed where both are.
CREATE TABLE series_table AS
WITH wide AS (
    SELECT
        hadm_id,
        hour,
        max(value) FILTER (series = 'gcs') AS gcs,
        max(value) FILTER (series = 'sbp') AS sbp,
        max(value) FILTER (series = 'heart_rate') AS heart_rate,
        max(value) FILTER (series = 'temperature') AS temperature,
        max(value) FILTER (series = 'pao2') AS pao2,
        max(value) FILTER (series = 'fio2') AS fio2,
        max(value) FILTER (series = 'urine_output') AS urine_output,
        max(value) FILTER (series = 'bun') AS bun,
        max(value) FILTER (series = 'wbc') AS wbc,
        max(value) FILTER (series = 'bicarbonate') AS bicarbonate,
        max(value) FILTER (series = 'sodium') AS sodium,
        max(value) FILTER (series = 'potassium') AS potassium,
        max(value) FILTER (series = 'bilirubin') AS bilirubin,
        count(*) FILTER (observed AND series = 'gcs') = 1 AS gcs_observed,
        count(*) FILTER (observed AND series = 'sbp') = 1 AS sbp_observed,
        count(*) FILTER (observed AND series = 'heart_rate') = 1 AS heart_rate_observed,
        count(*) FILTER (observed AND series = 'temperature') = 1 AS temperature_observed,
        count(*) FILTER (observed AND series IN ('pao2', 'fio2')) = 2 AS pao2_fio2_observed,
        count(*) FILTER (observed AND series = 'urine_output') = 1 AS urine_output_observed,
        count(*) FILTER (observed AND series = 'bun') = 1 AS bun_observed,
        count(*) FILTER (observed AND series = 'wbc') = 1 AS wbc_observed,
        count(*) FILTER (observed AND series = 'bicarbonate') = 1 AS bicarbonate_observed,
        count(*) FILTER (observed AND series = 'sodium') = 1 AS sodium_observed,
        count(*) FILTER (observed AND series = 'potassium') = 1 AS potassium_observed,
        count(*) FILTER (observed AND series = 'bilirubin') = 1 AS bilirubin_observed
    FROM imputed
    GROUP BY hadm_id, hour
)
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
    COLUMNS('_observed$')
FROM wide JOIN splits s USING (hadm_id);

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
