-- Records of the plain series: one value for each admission, series and time; items of one series at one time are merged.
-- in:  charted, lab_results, items
-- out: records (hadm_id, series, charttime, value)
CREATE TABLE records (hadm_id BIGINT, series series_name, charttime TIMESTAMP, value BIGINT);

INSERT INTO records
WITH accepted AS (
    SELECT hadm_id, series, charttime, value FROM charted
    UNION ALL
    SELECT hadm_id, series, charttime, value FROM lab_results
), merged AS (
    SELECT hadm_id, series, charttime, min(value) AS least, max(value) AS greatest, mean_of(value) AS mean
    FROM accepted
    WHERE series IN ('heart_rate', 'sbp', 'temperature', 'bun', 'wbc', 'bicarbonate', 'sodium', 'potassium', 'bilirubin')
    GROUP BY hadm_id, series, charttime
)
SELECT hadm_id, series, charttime, CASE merge WHEN 'min' THEN least WHEN 'max' THEN greatest ELSE mean END
FROM merged JOIN (SELECT DISTINCT series, merge FROM items) USING (series);
