-- Records of the plain series: one value for each admission, series and time; items of one series at one time are merged.
-- in:  charted, lab_results, items
-- out: records (hadm_id, series, charttime, value)
CREATE TABLE records (hadm_id BIGINT, series series_name, charttime TIMESTAMP, value BIGINT);

INSERT INTO records
WITH accepted AS (
    SELECT hadm_id, series, charttime, value FROM charted WHERE rule_6
    UNION ALL
    SELECT hadm_id, series, charttime, value FROM lab_results WHERE rule_6
), plain AS (
    SELECT DISTINCT series, merge FROM items
    WHERE series IN ('heart_rate', 'sbp', 'temperature', 'bun', 'wbc', 'bicarbonate', 'sodium', 'potassium', 'bilirubin')
)
SELECT hadm_id, series, charttime, CASE merge WHEN 'min' THEN min(value) WHEN 'max' THEN max(value) ELSE mean_of(value) END
FROM accepted JOIN plain USING (series)
GROUP BY hadm_id, series, charttime, merge;
