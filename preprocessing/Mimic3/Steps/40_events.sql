-- Events: the rows that the rules accept, with their value in the series' unit, and how many each rule leaves.
-- in:  chartevents, outputevents, labevents, icustays, items
-- out: charted, lab_results (series, source, icustay_id, hadm_id, charttime, value), specimens (hadm_id, charttime, arterial), funnel
-- Rules: 2 not marked as an error, 3 in an ICU stay (lab: in an admission with one), 4 not before INTIME (lab: not before the earliest
-- INTIME - 6 h), 5 with a number, 6 in range. Each contains those before it. A range's row also says how to convert.
CREATE TABLE item_series AS
SELECT DISTINCT itemid, source, series, drops_errors FROM items;

-- Read twice, to be counted and to be accepted: quicker than to keep what is not accepted.
CREATE VIEW chart_rows AS
SELECT
    i.series,
    i.source,
    e.itemid,
    e.icustay_id,
    coalesce(s.hadm_id, e.hadm_id) AS hadm_id,
    e.charttime,
    e.value,
    e.intubated,
    NOT (e.error AND i.drops_errors) AS rule_2,
    rule_2 AND s.icustay_id IS NOT NULL AS rule_3,
    rule_3 AND coalesce(e.charttime >= s.intime, false) AS rule_4,
    rule_4 AND (e.value IS NOT NULL OR e.intubated) AS rule_5
FROM (
    SELECT icustay_id, hadm_id, charttime, itemid, value, error, flag = 1 AS intubated FROM chartevents
    UNION ALL
    SELECT icustay_id, hadm_id, charttime, itemid, value, error, false FROM outputevents
) e
JOIN item_series i ON i.itemid = e.itemid AND i.source <> 'lab'
LEFT JOIN icustays s ON s.icustay_id = e.icustay_id;

CREATE VIEW lab_rows AS
SELECT
    i.series,
    i.source,
    e.itemid,
    e.hadm_id,
    e.charttime,
    e.value,
    e.flag,
    true AS rule_2,
    icu.hadm_id IS NOT NULL AS rule_3,
    rule_3 AND coalesce(e.charttime >= icu.intime - INTERVAL 6 HOURS, false) AS rule_4,
    rule_4 AND e.value IS NOT NULL AS rule_5
FROM labevents e
JOIN item_series i ON i.itemid = e.itemid AND i.source = 'lab'
LEFT JOIN (SELECT hadm_id, min(intime) AS intime FROM icustays GROUP BY hadm_id) icu ON icu.hadm_id = e.hadm_id;

-- Intubated is no number: no range holds for it, and a verbal response of 0 stands for it.
CREATE TABLE charted AS
SELECT e.series, e.source, e.icustay_id, e.hadm_id, e.charttime, in_series_unit(e.value, r.subtract, r.multiply, r.divide) AS value
FROM chart_rows e JOIN items r ON r.itemid = e.itemid AND e.value BETWEEN r.lowest AND r.highest
WHERE e.rule_5 AND NOT e.intubated
UNION ALL
SELECT series, source, icustay_id, hadm_id, charttime, 0 FROM chart_rows WHERE rule_5 AND intubated;

CREATE TABLE lab_results AS
SELECT e.series, e.source, e.hadm_id, e.charttime, in_series_unit(e.value, r.subtract, r.multiply, r.divide) AS value
FROM lab_rows e JOIN items r ON r.itemid = e.itemid AND e.value BETWEEN r.lowest AND r.highest
WHERE e.rule_5;

CREATE TABLE specimens AS
SELECT hadm_id, charttime, flag = 2 AS arterial FROM lab_rows WHERE rule_4 AND series = 'specimen' AND flag <> 0;

INSERT INTO funnel
WITH by_admission AS (
    SELECT
        source,
        series,
        hadm_id,
        count_if(rule_1) AS rule_1,
        count_if(rule_2) AS rule_2,
        count_if(rule_3) AS rule_3,
        count_if(rule_4) AS rule_4,
        count_if(rule_5) AS rule_5,
        count_if(rule_6) AS rule_6
    FROM (
        SELECT source, series, hadm_id, true AS rule_1, rule_2, rule_3, rule_4, rule_5, false AS rule_6 FROM chart_rows
        UNION ALL SELECT source, series, hadm_id, true, rule_2, rule_3, rule_4, rule_5, false FROM lab_rows
        UNION ALL SELECT source, series, hadm_id, false, false, false, false, false, true FROM charted
        UNION ALL SELECT source, series, hadm_id, false, false, false, false, false, true FROM lab_results
    )
    GROUP BY source, series, hadm_id
), by_series AS (
    SELECT
        100 + 10 * dense_rank() OVER (ORDER BY source, series) AS first_position,
        series || CASE source WHEN 'chart' THEN ' (CHARTEVENTS)' WHEN 'lab' THEN ' (LABEVENTS)' ELSE ' (OUTPUTEVENTS)' END AS label,
        [sum(rule_1), sum(rule_2), sum(rule_3), sum(rule_4), sum(rule_5), sum(rule_6)] AS kept,
        [count(hadm_id) FILTER (rule_1 > 0), count(hadm_id) FILTER (rule_2 > 0), count(hadm_id) FILTER (rule_3 > 0),
         count(hadm_id) FILTER (rule_4 > 0), count(hadm_id) FILTER (rule_5 > 0), count(hadm_id) FILTER (rule_6 > 0)] AS admissions,
        ['rows of wanted items', 'not marked as errors', 'in an ICU stay, or of an admission with one', 'not before it', 'with a number', 'in range'] AS words
    FROM by_admission
    GROUP BY source, series
)
SELECT first_position + rule, label, words[rule], kept[rule]::BIGINT, admissions[rule], NULL
FROM by_series CROSS JOIN range(1, 7) rules(rule);
