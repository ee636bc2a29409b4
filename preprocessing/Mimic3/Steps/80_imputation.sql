-- Imputation: of every series the last value carried forward, else the next one carried back; of urine, whose volumes are no state, the mean of
-- the admission's hours. What was never observed stays NULL.
-- in:  hourly, cohort
-- out: imputed (hadm_id, series, hour 0..23, observed, value)
CREATE TABLE imputed AS
WITH whole AS (
    -- What hours after the first day add: there are none unless imputation sees the whole stay.
    SELECT hadm_id, series, mean_of(value) AS mean, arg_min(value, hour) FILTER (hour >= 24) AS next_day
    FROM hourly GROUP BY hadm_id, series
), grid AS (
    SELECT w.hadm_id, w.series, h.hour, v.value, w.mean, w.next_day
    FROM whole w CROSS JOIN range(24) h(hour)
    LEFT JOIN hourly v ON v.hadm_id = w.hadm_id AND v.series = w.series AND v.hour = h.hour
), carried AS (
    SELECT
        *,
        last_value(value IGNORE NULLS) OVER (PARTITION BY hadm_id, series ORDER BY hour ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS forward,
        first_value(value IGNORE NULLS) OVER (PARTITION BY hadm_id, series ORDER BY hour ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS back
    FROM grid
)
SELECT hadm_id, series, hour, value IS NOT NULL AS observed, CASE WHEN series = 'urine_output' THEN coalesce(value, mean) ELSE coalesce(forward, back, next_day) END AS value
FROM carried;
