-- Urine: volumes charted at one time of a stay add up, irrigant that went in counts negative; across stays the mean.
-- in:  charted, options
-- out: records of urine_output, funnel
-- With a limit (clean: 0 to 2,445 mL) a net volume outside is no record.
CREATE TABLE urine_volumes AS
SELECT hadm_id, icustay_id, charttime, sum(value)::BIGINT AS volume
FROM charted
WHERE series = 'urine_output'
GROUP BY hadm_id, icustay_id, charttime;

INSERT INTO funnel
SELECT 690 + within, 'urine_output (OUTPUTEVENTS)', CASE WHEN within THEN 'net volume within the limit' ELSE 'net volume of a stay and time' END, count(*), count(DISTINCT hadm_id), NULL
FROM (
    SELECT hadm_id, 0 AS within FROM urine_volumes
    UNION ALL
    SELECT hadm_id, 1 FROM urine_volumes CROSS JOIN options o WHERE o.urine_limit IS NULL OR volume BETWEEN 0 AND o.urine_limit
)
GROUP BY within;

INSERT INTO records
SELECT hadm_id, 'urine_output', charttime, mean_of(volume)
FROM urine_volumes CROSS JOIN options o
WHERE o.urine_limit IS NULL OR volume BETWEEN 0 AND o.urine_limit
GROUP BY hadm_id, charttime;
