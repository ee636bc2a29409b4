-- Glasgow coma scale, 3 to 15.
-- in:  charted
-- out: records of gcs
-- Components at one time of a stay: the greatest; a verbal response of 0 means intubated. What is missing comes from the stay's row before,
-- if that is less than 6 h old, or is normal (motor 6, verbal 5, eye 4). Who is intubated, or was and has no verbal response now, counts as 15.
-- Who was intubated and has one now gets nothing from the row before.
INSERT INTO records
WITH components AS (
    SELECT
        hadm_id,
        icustay_id,
        charttime,
        max(value) FILTER (series = 'gcs_motor') // 1_000_000_000 AS motor,
        max(value) FILTER (series = 'gcs_verbal') // 1_000_000_000 AS verbal,
        max(value) FILTER (series = 'gcs_eye') // 1_000_000_000 AS eye
    FROM charted
    WHERE series IN ('gcs_motor', 'gcs_verbal', 'gcs_eye')
    GROUP BY hadm_id, icustay_id, charttime
), with_before AS (
    SELECT *, lag(charttime) OVER stay > charttime - INTERVAL 6 HOURS AS recent, lag(motor) OVER stay AS motor_before, lag(verbal) OVER stay AS verbal_before, lag(eye) OVER stay AS eye_before
    FROM components
    WINDOW stay AS (PARTITION BY icustay_id ORDER BY charttime)
), with_recent AS (
    SELECT
        * REPLACE (
            CASE WHEN recent THEN motor_before END AS motor_before,
            CASE WHEN recent THEN verbal_before END AS verbal_before,
            CASE WHEN recent THEN eye_before END AS eye_before)
    FROM with_before
), scored AS (
    SELECT
        hadm_id,
        charttime,
        CASE
            WHEN verbal = 0 THEN 15
            WHEN verbal IS NULL AND verbal_before = 0 THEN 15
            WHEN verbal_before = 0 THEN coalesce(motor, 6) + coalesce(verbal, 5) + coalesce(eye, 4)
            ELSE coalesce(motor, motor_before, 6) + coalesce(verbal, verbal_before, 5) + coalesce(eye, eye_before, 4)
        END AS score
    FROM with_recent
)
SELECT hadm_id, 'gcs', charttime, max(score) * 1_000_000_000 FROM scored GROUP BY hadm_id, charttime;
