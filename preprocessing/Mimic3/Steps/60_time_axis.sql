-- The cohort, rules 5 and 6, and its hours: an admission's time starts at its first record.
-- in:  candidates, records, admissions, options
-- out: timed_records (hadm_id, series, elapsed: microseconds since the first record, value), cohort (hadm_id, subject_id, hours), funnel
CREATE VIEW candidate_records AS
SELECT r.hadm_id, r.series, r.charttime, r.value
FROM records r
JOIN candidates USING (hadm_id)
JOIN admissions a USING (hadm_id)
CROSS JOIN options o
WHERE o.keep_records_after_death OR a.deathtime IS NULL OR r.charttime <= a.deathtime;

CREATE TABLE time_axis AS
SELECT hadm_id, min(charttime) AS first_record, max(charttime) AS last_record
FROM candidate_records GROUP BY hadm_id;

CREATE TABLE cohort AS
SELECT hadm_id, c.subject_id, t.first_record, CAST(ceil((epoch_us(t.last_record) - epoch_us(t.first_record)) / 3_600_000_000) AS BIGINT) AS hours
FROM candidates c JOIN time_axis t USING (hadm_id)
WHERE t.last_record - t.first_record > INTERVAL 24 HOURS;

CREATE TABLE timed_records AS
SELECT hadm_id, r.series, epoch_us(r.charttime) - epoch_us(c.first_record) AS elapsed, r.value
FROM candidate_records r JOIN cohort c USING (hadm_id);

INSERT INTO funnel
SELECT position, 'ADMISSIONS', rule, count_if(holds), count_if(holds), count(DISTINCT subject_id) FILTER (holds)
FROM (
    SELECT 6 AS position, 'with a record' AS rule, subject_id, hadm_id IN (SELECT hadm_id FROM time_axis) AS holds FROM candidates
    UNION ALL SELECT 7, 'with more than 24 h of records', subject_id, hadm_id IN (SELECT hadm_id FROM cohort) FROM candidates
)
GROUP BY position, rule;

INSERT INTO funnel
SELECT position, 'records of candidates', rule, count(*), count(DISTINCT hadm_id), NULL
FROM (
    SELECT 900 AS position, 'merged' AS rule, hadm_id FROM records JOIN candidates USING (hadm_id)
    UNION ALL SELECT 901, 'not after DEATHTIME, or kept by option', hadm_id FROM candidate_records
    UNION ALL SELECT 902, 'in the cohort', hadm_id FROM timed_records
)
GROUP BY position, rule;
