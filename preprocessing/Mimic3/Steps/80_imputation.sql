-- Imputation: of every series the last value carried forward, else the next one carried back; of urine, whose volumes are no state, the mean of
-- the admission's hours. What was never observed stays NULL.
-- in:  hourly, cohort
-- out: imputed (hadm_id, hour 0..23, for each series its value and <series>_observed)
CREATE TABLE observed AS
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
    max(value) FILTER (series = 'bilirubin') AS bilirubin
FROM hourly
GROUP BY hadm_id, hour;

-- Hours after the first day are there when imputation sees the whole stay, and carry back only.
CREATE TABLE imputed AS
WITH grid AS (
    SELECT hadm_id, hour FROM cohort CROSS JOIN range(24) hours(hour)
    UNION ALL
    SELECT hadm_id, hour FROM observed WHERE hour >= 24
)
SELECT
    hadm_id,
    hour,
    coalesce(
        last_value(COLUMNS(o.* EXCLUDE (hadm_id, hour, urine_output)) IGNORE NULLS) OVER so_far,
        first_value(COLUMNS(o.* EXCLUDE (hadm_id, hour, urine_output)) IGNORE NULLS) OVER from_now),
    coalesce(o.urine_output, round_div(sum(o.urine_output) OVER stay, (count(o.urine_output) OVER stay)::HUGEINT)::BIGINT) AS urine_output,
    COLUMNS(o.* EXCLUDE (hadm_id, hour)) IS NOT NULL AS "\0_observed"
FROM grid LEFT JOIN observed o USING (hadm_id, hour)
WINDOW
    stay AS (PARTITION BY hadm_id ORDER BY hour ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING),
    so_far AS (PARTITION BY hadm_id ORDER BY hour ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
    from_now AS (PARTITION BY hadm_id ORDER BY hour ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
QUALIFY hour < 24;
