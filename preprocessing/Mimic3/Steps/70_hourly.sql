-- Hourly means. Bin k holds the records of hours k to k + 1 after the first record, both ends included: a record on the hour counts twice.
-- Half-open bins, an option, count it in the later hour alone.
-- in:  timed_records, cohort, options
-- out: hourly (hadm_id, series, hour, value): one row for each bin with a record; hours of the first day, or of the whole stay where imputation sees it
CREATE TABLE hourly AS
WITH binned AS (
    SELECT hadm_id, series, elapsed // 3_600_000_000 AS hour, value FROM timed_records
    UNION ALL
    SELECT hadm_id, series, elapsed // 3_600_000_000 - 1, value FROM timed_records CROSS JOIN options o
    WHERE o.closed_bins AND elapsed > 0 AND elapsed % 3_600_000_000 = 0
)
SELECT hadm_id, series, hour, mean_of(value) AS value
FROM binned JOIN cohort c USING (hadm_id) CROSS JOIN options o
WHERE hour < c.hours AND (hour < 24 OR o.impute_from_whole_stay)
GROUP BY hadm_id, series, hour;
